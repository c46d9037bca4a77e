package app.sembang;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The staff app of one person as far as the server can tell: keeps the access token and the refresh cookie, and
/// speaks HTTP. Each one may come from its own loopback address.
public final class StaffApp {
    private static final JsonMapper JSON = new JsonMapper();

    /// One for each address, as a client of its own for each person costs more than what it asks for.
    private static final Map<String, HttpClient> CLIENTS = new ConcurrentHashMap<>();

    private final HttpClient http;
    private final String base;
    private @Nullable String accessToken;
    private @Nullable String cookie;

    /// What came back; `json` is null where the body is empty or no JSON.
    public record Answer(HttpResponse<String> response, JsonNode json) {
        public int status() {
            return response.statusCode();
        }

        public String code() {
            return json.path("code").asString("");
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    public StaffApp(int port) {
        this(port, "127.0.0.1");
    }

    public StaffApp(int port, String from) {
        this.http = CLIENTS.computeIfAbsent(from, StaffApp::client);
        this.base = "http://localhost:" + port;
    }

    private static HttpClient client(String from) {
        try {
            return HttpClient.newBuilder()
                    .localAddress(InetAddress.getByName(from))
                    .build();
        } catch (IOException unknown) {
            throw new UncheckedIOException(unknown);
        }
    }

    public Answer signIn(String email, String password) {
        var answer = post("/api/v1/auth/login", "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, password));
        remember(answer);
        return answer;
    }

    public Answer refresh() {
        var answer = post("/api/v1/auth/refresh", "");
        remember(answer);
        return answer;
    }

    public Answer changeCompany(Object id) {
        var answer = post("/api/v1/auth/company", "{\"companyId\":\"%s\"}".formatted(id));
        remember(answer);
        return answer;
    }

    /// Signs in with a code of an authenticator app.
    public Answer signIn(String email, String password, String code) {
        var answer = post(
                "/api/v1/auth/login",
                "{\"email\":\"%s\",\"password\":\"%s\",\"code\":\"%s\"}".formatted(email, password, code));
        remember(answer);
        return answer;
    }

    public Answer get(String path) {
        return send("GET", path, null);
    }

    public Answer post(String path, String body) {
        return send("POST", path, body);
    }

    public Answer put(String path, String body) {
        return send("PUT", path, body);
    }

    public Answer patch(String path, String body) {
        return send("PATCH", path, body);
    }

    public Answer delete(String path) {
        return send("DELETE", path, null);
    }

    /// Sends a form with one file.
    public Answer upload(String method, String path, String fileName, byte[] bytes) {
        var body = new ByteArrayOutputStream();
        body.writeBytes("""
                --b\r
                Content-Disposition: form-data; name="file"; filename="%s"\r
                Content-Type: application/octet-stream\r
                \r
                """.formatted(fileName).getBytes(StandardCharsets.UTF_8));
        body.writeBytes(bytes);
        body.writeBytes("\r\n--b--\r\n".getBytes(StandardCharsets.UTF_8));
        return send(HttpRequest.newBuilder(URI.create(base + path))
                .header("Authorization", "Bearer " + accessToken)
                .header("Content-Type", "multipart/form-data; boundary=b")
                .method(method, BodyPublishers.ofByteArray(body.toByteArray()))
                .build());
    }

    /// @param headers name, value, name, value …
    public Answer send(String method, String path, @Nullable String body, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(base + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null && !body.isEmpty()) {
            request.setHeader("Content-Type", "application/json");
        }
        if (path.startsWith("/api/v1/auth/")) {
            request.setHeader("X-Sembang", "1");
            if (cookie != null) {
                request.setHeader("Cookie", "sembang=" + cookie);
            }
        } else if (accessToken != null) {
            request.setHeader("Authorization", "Bearer " + accessToken);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return send(request.build());
    }

    public Answer send(HttpRequest request) {
        try {
            var response = http.send(request, BodyHandlers.ofString());
            var type = response.headers().firstValue("Content-Type").orElse("");
            return new Answer(
                    response,
                    type.contains("json") && !type.contains("ndjson")
                            ? JSON.readTree(response.body())
                            : JSON.getNodeFactory().missingNode());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    public @Nullable String accessToken() {
        return accessToken;
    }

    public @Nullable String cookie() {
        return cookie;
    }

    /// A copy of this browser as it is now, as a thief of its cookie would have it.
    public StaffApp copy() {
        var copy = new StaffApp(URI.create(base).getPort());
        copy.cookie = cookie;
        copy.accessToken = accessToken;
        return copy;
    }

    private void remember(Answer answer) {
        if (answer.status() == 200) {
            accessToken = answer.json().path("accessToken").asString();
            var set = answer.header("Set-Cookie");
            cookie = set.substring(set.indexOf('=') + 1, set.indexOf(';'));
        }
    }
}
