package app.sembang.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// One HTTP answer, whole in memory.
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
    static Answer json(int status, JsonNode body) {
        return new Answer(status, "application/json", Simulator.JSON.writeValueAsBytes(body), Map.of());
    }

    static Answer error(int status, String message) {
        return json(status, Simulator.JSON.createObjectNode().put("error", message));
    }

    void send(HttpExchange exchange) throws IOException {
        // A body left unread would cost the connection, and with it the next request that is already on its way.
        try (var rest = exchange.getRequestBody()) {
            rest.skip(Long.MAX_VALUE);
        }
        var head = exchange.getResponseHeaders();
        head.set("Content-Type", contentType);
        headers.forEach(head::set);
        if (body.length == 0 || exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
            exchange.getResponseBody().close();
            return;
        }
        exchange.sendResponseHeaders(status, body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
