package app.sembang.platform;

import app.sembang.identity.Loopback;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;

/// Notes which requests no proxy has passed on, before Tomcat believes what their headers say and removes them.
@Component
class DirectRequests implements WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory>, Ordered {
    @Override
    public void customize(ConfigurableTomcatWebServerFactory factory) {
        factory.addEngineValves(new Note());
    }

    /// Ahead of Boot's own, which adds the valve that believes.
    @Override
    public int getOrder() {
        return -1;
    }

    private static class Note extends ValveBase {
        Note() {
            super(true);
        }

        @Override
        public void invoke(Request request, Response response) throws IOException, ServletException {
            if (request.getHeader("X-Forwarded-For") == null && request.getHeader("Forwarded") == null) {
                request.setAttribute(Loopback.DIRECT, true);
            }
            getNext().invoke(request, response);
        }
    }
}
