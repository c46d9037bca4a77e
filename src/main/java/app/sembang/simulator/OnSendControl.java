package app.sembang.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The side of OnSend that the vendor does not have: people who write. Paths are `bots`, `<token>/messages`,
/// `<token>/faults` and `<token>/chats/…`, as for Telegram; a token is `o-` and the device's key.
final class OnSendControl {
    private static final String PREFIX = "o-";

    private final Simulator simulator;
    private final ChatView chats;

    OnSendControl(Simulator simulator) {
        this.simulator = simulator;
        chats = new ChatView(simulator);
    }

    void handle(HttpExchange exchange, String path) throws IOException {
        if (ChatView.isForeign(exchange)) {
            Answer.error(403, "Only this machine may control the simulator").send(exchange);
            return;
        }
        var parts = List.of(path.split("/", -1));
        if (parts.equals(List.of("bots"))) {
            Answer.json(200, devices()).send(exchange);
            return;
        }
        var token = parts.getFirst();
        var device = token.startsWith(PREFIX) ? simulator.knownOnsend(token.substring(PREFIX.length())) : null;
        if (device == null) {
            Answer.error(404, "No such device").send(exchange);
            return;
        }
        boolean isChat = parts.size() == 4
                && parts.get(1).equals("chats")
                && parts.get(2).matches("\\d{1,15}");
        if (isChat && parts.get(3).equals("stream")) {
            chats.stream(exchange, device.phone().chat(Long.parseLong(parts.get(2))));
        } else if (isChat && parts.get(3).equals("messages")) {
            var chat = device.phone().knownChat(Long.parseLong(parts.get(2)));
            Answer.json(200, ChatView.messages(chat, ChatView.after(exchange))).send(exchange);
        } else {
            answer(exchange, device, parts).send(exchange);
        }
    }

    private static Answer answer(HttpExchange exchange, OnSendDevice device, List<String> parts) throws IOException {
        try {
            return switch (exchange.getRequestMethod() + " " + (parts.size() > 1 ? parts.get(1) : "")) {
                case "GET " -> Answer.json(200, describe(device));
                case "GET chats" ->
                    Answer.json(200, ChatView.chats(device.phone().chats()));
                case "GET files" -> ChatView.file(parts.size() == 3 ? device.file(parts.get(2)) : null);
                case "PUT faults" -> {
                    device.faults().replace(ChatView.body(exchange));
                    yield Answer.json(200, describe(device));
                }
                case "POST messages" -> Answer.json(202, write(device, ChatView.body(exchange)));
                default -> Answer.error(404, "Nothing here");
            };
        } catch (JacksonException e) {
            return Answer.error(400, "Not the JSON expected: " + e.getOriginalMessage());
        } catch (IllegalArgumentException e) {
            return Answer.error(400, String.valueOf(e.getMessage()));
        }
    }

    private JsonNode devices() {
        var list = Simulator.JSON.createArrayNode();
        simulator.onsendDevices().stream()
                .filter(device -> device.phone().isConnected())
                .forEach(device -> list.add(describe(device)));
        return list;
    }

    private static ObjectNode describe(OnSendDevice device) {
        return Simulator.JSON
                .createObjectNode()
                .put("token", PREFIX + device.apiKey())
                .put("id", device.apiKey())
                .put("name", device.name())
                .put("username", device.apiKey())
                .put("connected", device.phone().isConnected());
    }

    /// OnSend tells nobody that something was read, and sends nothing that could be tapped.
    private static ObjectNode write(OnSendDevice device, ObjectNode body) {
        long person = body.path("chatId").asLong(0);
        if (person < 1) throw new IllegalArgumentException("chatId is missing");
        var phone = device.phone();
        if (body.path("from") instanceof ObjectNode from) phone.introduces(person, from);
        var answer = Simulator.JSON.createObjectNode();
        if (body.has("reads")) return answer;
        if (body.has("photo")) return answer.put("messageId", photo(phone, person, body));
        var text = body.path("text").asString("");
        if (text.isEmpty()) throw new IllegalArgumentException("text is missing");
        return answer.put("messageId", phone.says(person, text));
    }

    private static long photo(OnSendPhone phone, long person, ObjectNode body) {
        var url = body.path("photo").asString("");
        int comma = url.indexOf(";base64,");
        if (!url.startsWith("data:image/") || comma < 0) {
            return phone.sendsPhoto(person, "image/jpeg", PhonePage.resource("photo.jpg"));
        }
        var type = url.substring("data:".length(), comma);
        return phone.sendsPhoto(person, type, Base64.getDecoder().decode(url.substring(comma + 8)));
    }
}
