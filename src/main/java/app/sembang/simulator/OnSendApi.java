package app.sembang.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// OnSend in both its shapes: `v1/messages` and `v1/account/status` with two secrets, `api/v1/send` and
/// `api/v1/status` with one token; and the files that customers send.
final class OnSendApi {
    private final Simulator simulator;

    OnSendApi(Simulator simulator) {
        this.simulator = simulator;
    }

    void handle(HttpExchange exchange, String path) throws IOException {
        if (path.startsWith("files/")) {
            file(path.split("/", -1)).send(exchange);
            return;
        }
        var header = exchange.getRequestHeaders().getFirst("Authorization");
        var key = header != null && header.startsWith("Bearer ") ? header.substring(7) : "";
        var device = simulator.knownOnsend(key);
        boolean gateway = path.startsWith("v1/");
        if (device == null
                || (gateway && !device.accepts(exchange.getRequestHeaders().getFirst("X-API-Secret")))) {
            Answer.error(401, "Unauthorized").send(exchange);
            return;
        }
        switch (exchange.getRequestMethod() + " " + path) {
            case "GET v1/account/status" ->
                Answer.json(
                                200,
                                Simulator.JSON
                                        .createObjectNode()
                                        .put(
                                                "status",
                                                device.status().equals("connected") ? "active" : device.status()))
                        .send(exchange);
            case "GET api/v1/status" ->
                Answer.json(
                                200,
                                Simulator.JSON
                                        .createObjectNode()
                                        .put("name", device.name())
                                        .put(
                                                "phone_number",
                                                "60" + Math.abs(device.apiKey().hashCode() % 1_000_000_000L))
                                        .put("status", device.status()))
                        .send(exchange);
            case "POST v1/messages", "POST api/v1/send" -> message(exchange, device, path, gateway);
            default -> Answer.error(404, "Not Found").send(exchange);
        }
    }

    private Answer file(String[] parts) {
        var device = parts.length == 3 ? simulator.knownOnsend(parts[1]) : null;
        var file = device == null ? null : device.file(parts[2]);
        return file == null ? Answer.error(404, "Not Found") : new Answer(200, file.type(), file.content(), Map.of());
    }

    private void message(HttpExchange exchange, OnSendDevice device, String path, boolean gateway) throws IOException {
        JsonNode body;
        try {
            body = Simulator.JSON.readTree(exchange.getRequestBody().readAllBytes());
        } catch (JacksonException notJson) {
            Answer.error(400, "Bad Request").send(exchange);
            return;
        }
        try {
            switch (device.faults().take("messages")) {
                case null -> accept(device, path, body, gateway, true).send(exchange);
                case Fault.TooManyRequests(var wait) -> {
                    record(device, path, body, null, 429, false);
                    new Answer(
                                    429,
                                    "application/json",
                                    "{\"message\":\"Too Many Requests\"}".getBytes(StandardCharsets.UTF_8),
                                    Map.of("Retry-After", String.valueOf(Math.max(1, wait.toSeconds()))))
                            .send(exchange);
                }
                case Fault.Refused(int status, int code, var description) -> {
                    record(device, path, body, null, status, false);
                    Answer.error(status, description).send(exchange);
                }
                case Fault.Says says -> {
                    record(device, path, body, null, says.status(), says.taken());
                    says.answer().send(exchange);
                }
                case Fault.Reset(boolean accepted) -> {
                    if (accepted) accept(device, path, body, gateway, false);
                    else record(device, path, body, null, 0, false);
                    exchange.close();
                }
                case Fault.Silence(var time) -> {
                    accept(device, path, body, gateway, false);
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

    private static Answer accept(OnSendDevice device, String path, JsonNode body, boolean gateway, boolean answered) {
        if (!gateway && !device.status().equals("connected")) {
            record(device, path, body, null, 200, false);
            return Answer.json(
                    200,
                    Simulator.JSON.createObjectNode().put("success", false).put("message", "Device is not connected"));
        }
        var id = gateway ? device.nextId() : null;
        record(device, path, body, id, answered ? 200 : 0, true);
        device.phone().shows(body);
        var answer = Simulator.JSON.createObjectNode().put("success", true);
        if (id != null) answer.put("message_id", id);
        return Answer.json(200, answer);
    }

    private static void record(
            OnSendDevice device, String path, JsonNode body, @Nullable String id, int status, boolean accepted) {
        device.record(new WhatsAppCall(Instant.now(), "POST", path, body, id == null ? "" : id, status, accepted));
    }
}
