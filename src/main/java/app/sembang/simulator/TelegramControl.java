package app.sembang.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The side of the simulator that Telegram does not have: customers that write, faults, and what was received.
/// Paths are `bots`, `<token>` and `<token>/…`.
final class TelegramControl {
    private final Simulator simulator;
    private final ChatView chats;

    TelegramControl(Simulator simulator) {
        this.simulator = simulator;
        chats = new ChatView(simulator);
    }

    void handle(HttpExchange exchange, String path) throws IOException {
        if (ChatView.isForeign(exchange)) {
            Answer.error(403, "Only this machine may control the simulator").send(exchange);
            return;
        }
        var parts = List.of(path.split("/", -1));
        boolean isStream = parts.size() == 4
                && parts.get(1).equals("chats")
                && parts.get(3).equals("stream");
        if (isStream && TelegramBot.isToken(parts.get(0)) && parts.get(2).matches("-?\\d{1,18}")) {
            chats.stream(exchange, simulator.bot(parts.get(0)).chat(Long.parseLong(parts.get(2))));
        } else {
            answer(exchange, parts).send(exchange);
        }
    }

    private Answer answer(HttpExchange exchange, List<String> parts) throws IOException {
        try {
            if (parts.equals(List.of("bots"))) return Answer.json(200, bots());
            if (!TelegramBot.isToken(parts.getFirst())) return Answer.error(404, "No such bot");
            var bot = simulator.bot(parts.getFirst());
            var action = exchange.getRequestMethod() + " " + String.join("/", parts.subList(1, parts.size()));
            return switch (action) {
                case "GET " -> Answer.json(200, describe(bot));
                case "PUT " -> Answer.json(200, change(bot, ChatView.body(exchange)));
                case "POST messages" -> Answer.json(202, write(bot, ChatView.body(exchange)));
                case "POST raw" -> Answer.json(200, raw(bot, exchange));
                case "PUT faults" -> Answer.json(200, faults(bot, ChatView.body(exchange)));
                case "GET updates" -> Answer.json(200, updates(bot));
                case "GET calls" -> Answer.json(200, calls(bot));
                case "GET ledger" -> ledger(bot);
                case "GET chats" -> Answer.json(200, ChatView.chats(bot.chats()));
                default -> inside(exchange, bot, parts);
            };
        } catch (JacksonException e) {
            return Answer.error(400, "Not the JSON expected: " + e.getOriginalMessage());
        } catch (IllegalArgumentException | IllegalStateException e) {
            return Answer.error(400, String.valueOf(e.getMessage()));
        }
    }

    private static Answer inside(HttpExchange exchange, TelegramBot bot, List<String> parts) {
        boolean reads = exchange.getRequestMethod().equals("GET");
        if (reads && parts.size() == 3 && parts.get(1).equals("files")) return ChatView.file(bot.file(parts.get(2)));
        if (reads
                && parts.size() == 4
                && parts.get(1).equals("chats")
                && parts.get(3).equals("messages")) {
            var chat = bot.knownChat(Long.parseLong(parts.get(2)));
            return Answer.json(200, ChatView.messages(chat, ChatView.after(exchange)));
        }
        return Answer.error(404, "Nothing here");
    }

    /// Only bots that someone connected or named: any well-formed token makes a bot.
    private JsonNode bots() {
        var list = Simulator.JSON.createArrayNode();
        for (var bot : simulator.bots()) {
            if (bot.delivery().webhook() != null || !bot.name().equals("Bot " + bot.id())) list.add(describe(bot));
        }
        return list;
    }

    private static ObjectNode describe(TelegramBot bot) {
        var node = Simulator.JSON
                .createObjectNode()
                .put("token", bot.token())
                .put("id", bot.id())
                .put("name", bot.name())
                .put("username", bot.username())
                .put("connected", bot.delivery().webhook() != null)
                .put("revoked", bot.isRevoked())
                .put("pendingUpdates", bot.delivery().pending());
        bot.counts().forEach(node.putObject("counts")::put);
        return node;
    }

    private static ObjectNode change(TelegramBot bot, ObjectNode body) {
        bot.named(
                body.path("name").stringValue(bot.name()), body.path("username").stringValue(bot.username()));
        bot.revoked(body.path("revoked").asBoolean(bot.isRevoked()));
        return describe(bot);
    }

    private static ObjectNode write(TelegramBot bot, ObjectNode body) {
        var update = act(customer(bot, body), body);
        return Simulator.JSON.createObjectNode().put("updateId", update.id()).put("messageId", update.messageId());
    }

    private static TelegramCustomer customer(TelegramBot bot, ObjectNode body) {
        long chatId = body.path("chatId").asLong(0);
        if (chatId == 0) throw new IllegalArgumentException("chatId is missing");
        var known = bot.knownChat(chatId);
        var given = body.path("from");
        if (!given.isObject()) {
            var before = known == null ? null : known.customer();
            if (before == null) throw new IllegalArgumentException("from is missing: who writes?");
            return new TelegramCustomer(bot, chatId, before);
        }
        var from = Simulator.JSON
                .createObjectNode()
                .put("id", given.path("id").asLong(chatId))
                .put("is_bot", false)
                .put("first_name", given.path("firstName").asString("Customer"));
        copy(given, "lastName", from, "last_name");
        copy(given, "username", from, "username");
        copy(given, "languageCode", from, "language_code");
        return new TelegramCustomer(bot, chatId, from);
    }

    private static void copy(JsonNode from, String name, ObjectNode to, String wireName) {
        var value = from.path(name).asString("");
        if (!value.isEmpty()) to.put(wireName, value);
    }

    private static TelegramUpdate act(TelegramCustomer customer, ObjectNode body) {
        int copies = Math.clamp(body.path("copies").asLong(1), 1, 1000);
        var text = body.path("text").asString("");
        if (body.has("callbackData")) {
            return customer.taps(
                    body.path("messageId").asLong(0), body.path("callbackData").asString(""), copies);
        }
        if (body.has("editMessageId") && !body.has("photo"))
            return customer.edits(body.path("editMessageId").asLong(0), text, copies);
        if (body.has("blocked")) return body.path("blocked").asBoolean(true) ? customer.blocks() : customer.unblocks();
        if (body.has("voice")) return customer.sendsVoice();
        if (body.has("photo")) return photo(customer, body, copies);
        if (text.isEmpty()) throw new IllegalArgumentException("text is missing");
        return customer.says(text, copies);
    }

    /// `photo` is true for the simulator's own picture, or an image as a data URL; `album` what those sent as one
    /// share; `editMessageId` the message whose picture it takes the place of.
    private static TelegramUpdate photo(TelegramCustomer customer, ObjectNode body, int copies) {
        var url = body.path("photo").asString("");
        if (!url.startsWith("data:image/")) {
            return photo(customer, body, PhonePage.resource("photo.jpg"), "image/jpeg", copies);
        }
        int comma = url.indexOf(";base64,");
        if (comma < 0) throw new IllegalArgumentException("photo is neither true nor a base64 data URL");
        var type = url.substring("data:".length(), comma);
        return photo(customer, body, Base64.getDecoder().decode(url.substring(comma + 8)), type, copies);
    }

    private static TelegramUpdate photo(
            TelegramCustomer customer, ObjectNode body, byte[] image, String type, int copies) {
        var caption = body.path("caption").asString("");
        return body.has("editMessageId")
                ? customer.replacesPhoto(body.path("editMessageId").asLong(0), image, type, caption, copies)
                : customer.sendsPhoto(
                        image, type, caption, copies, body.path("album").asString(""));
    }

    /// Posts the body to the webhook as it is; `?secret=` shows another secret token, empty for none.
    private static ObjectNode raw(TelegramBot bot, HttpExchange exchange) throws IOException {
        var query = exchange.getRequestURI().getQuery();
        var secret = query != null && query.startsWith("secret=") ? query.substring(7) : null;
        int status = bot.posts(exchange.getRequestBody().readNBytes(ChatView.MOST_BYTES), secret);
        return Simulator.JSON.createObjectNode().put("status", status);
    }

    private static ObjectNode faults(TelegramBot bot, ObjectNode body) {
        bot.faults().replace(body);
        return describe(bot);
    }

    static Fault fault(JsonNode node) {
        var kind = node.path("kind").asString("");
        return switch (kind) {
            case "too_many_requests" ->
                Fault.tooManyRequests(Duration.ofSeconds(node.path("retryAfter").asLong(5)));
            case "server_error" -> Fault.serverError();
            case "unauthorized" -> Fault.unauthorized();
            case "blocked" -> Fault.blocked();
            case "cannot_initiate" -> Fault.cannotInitiate();
            case "silence" ->
                Fault.silence(Duration.ofSeconds(node.path("seconds").asLong(120)));
            case "reset_before" -> Fault.resetBefore();
            case "reset_after" -> Fault.resetAfter();
            case "meta" -> Fault.meta(node.path("code").asInt(131000));
            default -> throw new IllegalArgumentException("Unknown kind of fault: " + kind);
        };
    }

    private static ObjectNode updates(TelegramBot bot) {
        var answer = Simulator.JSON.createObjectNode();
        var list = answer.putArray("updates");
        for (var update : bot.updates()) {
            var node = list.addObject()
                    .put("updateId", update.id())
                    .put("chatId", update.chatId())
                    .put("messageId", update.messageId())
                    .put("delivered", update.delivered());
            update.statuses().forEach(node.putArray("statuses")::add);
        }
        return answer;
    }

    private static ObjectNode calls(TelegramBot bot) {
        var answer = Simulator.JSON.createObjectNode();
        var list = answer.putArray("calls");
        for (var call : bot.calls()) {
            list.addObject()
                    .put("at", call.at().toString())
                    .put("method", call.method())
                    .put("chatId", call.chatId())
                    .put("text", call.text())
                    .put("messageId", call.messageId())
                    .put("status", call.status())
                    .put("accepted", call.accepted());
        }
        return answer;
    }

    /// One line for each message a customer got: microseconds since 1970, chat, hash of the text (hexadecimal).
    private static Answer ledger(TelegramBot bot) {
        var lines = new StringBuilder("micros,chat_id,text_hash\n");
        for (var sent : bot.ledger().messages()) {
            lines.append(sent.micros())
                    .append(',')
                    .append(sent.chatId())
                    .append(',')
                    .append(Long.toHexString(sent.textHash()))
                    .append('\n');
        }
        return new Answer(200, "text/csv", lines.toString().getBytes(StandardCharsets.US_ASCII), Map.of());
    }
}
