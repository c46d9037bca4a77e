package app.sembang.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Meta's Graph API as far as WhatsApp needs it: `[v26.0/]<id>[/<edge>]`, `debug_token`, and the files under
/// `lookaside/`.
final class WhatsAppApi {
    private static final Map<String, Integer> MOST_MEGABYTES =
            Map.of("image", 5, "audio", 16, "video", 16, "application", 100, "text", 100);

    private static final String APP = "910000000000001";

    /// What a call comes to.
    ///
    /// @param id of the message it made, else empty
    private record Result(Answer answer, String id) {
        static Result of(JsonNode body) {
            return new Result(Answer.json(200, body), "");
        }

        static Result success() {
            return of(Simulator.JSON.createObjectNode().put("success", true));
        }
    }

    private record Call(WhatsAppNumber number, String method, List<String> parts, String edge, Parameters parameters) {
        String target() {
            return parts.getFirst();
        }
    }

    private final Simulator simulator;

    WhatsAppApi(Simulator simulator) {
        this.simulator = simulator;
    }

    /// Where a file lies for a few minutes.
    static String download(WhatsAppNumber number, StoredFile file) {
        return number.simulator().whatsappUri() + "/lookaside/" + number.id() + "/" + file.fileId();
    }

    void handle(HttpExchange exchange, String path) throws IOException {
        var plain = path.replaceFirst("^v\\d+\\.\\d+/", "");
        var parts = List.of(plain.split("/", -1));
        var token = bearer(exchange);
        if (plain.startsWith("upload:")) {
            example(exchange, plain, token).send(exchange);
            return;
        }
        var number = numberOf(parts, token);
        if (number == null) {
            var unknown = token == null || simulator.numberWithToken(token) == null
                    ? new MetaError(190, "Error validating access token")
                    : new MetaError(100, 33, "Object with ID '" + parts.getFirst() + "' does not exist");
            unknown.answer().send(exchange);
            return;
        }
        call(exchange, number, parts, token);
    }

    private static @Nullable String bearer(HttpExchange exchange) {
        var header = exchange.getRequestHeaders().getFirst("Authorization");
        return header == null ? null : header.replaceFirst("^(Bearer|OAuth) ", "");
    }

    /// The bytes of an upload that was begun: the file's handle, for the example of a template.
    private Answer example(HttpExchange exchange, String session, @Nullable String token) throws IOException {
        var number = token == null ? null : simulator.numberWithToken(token);
        if (number == null || !"0".equals(exchange.getRequestHeaders().getFirst("file_offset"))) {
            return new MetaError(100, "The upload could not be read").answer();
        }
        int length = number.templates().begun(session);
        var bytes = exchange.getRequestBody().readAllBytes();
        if (bytes.length != length) return new MetaError(100, "The upload is not complete").answer();
        record(
                new Call(number, "POST", List.of(session), "upload", Parameters.of(Simulator.JSON.createObjectNode())),
                "",
                200,
                true);
        return Answer.json(
                200,
                Simulator.JSON.createObjectNode().put("h", number.templates().handle(session)));
    }

    /// The number whose call it is: named in the path, or the one that the token opens.
    private @Nullable WhatsAppNumber numberOf(List<String> parts, @Nullable String token) {
        boolean isFile = parts.getFirst().equals("lookaside") && parts.size() == 3;
        var named = simulator.knownNumber(isFile ? parts.get(1) : parts.getFirst());
        if (named != null) return named;
        var ofAccount = simulator.numbersOf(parts.getFirst());
        if (!ofAccount.isEmpty()) {
            return ofAccount.stream()
                    .filter(number -> number.token().equals(token))
                    .findFirst()
                    .orElse(ofAccount.getFirst());
        }
        return token == null ? null : simulator.numberWithToken(token);
    }

    private void call(HttpExchange exchange, WhatsAppNumber number, List<String> parts, @Nullable String token)
            throws IOException {
        var method = exchange.getRequestMethod();
        Parameters parameters;
        try {
            parameters = Parameters.read(exchange);
        } catch (TelegramRefusal | JacksonException _) {
            new MetaError(100, "The request could not be read").answer().send(exchange);
            return;
        }
        var call = new Call(number, method, parts, edge(number, parts, parameters), parameters);
        var fault = number.faults().take(call.edge());
        try {
            number.faults().pause();
            switch (fault) {
                case null -> execute(call, token, true).send(exchange);
                case Fault.TooManyRequests _ ->
                    refuse(call, new MetaError(130429, "Cloud API message throughput has been reached."))
                            .send(exchange);
                case Fault.Refused(int status, int code, var description) -> {
                    var answer = MetaError.answer(status, code, 0, description, description);
                    record(call, "", status, false);
                    answer.send(exchange);
                }
                case Fault.Says says -> {
                    record(call, "", says.status(), says.taken());
                    says.answer().send(exchange);
                }
                case Fault.Reset(boolean accepted) -> {
                    if (accepted) execute(call, token, false);
                    else record(call, "", 0, false);
                    exchange.close();
                }
                case Fault.Silence(var time) -> {
                    execute(call, token, false);
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

    /// The name under which faults know the call.
    private static String edge(WhatsAppNumber number, List<String> parts, Parameters parameters) {
        if (parts.getFirst().equals("lookaside")) return "download";
        if (parts.size() == 2) {
            boolean reads = "read".equals(parameters.text("status"));
            return parts.get(1).equals("messages") && reads ? "read" : parts.get(1);
        }
        if (parts.getFirst().equals(number.id())) return "number";
        return number.file(parts.getFirst()) == null ? parts.getFirst() : "file";
    }

    private static Answer refuse(Call call, MetaError error) {
        var answer = error.answer();
        record(call, "", answer.status(), false);
        return answer;
    }

    private Answer execute(Call call, @Nullable String token, boolean answered) {
        try {
            var number = call.number();
            boolean known = number.token().equals(token) && !number.isRevoked();
            if (!known && !call.target().equals("debug_token")) {
                throw new MetaError(190, "Error validating access token");
            }
            var result = result(call);
            record(call, result.id(), answered ? result.answer().status() : 0, true);
            return result.answer();
        } catch (MetaError error) {
            record(call, "", answered ? MetaError.statusOf(error.code()) : 0, false);
            return error.answer();
        }
    }

    private static void record(Call call, String id, int status, boolean accepted) {
        call.number()
                .record(new WhatsAppCall(
                        Instant.now(),
                        call.method(),
                        String.join("/", call.parts()),
                        call.parameters().values(),
                        id,
                        status,
                        accepted));
    }

    private Result result(Call call) {
        var number = call.number();
        var edge = call.parts().size() == 1 ? "" : call.parts().get(1);
        boolean isNumber = call.target().equals(number.id());
        boolean isAccount = call.target().equals(number.wabaId());
        var action = call.method() + " " + edge;
        if (call.target().equals("debug_token")) return Result.of(debugToken(call));
        if (action.equals("POST uploads") && call.target().equals(APP)) {
            return Result.of(Simulator.JSON
                    .createObjectNode()
                    .put("id", number.templates().begin((int) call.parameters().number("file_length", 0))));
        }
        if (call.target().equals("lookaside")) return file(call);
        if (isNumber) {
            return switch (action) {
                case "GET " -> Result.of(describe(number));
                case "POST messages" -> messages(call);
                case "POST media" -> upload(call);
                case "POST register" -> {
                    var pin = call.parameters().text("pin");
                    if (pin == null || !pin.matches("\\d{6}")) throw new MetaError(100, "pin must have 6 digits");
                    number.registered(true);
                    yield Result.success();
                }
                case "POST smb_app_data" -> {
                    var what = String.valueOf(call.parameters().text("sync_type"));
                    if (!number.passesOn(what)) throw new MetaError(2593107, "This can be done only once.");
                    yield Result.success();
                }
                case "POST " -> Result.success();
                default -> throw new MetaError(100, 33, "Unknown path components: /" + edge);
            };
        }
        if (isAccount) {
            return switch (action) {
                case "GET phone_numbers" -> Result.of(phoneNumbers(number.wabaId()));
                case "GET subscribed_apps" -> Result.of(subscribedApps(number));
                case "POST subscribed_apps" -> subscribe(call);
                case "DELETE subscribed_apps" -> {
                    number.apps().clear();
                    yield Result.success();
                }
                case "GET message_templates" -> Result.of(templates(call));
                case "POST message_templates" -> {
                    manages(number);
                    yield Result.of(number.templates().create(call.parameters().values()));
                }
                case "DELETE message_templates" -> {
                    manages(number);
                    var name = call.parameters().text("name");
                    number.templates()
                            .delete(name == null ? "" : name, call.parameters().text("hsm_id"));
                    yield Result.success();
                }
                default -> throw new MetaError(100, 33, "Unknown path components: /" + edge);
            };
        }
        return object(call, action);
    }

    /// A file or a template, by its id alone.
    private static Result object(Call call, String action) {
        var number = call.number();
        var file = number.file(call.target());
        if (file != null && action.equals("GET ")) return Result.of(describe(number, file));
        var template = number.templates().byId(call.target());
        if (template != null) {
            switch (action) {
                case "GET " -> {
                    return Result.of(template);
                }
                case "POST " -> {
                    return Result.of(number.templates()
                            .edit(call.target(), call.parameters().values()));
                }
                case "POST unpause" -> {
                    number.templates().unpause(call.target());
                    return Result.success();
                }
                default -> {}
            }
        }
        if (action.equals("DELETE ") && number.deleteFile(call.target())) return Result.success();
        throw new MetaError(100, 33, "Object with ID '" + call.target() + "' does not exist");
    }

    private static void manages(WhatsAppNumber number) {
        if (!number.scopes().contains("whatsapp_business_management")) {
            throw new MetaError(200, "You do not have permission to access this.");
        }
    }

    private JsonNode debugToken(Call call) {
        var input = call.parameters().text("input_token");
        var number = input == null ? null : simulator.numberWithToken(input);
        var answer = Simulator.JSON.createObjectNode();
        var data = answer.putObject("data");
        if (number == null || number.isRevoked()) {
            data.put("is_valid", false)
                    .putObject("error")
                    .put("code", 190)
                    .put("message", "Error validating access token");
            return answer;
        }
        data.put("app_id", APP).put("type", "SYSTEM_USER").put("is_valid", true).put("expires_at", number.expiresAt());
        number.scopes().forEach(data.putArray("scopes")::add);
        return answer;
    }

    private static ObjectNode describe(WhatsAppNumber number) {
        var node = Simulator.JSON
                .createObjectNode()
                .put("id", number.id())
                .put("display_phone_number", number.displayNumber())
                .put("verified_name", number.name())
                .put("platform_type", number.isRegistered() ? "CLOUD_API" : "NOT_APPLICABLE")
                .put("is_on_biz_app", number.isShared())
                .put("quality_rating", "GREEN")
                .put("whatsapp_business_manager_messaging_limit", "TIER_2K");
        node.putObject("throughput").put("level", "STANDARD");
        node.putObject("health_status").put("can_send_message", "AVAILABLE");
        return node;
    }

    private JsonNode phoneNumbers(String wabaId) {
        var answer = Simulator.JSON.createObjectNode();
        var data = answer.putArray("data");
        simulator.numbersOf(wabaId).forEach(number -> data.add(describe(number)));
        return answer;
    }

    private static JsonNode subscribedApps(WhatsAppNumber number) {
        var answer = Simulator.JSON.createObjectNode();
        var data = answer.putArray("data");
        for (var ignored : number.apps()) {
            data.addObject()
                    .putObject("whatsapp_business_api_data")
                    .put("id", APP)
                    .put("name", "Sembang");
        }
        return answer;
    }

    /// Without an address it only subscribes the app; with one, the address is asked first.
    private static Result subscribe(Call call) {
        var number = call.number();
        manages(number);
        var address = call.parameters().text("override_callback_uri");
        var verifyToken = call.parameters().text("verify_token");
        if (address != null) {
            if (address.length() > 200) throw new MetaError(100, "The address may have 200 characters");
            if (verifyToken == null || !number.delivery().confirms(URI.create(address), verifyToken)) {
                throw new MetaError(100, 2200, "Callback verification failed");
            }
            number.delivery().webhook(URI.create(address));
        }
        number.apps().add("app");
        return Result.success();
    }

    private static JsonNode templates(Call call) {
        manages(call.number());
        int limit = Math.clamp(call.parameters().number("limit", 25), 1, 250);
        int offset = (int) Math.max(0, call.parameters().number("after", 0));
        var templates = call.number().templates();
        var answer = Simulator.JSON.createObjectNode();
        answer.set("data", templates.list(offset, limit));
        var paging = answer.putObject("paging");
        paging.putObject("cursors")
                .put("before", Integer.toString(offset))
                .put("after", Integer.toString(offset + limit));
        if (offset + limit < templates.size()) paging.put("next", "https://graph.facebook.com/next");
        return answer;
    }

    private static Result upload(Call call) {
        var file = call.parameters().files().get("file");
        if (file == null) throw new MetaError(100, "The parameter file is required.");
        var declared = call.parameters().text("type");
        var type = declared == null || declared.isEmpty() ? file.type() : declared;
        int most = MOST_MEGABYTES.getOrDefault(type.replaceFirst("/.*", ""), 0);
        if (most == 0) throw new MetaError(131053, "Unsupported media type: " + type);
        if (file.content().length > most << 20) throw new MetaError(131053, "The file is larger than " + most + " MB");
        var stored = call.number().store(file.name(), type, file.content());
        return Result.of(Simulator.JSON.createObjectNode().put("id", stored.fileId()));
    }

    private static JsonNode describe(WhatsAppNumber number, StoredFile file) {
        return Simulator.JSON
                .createObjectNode()
                .put("messaging_product", "whatsapp")
                .put("url", download(number, file))
                .put("mime_type", file.type())
                .put("sha256", HexFormat.of().formatHex(WhatsAppCustomer.sha256(file.content())))
                .put("file_size", Integer.toString(file.content().length))
                .put("id", file.fileId());
    }

    private static Result file(Call call) {
        var file = call.number().file(call.parts().get(2));
        if (file == null) return new Result(new Answer(404, "text/plain", new byte[0], Map.of()), "");
        return new Result(new Answer(200, file.type(), file.content(), Map.of()), "");
    }

    private static Result messages(Call call) {
        var number = call.number();
        if (!number.scopes().contains("whatsapp_business_messaging")) {
            throw new MetaError(10, "Application does not have permission for this action");
        }
        var body = call.parameters().values();
        if (body.path("status").asString("").equals("read")) return read(number, body);
        var screen = WhatsAppMessage.checked(number, body);
        var chat = recipient(number, body);
        long messageId = number.nextMessageId();
        var wamid = number.wamid(messageId);
        var opaque = body.path("biz_opaque_callback_data").isString()
                ? body.path("biz_opaque_callback_data").stringValue()
                : null;
        if (chat != null && number.keepsHistory()) keep(number, chat, body, screen, messageId);
        if (chat != null) receipts(number, chat, body, wamid, opaque);
        var answer = Simulator.JSON.createObjectNode().put("messaging_product", "whatsapp");
        var contact = answer.putArray("contacts").addObject();
        contact.put("input", body.path("to").asString(body.path("recipient").asString("")));
        if (body.has("to")) contact.put("wa_id", body.path("to").asString("").replaceAll("\\D", ""));
        if (chat != null) contact.put("user_id", chat.userId());
        answer.putArray("messages").addObject().put("id", wamid);
        return new Result(Answer.json(200, answer), wamid);
    }

    private static Result read(WhatsAppNumber number, ObjectNode body) {
        long messageId = number.messageId(body.path("message_id").asString(""));
        for (var chat : number.chats()) {
            if (chat.line(messageId) == null) continue;
            chat.signal(body.has("typing_indicator") ? "action" : "read", "typing");
            return Result.success();
        }
        return Result.success();
    }

    /// Null for a user id that nobody of this business's has: taken all the same.
    private static @Nullable WhatsAppChat recipient(WhatsAppNumber number, ObjectNode body) {
        var to = body.path("to").asString("");
        var userId = body.path("recipient").asString("");
        if (to.isEmpty() && userId.isEmpty()) throw new MetaError(131008, "Required parameter is missing: to");
        if (to.isEmpty()) return number.chatOf(userId);
        var digits = to.replaceAll("[+ ()-]", "");
        if (!digits.matches("\\d{7,15}")) throw new MetaError(131009, "Recipient is not a valid number");
        return number.chat(Long.parseLong(digits));
    }

    private static void keep(
            WhatsAppNumber number, WhatsAppChat chat, ObjectNode body, ObjectNode screen, long messageId) {
        var about = body.path("type").asString("").equals("reaction")
                ? chat.line(number.messageId(
                        body.path("reaction").path("message_id").asString("")))
                : null;
        if (about != null) {
            var emoji = body.path("reaction").path("emoji").asString("");
            chat.edit(about.messageId(), about.message().deepCopy().put("reaction", emoji));
            return;
        }
        screen.setAll(number.screen(messageId, ""));
        var quoted = chat.line(
                number.messageId(body.path("context").path("message_id").asString("")));
        if (quoted != null) screen.set("reply_to_message", quoted.message());
        screen.set("wire", body);
        chat.add(screen, false);
    }

    private static void receipts(
            WhatsAppNumber number, WhatsAppChat chat, ObjectNode body, String wamid, @Nullable String opaque) {
        int failure = number.laterFailure();
        var type = body.path("type").asString("text");
        boolean outside = !chat.windowOpen() && !type.equals("template");
        if (failure == 0 && outside) failure = 131047;
        if (failure == 0 && chat.blocked()) failure = 131026;
        if (failure != 0) {
            number.status(chat, wamid, opaque, "failed", failure);
            return;
        }
        number.status(chat, wamid, opaque, "sent", 0);
        if (type.equals("reaction")) return;
        chat.unread(new WhatsAppChat.Unread(wamid, opaque));
        number.status(chat, wamid, opaque, "delivered", 0);
    }
}
