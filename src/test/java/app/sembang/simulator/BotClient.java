package app.sembang.simulator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// Calls the simulator over HTTP as a bot and as a test tool do.
final class BotClient {
    static final String TOKEN = "7000000001:AAF-simulated-token";

    record Reply(int status, JsonNode body) {}

    private final HttpClient http = HttpClient.newHttpClient();
    private final Simulator simulator;

    BotClient(Simulator simulator) {
        this.simulator = simulator;
    }

    Reply call(String method, String json) throws IOException, InterruptedException {
        return send("POST", "/telegram/bot" + TOKEN + "/" + method, json);
    }

    Reply control(String method, String path, String json) throws IOException, InterruptedException {
        return send(method, "/control/telegram/" + TOKEN + path, json);
    }

    Reply send(String method, String path, String json) throws IOException, InterruptedException {
        var response = http.send(request(method, path, json), HttpResponse.BodyHandlers.ofByteArray());
        return new Reply(response.statusCode(), Simulator.JSON.readTree(response.body()));
    }

    byte[] download(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(simulator.uri().resolve(path)).build();
        return http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
    }

    HttpResponse<String> raw(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(simulator.uri().resolve(path));
    }

    void connect(Webhook webhook) throws IOException, InterruptedException {
        var body = Simulator.JSON.createObjectNode().put("url", webhook.url()).put("secret_token", "s3cret-token");
        call("setWebhook", body.toString());
    }

    static JsonNode sample(String name) {
        return Simulator.JSON.readTree(sampleText(name));
    }

    static String sampleText(String name) {
        try (var in = BotClient.class.getResourceAsStream("/contracts/telegram/" + name + ".json")) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// Each field of a document with the kind of its value, so that two documents can be compared without their
    /// values.
    static Map<String, String> shape(JsonNode node) {
        var shape = new TreeMap<String, String>();
        describe("", node, shape);
        return shape;
    }

    private static void describe(String path, JsonNode node, Map<String, String> shape) {
        if (node.isObject()) {
            node.properties().forEach(field -> describe(path + "." + field.getKey(), field.getValue(), shape));
        } else if (node.isArray()) {
            for (var element : node) describe(path + "[]", element, shape);
        } else {
            shape.put(path, node.getNodeType().toString());
        }
    }

    private HttpRequest request(String method, String path, String json) {
        return HttpRequest.newBuilder(URI.create(simulator.uri() + path))
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(json))
                .build();
    }
}
