package app.sembang.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/// The part of Meta's Graph API that WhatsApp's numbers need: `v<version>/<node>[/<edge>]`.
final class WhatsAppGraph {
    private final Simulator simulator;
    private final ConcurrentHashMap<String, WhatsAppNumber> numbers = new ConcurrentHashMap<>();

    WhatsAppGraph(Simulator simulator) {
        this.simulator = simulator;
    }

    WhatsAppNumber number(String id) {
        return numbers.computeIfAbsent(id, it -> new WhatsAppNumber(it));
    }

    void handle(HttpExchange exchange, String path) throws IOException {
        var parts = path.split("/", -1);
        var token = exchange.getRequestHeaders().getFirst("Authorization");
        if (parts.length < 2 || !parts[0].startsWith("v")) {
            refusal(404, 100, "Unsupported request").send(exchange);
        } else if (parts[1].equals("files")) {
            bytes(parts, token).send(exchange);
        } else if (numbers.values().stream().noneMatch(one -> one.opens(token))) {
            refusal(401, 190, "Invalid OAuth access token").send(exchange);
        } else if (parts[1].equals("debug_token")) {
            debugToken(exchange).send(exchange);
        } else if (parts.length == 3) {
            edge(exchange, parts[1], parts[2], token);
        } else {
            node(parts[1], token, exchange).send(exchange);
        }
    }

    private void edge(HttpExchange exchange, String node, String edge, @Nullable String token) throws IOException {
        var known = numbers.get(node);
        var number = known != null && known.opens(token) ? known : null;
        switch (edge) {
            case "phone_numbers" -> {
                var data = Simulator.JSON.createArrayNode();
                numbers.values().stream()
                        .filter(one -> one.waba().equals(node) && one.opens(token))
                        .forEach(one -> data.add(json().put("id", one.id())));
                Answer.json(200, json().set("data", data)).send(exchange);
            }
            case "subscribed_apps" -> success().send(exchange);
            case "media" -> {
                if (number == null) {
                    refusal(400, 100, "Unsupported post request").send(exchange);
                    return;
                }
                var id = String.valueOf(System.nanoTime());
                number.keep(id, exchange.getRequestBody().readAllBytes());
                Answer.json(200, json().put("id", id)).send(exchange);
            }
            case "messages" -> {
                if (number == null) {
                    refusal(400, 100, "Unsupported post request").send(exchange);
                    return;
                }
                messages(exchange, number);
            }
            default -> refusal(400, 100, "Unsupported request").send(exchange);
        }
    }

    private void messages(HttpExchange exchange, WhatsAppNumber number) throws IOException {
        var fault = number.faults().take("messages");
        if (fault instanceof Fault.Reset reset && !reset.accepted()) {
            exchange.close();
            return;
        }
        ObjectNode body;
        try {
            body = (ObjectNode)
                    Simulator.JSON.readTree(exchange.getRequestBody().readAllBytes());
        } catch (JacksonException | ClassCastException notAnObject) {
            refusal(400, 100, "Invalid JSON").send(exchange);
            return;
        }
        number.called(body);
        try {
            switch (fault) {
                case null -> answer(number, body).send(exchange);
                case Fault.TooManyRequests many ->
                    refusal(400, 130429, "Rate limit hit").send(exchange);
                case Fault.Refused(int code, var description) ->
                    refusal(400, code, description).send(exchange);
                case Fault.Reset reset -> {
                    answer(number, body);
                    exchange.close();
                }
                case Fault.Silence(var time) -> {
                    answer(number, body);
                    simulator.closed().await(time.toNanos(), TimeUnit.NANOSECONDS);
                    exchange.close();
                }
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            exchange.close();
        }
    }

    private static Answer answer(WhatsAppNumber number, ObjectNode body) {
        if (!body.path("messaging_product").stringValue("").equals("whatsapp")) {
            return refusal(400, 100, "The parameter messaging_product is required.");
        }
        if (body.path("status").stringValue("").equals("read")) {
            return success();
        }
        var to = body.path("to").stringValue(body.path("recipient").stringValue(""));
        var type = body.path("type").stringValue("");
        if (to.isEmpty() || type.isEmpty() || !body.has(type)) {
            return refusal(400, 131008, "Required parameter is missing");
        }
        if (type.equals("text")
                && body.path("text").path("body").stringValue("").length() > 4096) {
            return refusal(400, 100, "Param text['body'] must be at most 4096 characters long.");
        }
        if (type.equals("interactive") && tooManyButtons(body)) {
            return refusal(400, 131009, "Parameter value is not valid: buttons or rows");
        }
        var answer = json().put("messaging_product", "whatsapp");
        answer.set("contacts", Simulator.JSON.createArrayNode().add(json().put("input", to)));
        answer.set("messages", Simulator.JSON.createArrayNode().add(json().put("id", number.took(body))));
        return Answer.json(200, answer);
    }

    private static boolean tooManyButtons(ObjectNode body) {
        var action = body.path("interactive").path("action");
        int rows = 0;
        for (var section : action.path("sections")) {
            rows += section.path("rows").size();
        }
        return action.path("buttons").size() > 3 || rows > 10;
    }

    private Answer debugToken(HttpExchange exchange) {
        var query = String.valueOf(exchange.getRequestURI().getQuery());
        var shown = query.startsWith("input_token=") ? query.substring("input_token=".length()) : "";
        boolean valid = numbers.values().stream().anyMatch(one -> one.hasToken(shown));
        var data = json().put("is_valid", valid);
        data.set(
                "scopes",
                Simulator.JSON
                        .createArrayNode()
                        .add("whatsapp_business_messaging")
                        .add("whatsapp_business_management"));
        return Answer.json(200, json().set("data", data));
    }

    private Answer node(String node, @Nullable String token, HttpExchange exchange) {
        var number = numbers.get(node);
        if (number != null && number.opens(token)) {
            return Answer.json(
                    200,
                    json().put("id", node)
                            .put("display_phone_number", "+60 3-5550 1000")
                            .put("verified_name", "Kedai")
                            .put("quality_rating", "GREEN"));
        }
        var query = String.valueOf(exchange.getRequestURI().getQuery());
        for (var one : numbers.values()) {
            var file = one.file(node);
            if (file != null && one.opens(token) && query.contains("phone_number_id=" + one.id())) {
                return Answer.json(
                        200,
                        json().put("id", node)
                                .put("url", "%s/v1/files/%s/%s".formatted(simulator.whatsappUri(), one.id(), node))
                                .put("mime_type", "application/octet-stream")
                                .put("file_size", String.valueOf(file.length)));
            }
        }
        return refusal(404, 100, "Unsupported get request. Object with ID does not exist");
    }

    private Answer bytes(String[] parts, @Nullable String token) {
        var number = parts.length == 4 ? numbers.get(parts[2]) : null;
        var file = number == null ? null : number.file(parts[3]);
        if (number == null || file == null || !number.opens(token)) {
            return new Answer(404, "text/plain", "Not found".getBytes(StandardCharsets.UTF_8), Map.of());
        }
        return new Answer(200, "application/octet-stream", file, Map.of());
    }

    private static Answer success() {
        return Answer.json(200, json().put("success", true));
    }

    private static Answer refusal(int status, int code, String message) {
        var error = json().put("message", "(#%d) %s".formatted(code, message))
                .put("type", "OAuthException")
                .put("code", code)
                .put("fbtrace_id", "simulated");
        error.set("error_data", json().put("messaging_product", "whatsapp").put("details", message));
        return Answer.json(status, json().set("error", error));
    }

    private static ObjectNode json() {
        return Simulator.JSON.createObjectNode();
    }
}
