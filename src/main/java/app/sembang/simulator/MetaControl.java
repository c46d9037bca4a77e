package app.sembang.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The side of Messenger and Instagram that Meta does not have: people who write. Paths are `bots`,
/// `<token>/messages`, `<token>/faults` and `<token>/chats/…`, as for Telegram; a token is `m` or `i` and
/// the account's id.
final class MetaControl {
    private final Simulator simulator;
    private final boolean instagram;
    private final ChatView chats;

    MetaControl(Simulator simulator, boolean instagram) {
        this.simulator = simulator;
        this.instagram = instagram;
        chats = new ChatView(simulator);
    }

    void handle(HttpExchange exchange, String path) throws IOException {
        if (ChatView.isForeign(exchange)) {
            Answer.error(403, "Only this machine may control the simulator").send(exchange);
            return;
        }
        var parts = List.of(path.split("/", -1));
        if (parts.equals(List.of("bots"))) {
            Answer.json(200, accounts()).send(exchange);
            return;
        }
        var token = parts.getFirst();
        if (!token.matches((instagram ? "i" : "m") + "\\d{6,20}")) {
            Answer.error(404, "No such account").send(exchange);
            return;
        }
        var asset = simulator.metaAsset(token.substring(1), instagram);
        boolean isChat = parts.size() == 4
                && parts.get(1).equals("chats")
                && parts.get(2).matches("\\d{1,15}");
        if (isChat && parts.get(3).equals("stream")) {
            chats.stream(exchange, asset.phone().chat(Long.parseLong(parts.get(2))));
        } else if (isChat && parts.get(3).equals("messages")) {
            var chat = asset.phone().knownChat(Long.parseLong(parts.get(2)));
            Answer.json(200, ChatView.messages(chat, ChatView.after(exchange))).send(exchange);
        } else {
            answer(exchange, asset, parts).send(exchange);
        }
    }

    private static Answer answer(HttpExchange exchange, MetaAsset asset, List<String> parts) throws IOException {
        try {
            return switch (exchange.getRequestMethod() + " " + (parts.size() > 1 ? parts.get(1) : "")) {
                case "GET " -> Answer.json(200, describe(asset));
                case "GET chats" ->
                    Answer.json(200, ChatView.chats(asset.phone().chats()));
                case "GET files" -> ChatView.file(parts.size() == 3 ? asset.file(parts.get(2)) : null);
                case "PUT faults" -> {
                    asset.faults().replace(ChatView.body(exchange));
                    yield Answer.json(200, describe(asset));
                }
                case "POST messages" -> Answer.json(202, write(asset, ChatView.body(exchange)));
                default -> Answer.error(404, "Nothing here");
            };
        } catch (JacksonException e) {
            return Answer.error(400, "Not the JSON expected: " + e.getOriginalMessage());
        } catch (IllegalArgumentException e) {
            return Answer.error(400, String.valueOf(e.getMessage()));
        }
    }

    private JsonNode accounts() {
        var list = Simulator.JSON.createArrayNode();
        simulator.metaAssets(instagram).stream()
                .filter(asset -> asset.phone().isConnected())
                .forEach(asset -> list.add(describe(asset)));
        return list;
    }

    private static ObjectNode describe(MetaAsset asset) {
        return Simulator.JSON
                .createObjectNode()
                .put("token", (asset.isInstagram() ? "i" : "m") + asset.id())
                .put("id", asset.id())
                .put("name", asset.name())
                .put("username", asset.id())
                .put("connected", asset.phone().isConnected());
    }

    private static ObjectNode write(MetaAsset asset, ObjectNode body) {
        long person = body.path("chatId").asLong(0);
        if (person < 1) throw new IllegalArgumentException("chatId is missing");
        var phone = asset.phone();
        if (body.path("from") instanceof ObjectNode from) phone.introduces(person, from);
        var answer = Simulator.JSON.createObjectNode();
        if (body.has("reads")) {
            phone.reads(person);
            return answer;
        }
        if (body.has("callbackData")) {
            long about = body.path("messageId").asLong(0);
            return answer.put(
                    "messageId",
                    phone.taps(person, about, body.path("callbackData").asString("")));
        }
        if (body.has("photo")) return answer.put("messageId", photo(phone, person, body));
        var text = body.path("text").asString("");
        if (text.isEmpty()) throw new IllegalArgumentException("text is missing");
        return answer.put("messageId", phone.says(person, text));
    }

    private static long photo(MetaPhone phone, long person, ObjectNode body) {
        var url = body.path("photo").asString("");
        int comma = url.indexOf(";base64,");
        if (!url.startsWith("data:image/") || comma < 0) {
            return phone.sendsPhoto(person, "image/jpeg", PhonePage.resource("photo.jpg"));
        }
        var type = url.substring("data:".length(), comma);
        return phone.sendsPhoto(person, type, Base64.getDecoder().decode(url.substring(comma + 8)));
    }
}
