package bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/// Calls for setting up and for asking, not for load.
final class Http {
    private static final String BOUNDARY = "bench-2b7c1f";
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private final String base;
    private final String token;

    Http(String base) {
        this(base, null);
    }

    private Http(String base, String token) {
        this.base = base;
        this.token = token;
    }

    Http signedIn(String email, String password) {
        var answer = post("/api/v1/auth/login", """
                {"email":"%s","password":"%s"}""".formatted(email, password));
        return new Http(base, text(answer, "accessToken"));
    }

    String get(String path) {
        return send("GET", path, null);
    }

    String post(String path, String json) {
        return send("POST", path, json);
    }

    /// A file and what belongs to it, as a form sends them.
    String post(String path, Map<String, String> fields, String name, String type, byte[] file) {
        var form = new ByteArrayOutputStream();
        fields.forEach((field, value) -> form.writeBytes(part("name=\"" + field + "\"\r\n\r\n" + value + "\r\n")));
        form.writeBytes(part("name=\"%s\"; filename=\"%s\"\r\nContent-Type: %s\r\n\r\n".formatted(name, name, type)));
        form.writeBytes(file);
        form.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return send(
                "POST", path, "multipart/form-data; boundary=" + BOUNDARY, BodyPublishers.ofByteArray(form.toByteArray()));
    }

    private static byte[] part(String rest) {
        return ("--" + BOUNDARY + "\r\nContent-Disposition: form-data; " + rest).getBytes(StandardCharsets.UTF_8);
    }

    String put(String path, String json) {
        return send("PUT", path, json);
    }

    /// A request of who is signed in.
    HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(URI.create(base + path));
        if (token != null) request.header("Authorization", "Bearer " + token);
        return request;
    }

    /// The status it is answered with, and 0 where none comes.
    int status(String path) throws InterruptedException {
        try {
            return CLIENT.send(request(path).timeout(Duration.ofSeconds(30)).build(), BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException _) {
            return 0;
        }
    }

    /// The status a delivery of a vendor's is answered with.
    int deliver(String path, String secret, String json) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "application/json")
                .header("X-Telegram-Bot-Api-Secret-Token", secret)
                .POST(BodyPublishers.ofString(json));
        return CLIENT.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    /// Whether it answers 200 now.
    boolean isUp(String path) throws InterruptedException {
        try {
            return CLIENT.send(HttpRequest.newBuilder(URI.create(base + path)).build(), BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException _) {
            return false;
        }
    }

    private String send(String method, String path, String json) {
        return json == null
                ? send(method, path, null, BodyPublishers.noBody())
                : send(method, path, "application/json", BodyPublishers.ofString(json));
    }

    private String send(String method, String path, String type, HttpRequest.BodyPublisher body) {
        var request = request(path).timeout(Duration.ofSeconds(30)).method(method, body);
        if (type != null) request.header("Content-Type", type);
        try {
            var answer = CLIENT.send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException(
                        method + " " + path + " answered " + answer.statusCode() + ": " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new IllegalStateException(method + " " + path + " got no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// The first text of this name in a JSON document. No parser: the JDK has none, and these are our own answers.
    static String text(String json, String name) {
        return first(json, "\"" + name + "\"\\s*:\\s*\"([^\"]*)\"", name);
    }

    static long number(String json, String name) {
        return Long.parseLong(first(json, "\"" + name + "\"\\s*:\\s*(-?\\d+)", name));
    }

    /// The first list of this name that has no list inside.
    static String list(String json, String name) {
        return first(json, "\"" + name + "\"\\s*:\\s*(\\[[^\\]]*])", name);
    }

    private static String first(String json, String pattern, String name) {
        var found = Pattern.compile(pattern).matcher(json);
        if (!found.find()) throw new IllegalStateException("No " + name + " in " + json);
        return found.group(1);
    }
}
