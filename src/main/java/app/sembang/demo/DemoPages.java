package app.sembang.demo;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;

/// The pages on which a visitor plays the customer: a sample shop with the website chat, and a phone with WhatsApp,
/// OnSend, Telegram, Messenger and Instagram.
@Controller
@RequestMapping("/demo")
@ConditionalOnProperty("sembang.demo")
class DemoPages {
    /// Scripts come from here only; the shop also frames the chat.
    private static final String POLICY =
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'; object-src 'none'";

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html;charset=UTF-8",
            "css", "text/css;charset=UTF-8",
            "js", "text/javascript;charset=UTF-8",
            "svg", "image/svg+xml");

    private final DemoCompanies companies;
    private final DemoSimulator simulator;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    DemoPages(DemoCompanies companies, DemoSimulator simulator) {
        this.companies = companies;
        this.simulator = simulator;
    }

    @GetMapping("/shop")
    ResponseEntity<byte[]> shop() throws IOException {
        var siteKey = companies.siteKey();
        if (siteKey.isEmpty()) {
            return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).build();
        }
        var page = new String(bytes("/demo/shop.html"), StandardCharsets.UTF_8).replace("{{siteKey}}", siteKey.get());
        return page("html").body(page.getBytes(StandardCharsets.UTF_8));
    }

    @GetMapping({"/{file:shop\\.css}", "/{file:batik\\.svg}"})
    ResponseEntity<byte[]> file(@PathVariable String file) throws IOException {
        return page(file.substring(file.lastIndexOf('.') + 1)).body(bytes("/demo/" + file));
    }

    @GetMapping("/phone")
    ResponseEntity<byte[]> phone() throws IOException {
        return page("html").body(bytes("/simulator/phone/phone.html"));
    }

    @GetMapping("/phone/{file:(?:phone|words)\\.(?:css|js)|icon\\.svg}")
    ResponseEntity<byte[]> phoneFile(@PathVariable String file) throws IOException {
        return page(file.substring(file.lastIndexOf('.') + 1)).body(bytes("/simulator/phone/" + file));
    }

    /// Passes the phone's calls to the simulator, which answers the machine itself only.
    @RequestMapping("/phone/api/**")
    void phoneApi(HttpServletRequest request, HttpServletResponse response) throws IOException, InterruptedException {
        var path = request.getRequestURI().substring((request.getContextPath() + "/demo/phone/api").length());
        var query = request.getQueryString() == null ? "" : "?" + request.getQueryString();
        var forward = HttpRequest.newBuilder(URI.create(simulator.uri() + "/control" + path + query))
                .method(
                        request.getMethod(),
                        HttpRequest.BodyPublishers.ofByteArray(
                                request.getInputStream().readAllBytes()));
        if (request.getContentType() != null) {
            forward.header("Content-Type", request.getContentType());
        }
        var answer = client.send(forward.build(), BodyHandlers.ofInputStream());
        response.setStatus(answer.statusCode());
        response.setContentType(answer.headers().firstValue("Content-Type").orElse("application/octet-stream"));
        response.setHeader("Cache-Control", "no-store");
        try (InputStream from = answer.body();
                OutputStream to = response.getOutputStream()) {
            var buffer = new byte[8192];
            for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
                to.write(buffer, 0, read);
                to.flush();
            }
        }
    }

    private static ResponseEntity.BodyBuilder page(String extension) {
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(TYPES.getOrDefault(extension, "application/octet-stream")))
                .header("Content-Security-Policy", POLICY)
                .header("Cache-Control", "no-cache");
    }

    private static byte[] bytes(String resource) throws IOException {
        try (var stream = DemoPages.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IOException("Missing in the build: " + resource);
            }
            return stream.readAllBytes();
        }
    }
}
