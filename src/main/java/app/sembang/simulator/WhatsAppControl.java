package app.sembang.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The side of the simulator that Meta does not have: people who write, faults, reviews of templates, and what was
/// received. Paths are `bots`, `<number id>` and `<number id>/…`, as for Telegram.
final class WhatsAppControl {
    private final Simulator simulator;
    private final ChatView chats;

    WhatsAppControl(Simulator simulator) {
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
        if (isStream && WhatsAppNumber.isId(parts.get(0)) && parts.get(2).matches("\\d{1,15}")) {
            chats.stream(exchange, simulator.number(parts.get(0)).chat(Long.parseLong(parts.get(2))));
        } else {
            answer(exchange, parts).send(exchange);
        }
    }

    private Answer answer(HttpExchange exchange, List<String> parts) throws IOException {
        try {
            if (parts.equals(List.of("bots"))) return Answer.json(200, numbers());
            if (!WhatsAppNumber.isId(parts.getFirst())) return Answer.error(404, "No such number");
            var number = simulator.number(parts.getFirst());
            var action = exchange.getRequestMethod() + " " + String.join("/", parts.subList(1, parts.size()));
            return switch (action) {
                case "GET " -> Answer.json(200, describe(number));
                case "PUT " -> Answer.json(200, change(number, ChatView.body(exchange)));
                case "POST messages" -> Answer.json(202, write(number, ChatView.body(exchange)));
                case "POST raw" -> Answer.json(200, raw(number, exchange));
                case "POST echoes" -> Answer.json(202, echo(number, ChatView.body(exchange)));
                case "POST events" -> Answer.json(202, tell(number, ChatView.body(exchange)));
                case "POST reviews" -> Answer.json(202, review(number, ChatView.body(exchange)));
                case "PUT faults" -> Answer.json(200, faults(number, ChatView.body(exchange)));
                case "GET calls" -> Answer.json(200, calls(number));
                case "GET chats" -> Answer.json(200, ChatView.chats(number.chats()));
                default -> inside(exchange, number, parts);
            };
        } catch (JacksonException e) {
            return Answer.error(400, "Not the JSON expected: " + e.getOriginalMessage());
        } catch (IllegalArgumentException | IllegalStateException e) {
            return Answer.error(400, String.valueOf(e.getMessage()));
        }
    }

    private static Answer inside(HttpExchange exchange, WhatsAppNumber number, List<String> parts) {
        boolean reads = exchange.getRequestMethod().equals("GET");
        if (reads && parts.size() == 3 && parts.get(1).equals("files")) {
            return ChatView.file(number.file(parts.get(2)));
        }
        boolean isChat = reads
                && parts.size() == 4
                && parts.get(1).equals("chats")
                && parts.get(3).equals("messages");
        if (!isChat) return Answer.error(404, "Nothing here");
        var chat = number.knownChat(Long.parseLong(parts.get(2)));
        return Answer.json(200, ChatView.messages(chat, ChatView.after(exchange)));
    }

    private JsonNode numbers() {
        var list = Simulator.JSON.createArrayNode();
        for (var number : simulator.numbers()) {
            boolean isNamed = !number.name().equals("Number " + number.id());
            if (number.delivery().webhook() != null || isNamed) list.add(describe(number));
        }
        return list;
    }

    private static ObjectNode describe(WhatsAppNumber number) {
        var node = Simulator.JSON
                .createObjectNode()
                .put("token", number.id())
                .put("id", number.id())
                .put("name", number.name())
                .put("username", number.displayNumber())
                .put("wabaId", number.wabaId())
                .put("connected", number.delivery().webhook() != null)
                .put("revoked", number.isRevoked())
                .put("pendingUpdates", number.delivery().pending());
        number.counts().forEach(node.putObject("counts")::put);
        return node;
    }

    /// `{name?, displayNumber?, wabaId?, token?, appSecret?, webhook?, verifyToken?, revoked?, receipts?}`
    private static ObjectNode change(WhatsAppNumber number, ObjectNode body) {
        number.named(
                body.path("name").asString(number.name()),
                body.path("displayNumber").asString(number.displayNumber()));
        number.belongsTo(
                body.path("wabaId").asString(number.wabaId()),
                body.path("token").asString(number.token()),
                body.path("appSecret").asString(number.appSecret()));
        number.revoked(body.path("revoked").asBoolean(number.isRevoked()));
        if (body.has("receipts")) number.sendsReceipts(body.path("receipts").asBoolean(true));
        if (body.has("webhook")) {
            var webhook = URI.create(body.path("webhook").asString(""));
            if (!body.has("verifyToken")) number.deliversTo(webhook);
            else if (!number.deliversTo(webhook, body.path("verifyToken").asString(""))) {
                throw new IllegalArgumentException("The webhook did not verify");
            }
        }
        return describe(number);
    }

    private static ObjectNode write(WhatsAppNumber number, ObjectNode body) {
        if (body.has("reads")) {
            customer(number, body).reads();
            return Simulator.JSON.createObjectNode();
        }
        var event = act(number, customer(number, body), body);
        return Simulator.JSON
                .createObjectNode()
                .put("messageId", number.messageId(event.id()))
                .put("wamid", event.id());
    }

    private static WhatsAppCustomer customer(WhatsAppNumber number, ObjectNode body) {
        long phone = body.path("chatId").asLong(0);
        if (phone < 1) throw new IllegalArgumentException("chatId is missing");
        var from = body.path("from");
        var known = number.knownChat(phone);
        if (!from.isObject() && known != null && known.customer() != null) return new WhatsAppCustomer(number, known);
        var name = (from.path("firstName").asString("Customer") + " "
                        + from.path("lastName").asString(""))
                .strip();
        var username = from.path("username").asString("");
        return username.isEmpty() ? number.customer(phone, name) : number.customerWithoutNumber(phone, name, username);
    }

    private static WhatsAppEvent act(WhatsAppNumber number, WhatsAppCustomer customer, ObjectNode body) {
        int copies = Math.clamp(body.path("copies").asLong(1), 1, 1000);
        var text = body.path("text").asString("");
        var about = number.wamid(body.path("messageId").asLong(0));
        if (body.has("callbackData")) {
            return customer.taps(about, body.path("callbackData").asString(""));
        }
        if (body.has("editMessageId")) {
            return customer.changes(number.wamid(body.path("editMessageId").asLong(0)), text);
        }
        if (body.has("reaction")) {
            var emoji = body.path("reaction").asString("");
            return customer.reacts(about, emoji.isEmpty() ? null : emoji);
        }
        if (body.has("photo")) return photo(customer, body, copies);
        if (body.has("type")) {
            return customer.sends(body.path("type").asString(""), body.path("content"));
        }
        if (text.isEmpty()) throw new IllegalArgumentException("text is missing");
        return body.has("messageId") ? customer.answers(about, text) : customer.says(text, copies);
    }

    private static WhatsAppEvent photo(WhatsAppCustomer customer, ObjectNode body, int copies) {
        var caption = body.path("caption").asString("");
        var url = body.path("photo").asString("");
        if (!url.startsWith("data:image/")) {
            return customer.sends("image", "photo.jpg", "image/jpeg", PhonePage.resource("photo.jpg"), caption, copies);
        }
        int comma = url.indexOf(";base64,");
        if (comma < 0) throw new IllegalArgumentException("photo is neither true nor a base64 data URL");
        var type = url.substring("data:".length(), comma);
        return customer.sends(
                "image", "photo.jpg", type, Base64.getDecoder().decode(url.substring(comma + 8)), caption, copies);
    }

    /// Posts the body to the webhook as it is; `?signature=` shows another signature, empty for none.
    private static ObjectNode raw(WhatsAppNumber number, HttpExchange exchange) throws IOException {
        var query = exchange.getRequestURI().getQuery();
        var signature = query != null && query.startsWith("signature=") ? query.substring(10) : null;
        int status = number.posts(exchange.getRequestBody().readNBytes(ChatView.MOST_BYTES), signature);
        return Simulator.JSON.createObjectNode().put("status", status);
    }

    private static ObjectNode echo(WhatsAppNumber number, ObjectNode body) {
        var event = number.staffWrites(
                body.path("chatId").asLong(0), body.path("text").asString(""));
        return Simulator.JSON.createObjectNode().put("wamid", event.id());
    }

    private static ObjectNode tell(WhatsAppNumber number, ObjectNode body) {
        if (!(body.path("value") instanceof ObjectNode value)) throw new IllegalArgumentException("value is missing");
        number.tells(body.path("field").asString(""), value);
        return Simulator.JSON.createObjectNode();
    }

    private static ObjectNode review(WhatsAppNumber number, ObjectNode body) {
        number.reviews(
                body.path("name").asString(""),
                body.path("language").asString(""),
                body.path("event").asString("APPROVED"),
                body.path("reason").asString(""));
        return Simulator.JSON.createObjectNode();
    }

    /// Besides, `failLater: [codes]`.
    private static ObjectNode faults(WhatsAppNumber number, ObjectNode body) {
        number.worksAgain();
        number.faults().replace(body);
        for (var code : body.path("failLater")) number.failsLater(1, code.asInt(131026));
        return describe(number);
    }

    private static ObjectNode calls(WhatsAppNumber number) {
        var answer = Simulator.JSON.createObjectNode();
        var list = answer.putArray("calls");
        for (var call : number.calls()) {
            var node = list.addObject()
                    .put("at", call.at().toString())
                    .put("method", call.method())
                    .put("path", call.path())
                    .put("id", call.id())
                    .put("status", call.status())
                    .put("accepted", call.accepted());
            node.set("body", call.body());
        }
        return answer;
    }
}
