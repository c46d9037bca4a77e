package app.sembang.demo;

import app.sembang.simulator.Simulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// The stand-in for the vendors of the demo's channel accounts, in this process, on a free loopback port.
@Component
@ConditionalOnProperty("sembang.demo")
class DemoSimulator implements AutoCloseable {
    private final Simulator simulator = Simulator.start();
    private final JsonMapper json;

    DemoSimulator(JsonMapper json) {
        this.json = json;
    }

    Simulator simulator() {
        return simulator;
    }

    URI uri() {
        return simulator.uri();
    }

    /// Has a bot's updates delivered to an address, as a call of the bot itself.
    void connect(String token, URI webhook, String secret) {
        var call = HttpRequest.newBuilder(URI.create(simulator.telegramUri() + "/bot" + token + "/setWebhook"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        json.writeValueAsString(Map.of("url", webhook.toString(), "secret_token", secret))))
                .build();
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(call, BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException("The simulator refused a webhook: " + answer.body());
            }
        } catch (IOException unreachable) {
            throw new UncheckedIOException(unreachable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        simulator.close();
    }
}
