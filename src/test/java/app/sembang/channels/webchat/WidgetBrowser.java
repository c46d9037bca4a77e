package app.sembang.channels.webchat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A browser that speaks JSON and reads streams of events, as the widget and the staff app do.
public final class WidgetBrowser {
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final String base;
    private @Nullable String token;

    public record Answer(HttpResponse<String> response, JsonNode json) {
        public int status() {
            return response.statusCode();
        }

        public String errorCode() {
            return json.at("/error/code").asString("");
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    /// One event of a stream. `id` is empty where it has none, and so is `after`, the place before it.
    public record Told(String id, String after, String event, JsonNode data) {}

    public WidgetBrowser(int port) {
        this.base = "http://localhost:" + port;
    }

    public WidgetBrowser with(@Nullable String token) {
        this.token = token;
        return this;
    }

    public @Nullable String token() {
        return token;
    }

    public Answer begin(String siteKey, @Nullable String resumeToken) {
        var answer = post(
                "/widget/v1/sessions",
                "{\"site_key\":\"%s\",\"locale\":\"ms\",\"page\":{\"url\":\"https://shop.example.test/\",\"title\":\"Shop\",\"referrer\":\"\"},\"resume_token\":%s}"
                        .formatted(siteKey, resumeToken == null ? "null" : "\"" + resumeToken + "\""));
        if (answer.status() == 200) {
            token = answer.json().path("session_token").asString();
        }
        return answer;
    }

    public Answer write(String clientMessageId, String text) {
        return post(
                "/widget/v1/messages",
                JSON.writeValueAsString(Map.of("client_message_id", clientMessageId, "type", "text", "text", text)));
    }

    /// Hands in a file as the widget does; the answer is to its bytes, or to what came before them and was refused.
    ///
    /// @param upload told under which id it may be sent
    public Answer handIn(String name, byte[] bytes, Consumer<String> upload) {
        var place = post("/widget/v1/uploads", JSON.writeValueAsString(Map.of("name", name)));
        if (place.status() != 201) {
            return place;
        }
        upload.accept(place.json().path("upload_id").asString());
        return send(request(place.json().path("put_url").asString())
                .PUT(BodyPublishers.ofByteArray(bytes))
                .build());
    }

    public Answer sendFile(String clientMessageId, String upload) {
        return post(
                "/widget/v1/messages",
                JSON.writeValueAsString(
                        Map.of("client_message_id", clientMessageId, "type", "attachment", "upload_id", upload)));
    }

    public Answer get(String path, String... headers) {
        return send(request(path, headers).GET().build());
    }

    public Answer post(String path, String body, String... headers) {
        return send(request(path, headers)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    public Answer send(String method, String path, String... headers) {
        return send(
                request(path, headers).method(method, BodyPublishers.noBody()).build());
    }

    private HttpRequest.Builder request(String path, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(40));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request;
    }

    private Answer send(HttpRequest request) {
        try {
            var response = http.send(request, BodyHandlers.ofString());
            var type = response.headers().firstValue("Content-Type").orElse("");
            return new Answer(
                    response,
                    type.contains("json")
                            ? JSON.readTree(response.body())
                            : JSON.getNodeFactory().missingNode());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /// Follows a stream until it is closed.
    public Stream follow(String path, String... headers) {
        try {
            var response = http.send(request(path, headers).build(), BodyHandlers.ofInputStream());
            if (response.statusCode() != 200) {
                throw new AssertionError("No stream: " + response.statusCode());
            }
            return new Stream(response);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    public static final class Stream implements AutoCloseable {
        private final HttpResponse<InputStream> response;
        private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
        private final Thread reader;

        private Stream(HttpResponse<InputStream> response) {
            this.response = response;
            this.reader = Thread.startVirtualThread(this::read);
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /// Whether the server has ended it, waiting for that a while.
        public boolean ends() throws InterruptedException {
            return reader.join(Duration.ofSeconds(10));
        }

        /// All events up to and with the first that fits.
        public List<Told> until(Predicate<Told> wanted) throws InterruptedException {
            var seen = new ArrayList<Told>();
            while (true) {
                var next = told.poll(10, TimeUnit.SECONDS);
                if (next == null) {
                    throw new AssertionError("Not told; only: " + seen);
                }
                seen.add(next);
                if (wanted.test(next)) {
                    return seen;
                }
            }
        }

        /// What has been told by now.
        public List<Told> sofar() {
            var seen = new ArrayList<Told>();
            told.drainTo(seen);
            return seen;
        }

        private void read() {
            try (var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                var id = "";
                var after = "";
                var event = "";
                for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("id: ")) {
                        id = line.substring(4);
                    } else if (line.startsWith("after: ")) {
                        after = line.substring(7);
                    } else if (line.startsWith("event: ")) {
                        event = line.substring(7);
                    } else if (line.startsWith("data: ")) {
                        told.add(new Told(id, after, event, JSON.readTree(line.substring(6))));
                        id = "";
                        after = "";
                    }
                }
            } catch (IOException closed) {
                // Closed by the test or the server; what was told before is kept.
                return;
            }
        }

        @Override
        public void close() throws IOException {
            response.body().close();
        }
    }
}
