package app.sembang.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The Graph API as far as Messenger and Instagram need it: `me`, `<account>/subscribed_apps`, `<account>/messages`, a
/// person by id, and files under `lookaside/`.
final class MetaMessagingApi {
    private static final int MOST_CHARACTERS = 2000;
    private static final int MOST_BYTES = 1000;
    private static final int MOST_QUICK_REPLIES = 13;

    private final Simulator simulator;
    private final boolean instagram;

    MetaMessagingApi(Simulator simulator, boolean instagram) {
        this.simulator = simulator;
        this.instagram = instagram;
    }

    void handle(HttpExchange exchange, String path) throws IOException {
        var parts = List.of(path.replaceFirst("^v\\d+\\.\\d+/", "").split("/", -1));
        if (parts.getFirst().equals("lookaside") && parts.size() == 3) {
            file(parts).send(exchange);
            return;
        }
        var header = exchange.getRequestHeaders().getFirst("Authorization");
        var token = header != null && header.startsWith("Bearer ") ? header.substring(7) : "";
        var asset = simulator.metaAssetWithToken(token, instagram);
        if (asset == null || !asset.accepts(token)) {
            new MetaError(190, 463, "Error validating access token: Session has expired")
                    .answer()
                    .send(exchange);
            return;
        }
        call(exchange, asset, parts);
    }

    private Answer file(List<String> parts) {
        var asset = simulator.metaAsset(parts.get(1), instagram);
        var file = asset.file(parts.get(2));
        return file == null
                ? Answer.error(404, "No such file")
                : new Answer(200, file.type(), file.content(), Map.of());
    }

    private void call(HttpExchange exchange, MetaAsset asset, List<String> parts) throws IOException {
        JsonNode body;
        try {
            body = Parameters.read(exchange).values();
        } catch (TelegramRefusal | JacksonException _) {
            new MetaError(100, "The request could not be read").answer().send(exchange);
            return;
        }
        var method = exchange.getRequestMethod();
        var fault = asset.faults().take(parts.getLast());
        try {
            asset.faults().pause();
            switch (fault) {
                case null -> execute(asset, method, parts, body, true).send(exchange);
                case Fault.TooManyRequests _ -> {
                    record(asset, method, parts, body, "", 400, false);
                    new MetaError(613, "Calls to this api have exceeded the rate limit.")
                            .answer()
                            .send(exchange);
                }
                case Fault.Refused(int status, int code, var description) -> {
                    record(asset, method, parts, body, "", status, false);
                    MetaError.answer(status, code, 0, description, null).send(exchange);
                }
                case Fault.Says says -> {
                    record(asset, method, parts, body, "", says.status(), says.taken());
                    says.answer().send(exchange);
                }
                case Fault.Reset(boolean accepted) -> {
                    if (accepted) execute(asset, method, parts, body, false);
                    else record(asset, method, parts, body, "", 0, false);
                    exchange.close();
                }
                case Fault.Silence(var time) -> {
                    execute(asset, method, parts, body, false);
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

    private Answer execute(MetaAsset asset, String method, List<String> parts, JsonNode body, boolean answered) {
        try {
            var result = result(asset, method, parts, body);
            var id = result.path("message_id").asString("");
            record(asset, method, parts, body, id, answered ? 200 : 0, true);
            return Answer.json(200, result);
        } catch (MetaError error) {
            record(asset, method, parts, body, "", answered ? MetaError.statusOf(error.code()) : 0, false);
            return error.answer();
        }
    }

    private static void record(
            MetaAsset asset, String method, List<String> parts, JsonNode body, String id, int status, boolean done) {
        asset.record(new WhatsAppCall(Instant.now(), method, String.join("/", parts), body, id, status, done));
    }

    private JsonNode result(MetaAsset asset, String method, List<String> parts, JsonNode body) {
        switch (method + " " + parts.getFirst()) {
            case "GET refresh_access_token" -> {
                if (!instagram) throw new MetaError(100, 33, "Unknown path components: /refresh_access_token");
                return Simulator.JSON
                        .createObjectNode()
                        .put("access_token", asset.refresh())
                        .put("token_type", "bearer")
                        .put("expires_in", 5_184_000);
            }
            case "GET debug_token" -> {
                var answer = Simulator.JSON.createObjectNode();
                answer.putObject("data").put("is_valid", true).put("expires_at", asset.expiresAt());
                return answer;
            }
            default -> {}
        }
        boolean ours = List.of("me", asset.id()).contains(parts.getFirst());
        var edge = parts.size() == 1 ? "" : parts.get(1);
        if (ours) {
            return switch (method + " " + edge) {
                case "GET " ->
                    Simulator.JSON
                            .createObjectNode()
                            .put(instagram ? "user_id" : "id", asset.id())
                            .put("name", "Simulated");
                case "POST subscribed_apps", "DELETE subscribed_apps" ->
                    Simulator.JSON.createObjectNode().put("success", true);
                case "POST messages" -> message(asset, body);
                default -> throw new MetaError(100, 33, "Unknown path components: /" + edge);
            };
        }
        var person = asset.person(parts.getFirst());
        if (person == null || !edge.isEmpty()) {
            throw new MetaError(100, 33, "Object with ID '" + parts.getFirst() + "' does not exist");
        }
        return person;
    }

    private JsonNode message(MetaAsset asset, JsonNode body) {
        var recipient = text(body.path("recipient").path("id"));
        if (recipient == null) {
            throw new MetaError(100, 2018001, "No matching user found");
        }
        var answer = Simulator.JSON.createObjectNode().put("recipient_id", recipient);
        if (body.has("sender_action")) {
            asset.phone().shows(recipient, body, "");
            return answer;
        }
        if (body.path("messaging_type").asString("").equals("MESSAGE_TAG")
                && !body.path("tag").asString("").equals("HUMAN_AGENT")) {
            throw new MetaError(100, "Invalid parameter: tag");
        }
        var message = body.path("message");
        var words = text(message.path("text"));
        if (words == null && !message.path("attachment").isObject()) {
            throw new MetaError(100, "Invalid parameter: message");
        }
        if (words != null
                && (instagram
                        ? words.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES
                        : words.length() > MOST_CHARACTERS)) {
            throw new MetaError(100, "Length of param message[text] must be less than or equal to the limit");
        }
        if (message.path("quick_replies").size() > MOST_QUICK_REPLIES) {
            throw new MetaError(100, "Too many quick replies");
        }
        var id = asset.nextId();
        asset.phone().shows(recipient, body, id);
        asset.phone().repeats(recipient, message, id);
        return answer.put("message_id", id);
    }

    private static @Nullable String text(JsonNode node) {
        return node.isString() && !node.stringValue().isEmpty() ? node.stringValue() : null;
    }
}
