package app.sembang.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.ObjectNode;

/// Telegram's Bot API: `bot<token>/<method>` and `file/bot<token>/<path>`, with the checks and the words of the real
/// one.
final class TelegramApi {
    private static final int MOST_TEXT = 4096;
    private static final int MOST_CAPTION = 1024;
    private static final int MOST_PHOTO_BYTES = 10 << 20;
    private static final int MOST_DOWNLOAD_BYTES = 20 << 20;
    private static final int MOST_CALLBACK_DATA = 64;
    private static final int MOST_CALLBACK_TEXT = 200;
    private static final Duration DELETED_WITHIN = Duration.ofDays(2);
    private static final Set<Integer> WEBHOOK_PORTS = Set.of(443, 80, 88, 8443);
    private static final Set<String> MARKS =
            Set.of("👍", "👎", "❤", "🔥", "🥰", "👏", "😁", "🤔", "🎉", "😢", "🙏", "👌", "💯", "😍");
    private static final Set<String> CHAT_ACTIONS = Set.of(
            "typing",
            "upload_photo",
            "record_video",
            "upload_video",
            "record_voice",
            "upload_voice",
            "upload_document",
            "choose_sticker",
            "find_location",
            "record_video_note",
            "upload_video_note");

    private record Result(JsonNode value, @Nullable String description) {
        static final Result TRUE = new Result(BooleanNode.TRUE, null);

        static Result of(JsonNode value) {
            return new Result(value, null);
        }
    }

    private static final Set<String> ALBUM = Set.of("photo", "video", "audio", "document");

    private final Simulator simulator;

    TelegramApi(Simulator simulator) {
        this.simulator = simulator;
    }

    void handle(HttpExchange exchange, String path) throws IOException {
        boolean download = path.startsWith("file/bot");
        int start = download ? "file/bot".length() : "bot".length();
        int slash = path.indexOf('/', start);
        if ((!download && !path.startsWith("bot")) || slash < 0 || !TelegramBot.isToken(path.substring(start, slash))) {
            error(404, "Not Found").send(exchange);
            return;
        }
        var bot = simulator.bot(path.substring(start, slash));
        var rest = path.substring(slash + 1);
        if (download) file(bot, rest).send(exchange);
        else call(exchange, bot, rest);
    }

    private void call(HttpExchange exchange, TelegramBot bot, String method) throws IOException {
        var fault = bot.faults().take(method);
        if (fault instanceof Fault.Reset reset && !reset.accepted()) {
            bot.ledger()
                    .add(new RecordedCall(
                            Instant.now(), method, 0, "", Simulator.JSON.createObjectNode(), 0, 0, false));
            exchange.close();
            return;
        }
        try {
            bot.faults().pause();
            Parameters parameters;
            try {
                parameters = Parameters.read(exchange);
            } catch (TelegramRefusal refusal) {
                bot.ledger()
                        .add(new RecordedCall(
                                Instant.now(),
                                method,
                                0,
                                "",
                                Simulator.JSON.createObjectNode(),
                                0,
                                refusal.code(),
                                false));
                error(refusal.code(), refusal.description()).send(exchange);
                return;
            }
            switch (fault) {
                case null -> execute(bot, method, parameters, true).send(exchange);
                case Fault.TooManyRequests(var retryAfter) ->
                    refuse(bot, method, parameters, tooManyRequests(retryAfter)).send(exchange);
                case Fault.Refused refused ->
                    refuse(bot, method, parameters, error(refused.status(), refused.description()))
                            .send(exchange);
                case Fault.Says says -> {
                    record(bot, method, parameters, 0, says.status(), says.taken());
                    says.answer().send(exchange);
                }
                case Fault.Reset _ -> {
                    execute(bot, method, parameters, false);
                    exchange.close();
                }
                case Fault.Silence(var time) -> {
                    execute(bot, method, parameters, false);
                    simulator.closed().await(time.toNanos(), TimeUnit.NANOSECONDS);
                    exchange.close();
                }
            }
        } catch (InterruptedException _) {
            // The simulator is closing.
            Thread.currentThread().interrupt();
            exchange.close();
        }
    }

    /// Executes what a webhook answered with.
    void executeUnasked(TelegramBot bot, String method, Parameters parameters) {
        execute(bot, method, parameters, false);
    }

    private Answer execute(TelegramBot bot, String method, Parameters parameters, boolean answered) {
        try {
            if (bot.isRevoked()) throw new TelegramRefusal(401, "Unauthorized");
            var result = result(bot, method.toLowerCase(Locale.ROOT), parameters);
            var made = result.value().isArray() ? result.value().path(0) : result.value();
            long messageId = made.path("message_id").longValue(0);
            record(bot, method, parameters, messageId, answered ? 200 : 0, true);
            var body = Simulator.JSON.createObjectNode().put("ok", true);
            body.set("result", result.value());
            if (result.description() != null) body.put("description", result.description());
            return Answer.json(200, body);
        } catch (TelegramRefusal refusal) {
            record(bot, method, parameters, 0, answered ? refusal.code() : 0, false);
            return refusal.movedTo() == 0 ? error(refusal.code(), refusal.description()) : moved(refusal);
        }
    }

    private static Answer moved(TelegramRefusal refusal) {
        var body = Simulator.JSON
                .createObjectNode()
                .put("ok", false)
                .put("error_code", refusal.code())
                .put("description", refusal.description());
        body.putObject("parameters").put("migrate_to_chat_id", refusal.movedTo());
        return Answer.json(refusal.code(), body);
    }

    private static Answer refuse(TelegramBot bot, String method, Parameters parameters, Answer answer) {
        record(bot, method, parameters, 0, answer.status(), false);
        return answer;
    }

    private static void record(
            TelegramBot bot, String method, Parameters parameters, long messageId, int status, boolean accepted) {
        var text = parameters.text("text");
        if (text == null) text = parameters.text("caption");
        var marks = parameters.structure("reaction");
        if (text == null && marks != null) text = marks.path(0).path("emoji").asString("");
        long chatId = parameters.number("chat_id", 0);
        bot.ledger()
                .add(new RecordedCall(
                        Instant.now(),
                        method,
                        chatId,
                        text == null ? "" : text,
                        parameters.values(),
                        messageId,
                        status,
                        accepted));
    }

    private Result result(TelegramBot bot, String method, Parameters parameters) {
        return switch (method) {
            case "getme" -> Result.of(me(bot));
            case "setwebhook" -> setWebhook(bot, parameters);
            case "getwebhookinfo" -> Result.of(webhookInfo(bot));
            case "deletewebhook" -> deleteWebhook(bot, parameters);
            case "sendmessage" -> Result.of(sendMessage(bot, parameters));
            case "sendphoto" -> Result.of(sendFile(bot, parameters, "photo"));
            case "senddocument" -> Result.of(sendFile(bot, parameters, "document"));
            case "sendvideo" -> Result.of(sendFile(bot, parameters, "video"));
            case "sendaudio" -> Result.of(sendFile(bot, parameters, "audio"));
            case "sendvoice" -> Result.of(sendFile(bot, parameters, "voice"));
            case "sendmediagroup" -> Result.of(sendMediaGroup(bot, parameters));
            case "sendcontact" -> Result.of(sendContact(bot, parameters));
            case "sendlocation" -> Result.of(sendLocation(bot, parameters));
            case "sendvenue" -> Result.of(sendVenue(bot, parameters));
            case "setmessagereaction" -> setMessageReaction(bot, parameters);
            case "editmessagetext" -> Result.of(editMessageText(bot, parameters));
            case "deletemessage" -> deleteMessage(bot, parameters);
            case "answercallbackquery" -> answerCallbackQuery(bot, parameters);
            case "sendchataction" -> sendChatAction(bot, parameters);
            case "getfile" -> Result.of(getFile(bot, parameters));
            default -> throw new TelegramRefusal(404, "Not Found: method not found");
        };
    }

    private static ObjectNode me(TelegramBot bot) {
        return bot.wire()
                .deepCopy()
                .put("can_join_groups", true)
                .put("can_read_all_group_messages", false)
                .put("supports_inline_queries", false)
                .put("can_connect_to_business", false)
                .put("has_main_web_app", false);
    }

    private static Result setWebhook(TelegramBot bot, Parameters parameters) {
        var address = parameters.text("url");
        if (address == null || address.isBlank()) return deleteWebhook(bot, parameters);
        var url = webhookUrl(address.strip());
        var secret = parameters.text("secret_token");
        if (secret != null && secret.length() > 256) throw badRequest("secret token is too long");
        if (secret != null && !secret.matches("[A-Za-z0-9_-]*")) {
            throw badRequest("secret token contains unallowed characters");
        }
        var before = bot.delivery().webhook();
        var kinds = allowedUpdates(parameters);
        if (kinds == null && before != null) kinds = before.allowedUpdates();
        int connections = Math.clamp(parameters.number("max_connections", 40), 1, 100);
        if (parameters.flag("drop_pending_updates")) bot.delivery().dropPending();
        var webhook = new TelegramWebhook(url, secret == null || secret.isEmpty() ? null : secret, connections, kinds);
        if (webhook.equals(before)) return new Result(BooleanNode.TRUE, "Webhook is already set");
        bot.delivery().webhook(webhook);
        return new Result(BooleanNode.TRUE, "Webhook was set");
    }

    /// As Telegram demands it, but that a loopback address may have any port and no TLS: the simulator calls no one
    /// else's.
    private static URI webhookUrl(String address) {
        try {
            var url = new URI(address.contains("://") ? address : "https://" + address);
            if (url.getHost() == null) throw badRequest("invalid webhook URL specified");
            if (isLoopback(url) && "http".equalsIgnoreCase(url.getScheme())) return url;
            if (!"https".equalsIgnoreCase(url.getScheme())) {
                throw badRequest("bad webhook: An HTTPS URL must be provided for webhook");
            }
            if (isLoopback(url)) return url;
            if (url.getPort() >= 0 && !WEBHOOK_PORTS.contains(url.getPort())) {
                throw badRequest("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443");
            }
            if (url.getHost().startsWith("[") || url.getHost().matches("[0-9.]+")) checkNotReserved(url.getHost());
            return url;
        } catch (URISyntaxException _) {
            throw badRequest("invalid webhook URL specified");
        }
    }

    private static boolean isLoopback(URI url) {
        var host = url.getHost();
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127[0-9.]+");
    }

    private static void checkNotReserved(String host) {
        try {
            // A literal address: nothing is looked up.
            var address = InetAddress.getByName(host);
            if (address.isSiteLocalAddress()
                    || address.isLinkLocalAddress()
                    || address.isAnyLocalAddress()
                    || address.isMulticastAddress()) {
                throw badRequest("bad webhook: IP address " + address.getHostAddress() + " is reserved");
            }
        } catch (UnknownHostException _) {
            throw badRequest("invalid webhook URL specified");
        }
    }

    private static @Nullable List<String> allowedUpdates(Parameters parameters) {
        var given = parameters.structure("allowed_updates");
        if (given == null) return null;
        if (!given.isArray()) throw badRequest("can't parse allowed updates JSON object");
        var kinds = new ArrayList<String>();
        for (var kind : given) kinds.add(kind.asString(""));
        return List.copyOf(kinds);
    }

    private static ObjectNode webhookInfo(TelegramBot bot) {
        var delivery = bot.delivery();
        var webhook = delivery.webhook();
        var info = Simulator.JSON
                .createObjectNode()
                .put("url", webhook == null ? "" : webhook.url().toString())
                .put("has_custom_certificate", false)
                .put("pending_update_count", delivery.pending());
        if (delivery.lastErrorAt() > 0) {
            info.put("last_error_date", delivery.lastErrorAt()).put("last_error_message", delivery.lastError());
        }
        if (webhook == null) return info;
        info.put("max_connections", webhook.maxConnections()).put("ip_address", "127.0.0.1");
        if (webhook.allowedUpdates() != null && !webhook.allowedUpdates().isEmpty()) {
            webhook.allowedUpdates().forEach(info.putArray("allowed_updates")::add);
        }
        return info;
    }

    private static Result deleteWebhook(TelegramBot bot, Parameters parameters) {
        if (parameters.flag("drop_pending_updates")) bot.delivery().dropPending();
        if (bot.delivery().webhook() == null) return new Result(BooleanNode.TRUE, "Webhook is already deleted");
        bot.delivery().webhook(null);
        return new Result(BooleanNode.TRUE, "Webhook was deleted");
    }

    private static ObjectNode sendMessage(TelegramBot bot, Parameters parameters) {
        var text = text(parameters);
        long chatId = chatId(parameters);
        var message = newMessage(bot, chatId, parameters);
        message.put("text", text.text());
        if (!text.entities().isEmpty()) message.set("entities", text.entities());
        addMarkup(message, parameters);
        keep(bot, chatId, message);
        return message;
    }

    private static FormattedText text(Parameters parameters) {
        var given = parameters.text("text");
        if (given == null || given.isEmpty()) throw badRequest("message text is empty");
        var text = formatted(given, parameters, "entities");
        if (text.text().isBlank()) throw badRequest("text must be non-empty");
        if (text.text().length() > MOST_TEXT) throw badRequest("message is too long");
        return text;
    }

    private static FormattedText formatted(String given, Parameters parameters, String entities) {
        var mode = parameters.text("parse_mode");
        if (mode == null || mode.isEmpty()) {
            return FormattedText.plain(given.stripTrailing(), parameters.structure(entities));
        }
        return FormattedText.parse(given.stripTrailing(), mode);
    }

    private ObjectNode sendFile(TelegramBot bot, Parameters parameters, String kind) {
        var caption = formatted(
                parameters.text("caption") == null ? "" : String.valueOf(parameters.text("caption")),
                parameters,
                "caption_entities");
        if (caption.text().length() > MOST_CAPTION) throw badRequest("message caption is too long");
        long chatId = chatId(parameters);
        var file = sentFile(bot, parameters, kind);
        var message = newMessage(bot, chatId, parameters);
        if (kind.equals("photo")) {
            message.set("photo", file.photoSizes());
        } else {
            message.putObject(kind)
                    .put("file_name", file.name())
                    .put("mime_type", file.type())
                    .put("file_id", file.fileId())
                    .put("file_unique_id", file.uniqueId())
                    .put("file_size", file.content().length);
        }
        if (!caption.text().isEmpty()) message.put("caption", caption.text());
        if (!caption.entities().isEmpty()) message.set("caption_entities", caption.entities());
        addMarkup(message, parameters);
        keep(bot, chatId, message);
        return message;
    }

    /// Pictures and films, or files of one other kind, as one album: a message each.
    private JsonNode sendMediaGroup(TelegramBot bot, Parameters parameters) {
        var media = parameters.structure("media");
        if (media == null || !media.isArray() || media.size() < 2 || media.size() > 10) {
            throw badRequest("group send failed");
        }
        var group = Long.toString(bot.id() + parameters.values().hashCode());
        var sent = Simulator.JSON.createArrayNode();
        for (var item : media) {
            var kind = item.path("type").asString("");
            if (!ALBUM.contains(kind)) throw badRequest("type of file can't be used in the album");
            var alone = parameters.values().deepCopy();
            alone.put(kind, item.path("media").asString(""));
            alone.put("caption", item.path("caption").asString(""));
            sent.add(sendFile(bot, new Parameters(alone, parameters.files()), kind)
                    .put("media_group_id", group));
        }
        return sent;
    }

    private StoredFile sentFile(TelegramBot bot, Parameters parameters, String kind) {
        var given = parameters.text(kind);
        var upload = parameters
                .files()
                .get(given != null && given.startsWith("attach://") ? given.substring("attach://".length()) : kind);
        if (upload != null) {
            if (upload.content().length == 0) throw badRequest("file must be non-empty");
            if (kind.equals("photo") && upload.content().length > MOST_PHOTO_BYTES) {
                throw new TelegramRefusal(413, "Request Entity Too Large");
            }
            return bot.store(upload.name(), upload.type(), upload.content());
        }
        if (given == null || given.isEmpty()) throw badRequest("there is no " + kind + " in the request");
        if (given.startsWith("http://") || given.startsWith("https://")) return fetched(bot, given, kind);
        var known = bot.file(given);
        if (known == null) throw badRequest("wrong file identifier/HTTP URL specified");
        return known;
    }

    /// Telegram fetches what it is to send. So do we from this machine; a foreign address is taken at its word.
    private StoredFile fetched(TelegramBot bot, String address, String kind) {
        try {
            var url = new URI(address);
            if (url.getHost() == null) throw badRequest("wrong file identifier/HTTP URL specified");
            var path = url.getPath() == null ? "" : url.getPath();
            var name = path.substring(path.lastIndexOf('/') + 1);
            var assumed = kind.equals("photo") ? "image/jpeg" : "application/octet-stream";
            if (!isLoopback(url)) return bot.store(name, assumed, new byte[0]);
            var response = simulator
                    .client()
                    .send(
                            HttpRequest.newBuilder(url)
                                    .timeout(Duration.ofSeconds(5))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) throw badRequest("failed to get HTTP URL content");
            var type = response.headers().firstValue("Content-Type").orElse(assumed);
            if (kind.equals("photo") && !type.startsWith("image/")) {
                throw badRequest("wrong type of the web page content");
            }
            return bot.store(name, type, response.body());
        } catch (URISyntaxException _) {
            throw badRequest("wrong file identifier/HTTP URL specified");
        } catch (IOException _) {
            throw badRequest("failed to get HTTP URL content");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new TelegramRefusal(500, "Internal Server Error");
        }
    }

    private static ObjectNode editMessageText(TelegramBot bot, Parameters parameters) {
        var text = text(parameters);
        var chat = bot.knownChat(chatId(parameters));
        long messageId = parameters.number("message_id", 0);
        if (messageId == 0) throw badRequest("message identifier is not specified");
        var line = chat == null ? null : chat.line(messageId);
        if (chat == null || line == null || !line.message().has("text")) throw badRequest("message to edit not found");
        if (line.fromCustomer()) throw badRequest("message can't be edited");
        var message = line.message().deepCopy();
        message.put("text", text.text());
        message.remove(List.of("entities", "reply_markup"));
        if (!text.entities().isEmpty()) message.set("entities", text.entities());
        addMarkup(message, parameters);
        if (same(message, line.message())) {
            throw badRequest("message is not modified: specified new message content and reply markup are exactly the"
                    + " same as a current content and reply markup of the message");
        }
        message.put("edit_date", TelegramBot.now());
        chat.edit(messageId, message);
        return message;
    }

    /// Of what the customer wrote in a private chat nothing is deleted for both here, though Telegram would.
    private static Result deleteMessage(TelegramBot bot, Parameters parameters) {
        var chat = bot.knownChat(chatId(parameters));
        long messageId = parameters.number("message_id", 0);
        if (messageId == 0) throw badRequest("message identifier is not specified");
        var line = chat == null ? null : chat.line(messageId);
        if (chat == null || line == null) throw badRequest("message to delete not found");
        long age = TelegramBot.now() - line.message().path("date").longValue();
        if (line.fromCustomer() || age > DELETED_WITHIN.toSeconds()) {
            throw badRequest("message can't be deleted for everyone");
        }
        chat.remove(messageId);
        return Result.TRUE;
    }

    private static boolean same(ObjectNode left, ObjectNode right) {
        return left.path("text").equals(right.path("text"))
                && left.path("entities").equals(right.path("entities"))
                && left.path("reply_markup").equals(right.path("reply_markup"));
    }

    private static Result answerCallbackQuery(TelegramBot bot, Parameters parameters) {
        var callbackId = parameters.text("callback_query_id");
        var chat = callbackId == null ? null : bot.chatOfCallback(callbackId);
        if (chat == null) throw badRequest("query is too old and response timeout expired or query ID is invalid");
        var text = parameters.text("text");
        if (text != null && text.length() > MOST_CALLBACK_TEXT) throw badRequest("MESSAGE_TOO_LONG");
        chat.signal("callback", text == null ? "" : text);
        return Result.TRUE;
    }

    private static ObjectNode sendContact(TelegramBot bot, Parameters parameters) {
        var phone = parameters.text("phone_number");
        var name = parameters.text("first_name");
        if (phone == null || phone.isBlank()) throw badRequest("phone number is empty");
        if (name == null || name.isBlank()) throw badRequest("first name is empty");
        long chatId = chatId(parameters);
        var message = newMessage(bot, chatId, parameters);
        message.putObject("contact")
                .put("phone_number", phone)
                .put("first_name", name)
                .put("vcard", parameters.text("vcard"));
        keep(bot, chatId, message);
        return message;
    }

    private static ObjectNode sendLocation(TelegramBot bot, Parameters parameters) {
        long chatId = chatId(parameters);
        var message = newMessage(bot, chatId, parameters);
        message.set("location", point(parameters));
        keep(bot, chatId, message);
        return message;
    }

    private static ObjectNode sendVenue(TelegramBot bot, Parameters parameters) {
        long chatId = chatId(parameters);
        var title = parameters.text("title");
        if (title == null || title.isBlank()) throw badRequest("venue title must be non-empty");
        var message = newMessage(bot, chatId, parameters);
        message.set("location", point(parameters));
        var venue = message.putObject("venue").put("title", title).put("address", parameters.text("address"));
        venue.set("location", point(parameters));
        keep(bot, chatId, message);
        return message;
    }

    private static ObjectNode point(Parameters parameters) {
        return Simulator.JSON
                .createObjectNode()
                .put("latitude", Double.parseDouble(Objects.requireNonNull(parameters.text("latitude"))))
                .put("longitude", Double.parseDouble(Objects.requireNonNull(parameters.text("longitude"))));
    }

    /// A bot that is no premium user has one mark on a message; Telegram knows few.
    private static Result setMessageReaction(TelegramBot bot, Parameters parameters) {
        var chat = bot.knownChat(chatId(parameters));
        long id = parameters.number("message_id", 0);
        if (chat == null || chat.line(id) == null) throw badRequest("message to react not found");
        var marks = parameters.structure("reaction");
        if (marks != null && marks.size() > 1) throw badRequest("REACTIONS_TOO_MANY");
        if (marks != null
                && marks.has(0)
                && !MARKS.contains(marks.path(0).path("emoji").asString(""))) {
            throw badRequest("REACTION_INVALID");
        }
        var line = chat.line(id);
        if (line != null) {
            var mark = marks == null ? "" : marks.path(0).path("emoji").asString("");
            chat.edit(id, line.message().deepCopy().put("reaction", mark));
        }
        return Result.TRUE;
    }

    private static Result sendChatAction(TelegramBot bot, Parameters parameters) {
        long chatId = chatId(parameters);
        var action = parameters.text("action");
        if (action == null || !CHAT_ACTIONS.contains(action)) throw badRequest("wrong parameter action in request");
        var chat = bot.knownChat(chatId);
        if (chat != null) chat.signal("action", action);
        return Result.TRUE;
    }

    private static ObjectNode getFile(TelegramBot bot, Parameters parameters) {
        var fileId = parameters.text("file_id");
        if (fileId == null || fileId.isEmpty()) throw badRequest("file_id not specified");
        var file = bot.file(fileId);
        if (file == null) throw badRequest("invalid file_id");
        if (file.content().length > MOST_DOWNLOAD_BYTES) throw badRequest("file is too big");
        return Simulator.JSON
                .createObjectNode()
                .put("file_id", fileId)
                .put("file_unique_id", file.uniqueId())
                .put("file_size", file.content().length)
                .put("file_path", file.path());
    }

    private static Answer file(TelegramBot bot, String path) {
        var file = bot.fileAt(path);
        if (bot.isRevoked() || file == null) return error(404, "Not Found");
        return new Answer(200, "application/octet-stream", file.content(), Map.of());
    }

    private static long chatId(Parameters parameters) {
        var given = parameters.text("chat_id");
        if (given == null || given.isBlank()) throw badRequest("chat_id is empty");
        try {
            return Long.parseLong(given.strip());
        } catch (NumberFormatException _) {
            throw badRequest("chat not found");
        }
    }

    private static ObjectNode newMessage(TelegramBot bot, long chatId, Parameters parameters) {
        var chat = bot.knownChat(chatId);
        if (chat != null && chat.blocked()) {
            throw new TelegramRefusal(403, "Forbidden: bot was blocked by the user");
        }
        if (chat != null && chat.movedTo() != 0) {
            throw new TelegramRefusal(400, "Bad Request: group chat was upgraded to a supergroup chat", chat.movedTo());
        }
        if (chat != null) checkReply(chat, parameters);
        var message = Simulator.JSON.createObjectNode().put("message_id", bot.nextMessageId());
        message.set("from", bot.wire());
        message.set("chat", chat == null ? new TelegramChat(chatId).wire() : chat.wire());
        message.put("date", TelegramBot.now());
        var replied = chat == null ? null : chat.line(repliedTo(parameters));
        if (replied != null) {
            var original = replied.message().deepCopy();
            original.remove(List.of("reply_to_message", "reply_markup"));
            message.set("reply_to_message", original);
        }
        return message;
    }

    private static long repliedTo(Parameters parameters) {
        var reply = parameters.structure("reply_parameters");
        return reply == null ? 0 : reply.path("message_id").asLong(0);
    }

    private static void checkReply(TelegramChat chat, Parameters parameters) {
        var reply = parameters.structure("reply_parameters");
        if (reply == null || reply.path("allow_sending_without_reply").asBoolean(false)) return;
        if (!chat.mayHold(reply.path("message_id").asLong(0))) throw badRequest("message to be replied not found");
    }

    private static void addMarkup(ObjectNode message, Parameters parameters) {
        var markup = parameters.structure("reply_markup");
        if (markup == null) return;
        if (!markup.isObject()) throw badRequest("object expected as reply markup");
        // Other keyboards belong to the customer's app and are not part of the message.
        if (!markup.has("inline_keyboard")) return;
        for (var row : markup.path("inline_keyboard")) {
            if (!row.isArray())
                throw badRequest("can't parse inline keyboard button: InlineKeyboardButton must be an Object");
            for (var button : row) checkButton(button);
        }
        message.set("reply_markup", markup);
    }

    private static void checkButton(JsonNode button) {
        if (button.path("text").asString("").isEmpty()) {
            throw badRequest("can't parse inline keyboard button: Can't find field \"text\"");
        }
        var data = button.path("callback_data");
        if (!data.isMissingNode()) {
            int bytes = data.asString("").getBytes(StandardCharsets.UTF_8).length;
            if (bytes < 1 || bytes > MOST_CALLBACK_DATA) throw badRequest("BUTTON_DATA_INVALID");
        } else if (button.size() < 2) {
            throw badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard");
        }
    }

    private static void keep(TelegramBot bot, long chatId, ObjectNode message) {
        if (bot.keepsHistory()) bot.chat(chatId).add(message, false);
    }

    private static TelegramRefusal badRequest(String why) {
        return new TelegramRefusal(400, "Bad Request: " + why);
    }

    private static Answer error(int code, String description) {
        return Answer.json(
                code,
                Simulator.JSON
                        .createObjectNode()
                        .put("ok", false)
                        .put("error_code", code)
                        .put("description", description));
    }

    private static Answer tooManyRequests(Duration retryAfter) {
        var body = Simulator.JSON
                .createObjectNode()
                .put("ok", false)
                .put("error_code", 429)
                .put("description", "Too Many Requests: retry after " + retryAfter.toSeconds());
        body.putObject("parameters").put("retry_after", retryAfter.toSeconds());
        return new Answer(
                429,
                "application/json",
                Simulator.JSON.writeValueAsBytes(body),
                Map.of("Retry-After", Long.toString(retryAfter.toSeconds())));
    }
}
