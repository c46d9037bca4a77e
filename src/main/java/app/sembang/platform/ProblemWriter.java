package app.sembang.platform;

import app.sembang.shared.Refusal.FieldError;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// The one shape a refusal takes on the wire (RFC 9457). Vendors are told a bare status and the website's
/// chat the shape its protocol names, because neither reads problems.
@Component
class ProblemWriter {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemWriter.class);

    static final String MALFORMED_ADDRESS = "malformed-address";

    private final String base;
    private final JsonMapper json;

    ProblemWriter(@Value("${sembang.base-url}") String base, JsonMapper json) {
        this.base = base;
        this.json = json;
    }

    @Nullable
    Object body(HttpServletRequest request, HttpStatus status, String code, String detail, Map<String, ?> facts) {
        var path = request.getRequestURI();
        if (path.startsWith("/webhook/")) {
            return null;
        }
        if (path.startsWith("/widget/")) {
            return Map.of("error", Map.of("code", code.replace('-', '_'), "message", detail));
        }
        var problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create(base + "/problems/" + code));
        problem.setTitle(title(code));
        instance(path).ifPresent(problem::setInstance);
        problem.setProperty("code", code);
        problem.setProperty("requestId", RequestIds.of(request));
        facts.forEach(problem::setProperty);
        return problem;
    }

    /// None where what was asked for is no address at all, like `//`.
    private static Optional<URI> instance(String path) {
        try {
            return Optional.of(new URI(path));
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    /// Outside of a controller: from a filter or the security chain.
    void write(HttpServletRequest request, HttpServletResponse response, HttpStatus status, String code, String detail)
            throws IOException {
        response.setStatus(status.value());
        var body = body(request, status, code, detail, Map.of());
        if (body != null) {
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.getOutputStream().write(json.writeValueAsBytes(body));
        }
    }

    /// The last event of a stream whose head has gone. A browser that has gone too hears nothing.
    void writeEvent(HttpServletResponse response, Object body) {
        var frame = "event: problem\ndata: " + json.writeValueAsString(body) + "\n\n";
        try {
            response.getOutputStream().write(frame.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.debug("A browser has gone: {}", e.toString());
        }
    }

    static Map<String, List<FieldError>> errors(List<FieldError> errors) {
        return Map.of("errors", errors);
    }

    private static String title(String code) {
        return code.substring(0, 1).toUpperCase(Locale.ROOT) + code.substring(1).replace('-', ' ');
    }
}
