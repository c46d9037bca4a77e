package app.sembang.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What the phone and the load tools see of chats, whichever vendor carries them.
final class ChatView {
    static final int MOST_BYTES = 32 << 20;
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final Simulator simulator;
    private final String started = Instant.now().toString();

    ChatView(Simulator simulator) {
        this.simulator = simulator;
    }

    /// A page from elsewhere must not steer the simulator through a visitor's browser.
    static boolean isForeign(HttpExchange exchange) {
        var host = exchange.getRequestHeaders().getFirst("Host");
        var origin = exchange.getRequestHeaders().getFirst("Origin");
        if (host == null) return true;
        var name = host.replaceFirst(":\\d+$", "");
        boolean local = name.equals("127.0.0.1") || name.equals("localhost") || name.equals("[::1]");
        return !local || (origin != null && !origin.equals("http://" + host));
    }

    static ObjectNode body(HttpExchange exchange) throws IOException {
        var bytes = exchange.getRequestBody().readNBytes(MOST_BYTES);
        if (Simulator.JSON.readTree(bytes) instanceof ObjectNode object) return object;
        throw new IllegalArgumentException("A JSON object is expected");
    }

    static long after(HttpExchange exchange) {
        var query = exchange.getRequestURI().getQuery();
        var resumed = exchange.getRequestHeaders().getFirst("Last-Event-ID");
        if (resumed != null && resumed.matches("\\d{1,18}")) return Long.parseLong(resumed);
        return query != null && query.matches("after=\\d{1,18}") ? Long.parseLong(query.substring(6)) : 0;
    }

    static Answer file(@Nullable StoredFile file) {
        if (file == null || file.content().length == 0) return Answer.error(404, "No such file");
        var type = file.isImage() ? file.type() : "application/octet-stream";
        return new Answer(200, type, file.content(), Map.of("X-Content-Type-Options", "nosniff"));
    }

    static ObjectNode chats(List<? extends Chat> chats) {
        var answer = Simulator.JSON.createObjectNode();
        var list = answer.putArray("chats");
        for (var chat : chats) {
            var node = list.addObject()
                    .put("chatId", chat.id())
                    .put("blocked", chat.blocked())
                    .put("version", chat.version());
            var customer = chat.customer();
            if (customer != null) node.set("from", customer);
        }
        return answer;
    }

    static ObjectNode messages(@Nullable Chat chat, long after) {
        var answer = Simulator.JSON.createObjectNode();
        var list = answer.putArray("messages");
        answer.put("next", after);
        if (chat == null) return answer;
        for (var line : chat.linesAfter(after)) {
            list.add(describe(line));
            answer.put("next", line.version());
        }
        return answer;
    }

    private static ObjectNode describe(Chat.Line line) {
        var node = Simulator.JSON
                .createObjectNode()
                .put("version", line.version())
                .put("messageId", line.messageId())
                .put("from", line.fromCustomer() ? "customer" : "bot")
                .put("edited", line.edited());
        if (line.fromCustomer()) node.put("delivery", line.delivery()).put("attempts", line.attempts());
        node.set("message", line.message());
        return node;
    }

    /// Server-sent events: `start` with when the simulator started (it remembers nothing older), `message` for each
    /// that is new or changed, `deleted` for one that was taken back, `action` while the bot types, `callback` for
    /// the answer to a button. The id of an event is the cursor to resume from.
    void stream(HttpExchange exchange, Chat chat) throws IOException {
        // A cursor from before the simulator's last start says nothing about this chat.
        long cursor = after(exchange) > chat.version() ? 0 : after(exchange);
        exchange.getRequestBody().close();
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(200, 0);
        long signalled = chat.version();
        try (var out = exchange.getResponseBody()) {
            var start = Simulator.JSON.createObjectNode().put("text", started);
            out.write(("retry: 1000\nevent: start\ndata: " + start + "\n\n").getBytes(StandardCharsets.UTF_8));
            while (simulator.closed().getCount() > 0) {
                long seen = chat.version();
                var events = new StringBuilder();
                for (var line : chat.linesAfter(cursor)) event(events, line.version(), "message", describe(line));
                for (var signal : chat.signalsAfter(Math.max(cursor, signalled))) {
                    var data = Simulator.JSON.createObjectNode().put("text", signal.text());
                    event(events, signal.version(), signal.kind(), data);
                }
                out.write((events.isEmpty() ? ": still here\n\n" : events.toString()).getBytes(StandardCharsets.UTF_8));
                out.flush();
                cursor = Math.max(cursor, seen);
                chat.awaitChange(cursor, HEARTBEAT);
            }
        } catch (InterruptedException _) {
            // The simulator is closing.
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    private static void event(StringBuilder events, long version, String kind, JsonNode data) {
        events.append("id: ")
                .append(version)
                .append("\nevent: ")
                .append(kind)
                .append("\ndata: ")
                .append(Simulator.JSON.writeValueAsString(data))
                .append("\n\n");
    }
}
