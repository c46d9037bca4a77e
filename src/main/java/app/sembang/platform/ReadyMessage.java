package app.sembang.platform;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// Tells whoever started the product where it answers, once it does.
@Component
class ReadyMessage {
    private final String baseUrl;

    ReadyMessage(@Value("${BASE_URL:}") String baseUrl) {
        this.baseUrl = baseUrl;
    }

    @EventListener
    @Order(Ordered.HIGHEST_PRECEDENCE)
    void tell(ApplicationReadyEvent ready) {
        if (ready.getApplicationContext() instanceof WebServerApplicationContext context
                && context.getWebServer() != null) {
            var address = baseUrl.isBlank()
                    ? "http://localhost:" + context.getWebServer().getPort()
                    : baseUrl;
            var seconds =
                    ready.getTimeTaken() == null ? 0 : ready.getTimeTaken().toMillis() / 1000.0;
            System.out.printf("%nSembang answers at %s (ready in %.1f s).%n", address, seconds);
        }
    }
}
