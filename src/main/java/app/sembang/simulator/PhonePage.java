package app.sembang.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;

/// The phone's own files, as the simulator serves them. Its script finds the control API beside itself,
/// under `phone/api/`; whoever serves the same files elsewhere passes that path on to `/control/`.
final class PhonePage {
    private static final Map<String, String> FILES = Map.of(
            "phone.html", "text/html; charset=utf-8",
            "icon.svg", "image/svg+xml",
            "phone.css", "text/css; charset=utf-8",
            "phone.js", "text/javascript; charset=utf-8",
            "words.js", "text/javascript; charset=utf-8");

    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
                    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'; object-src 'none'",
            "X-Content-Type-Options", "nosniff",
            "Referrer-Policy", "no-referrer",
            "Cache-Control", "no-cache");

    Answer answer(String path) {
        if (path.equals("/")) return new Answer(302, "text/plain", new byte[0], Map.of("Location", "/phone"));
        var name = path.isEmpty() ? "phone.html" : path.substring(1);
        var type = FILES.get(name);
        if (type == null) return Answer.error(404, "Nothing here");
        return new Answer(200, type, resource("phone/" + name), HEADERS);
    }

    static byte[] resource(String name) {
        try (var in = PhonePage.class.getResourceAsStream("/simulator/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
