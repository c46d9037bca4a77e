package app.sembang.channels.webchat;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.filter.OncePerRequestFilter;

/// Answers a browser's question before a headless client's call. It cannot say yet for which site it will ask, so any
/// origin may ask; the call itself is refused where the site does not list the origin.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 20)
class WidgetCors extends OncePerRequestFilter {
    private final Sites sites;

    WidgetCors(Sites sites) {
        this.sites = sites;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getRequestURI().startsWith("/widget/v1/") || !CorsUtils.isPreFlightRequest(request);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var origin = request.getHeader(HttpHeaders.ORIGIN);
        var siteKey = request.getParameter("site_key");
        response.addHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        if (siteKey == null
                || sites.find(siteKey)
                        .filter(site -> site.allows(origin, request.getHeader(HttpHeaders.HOST)))
                        .isPresent()) {
            response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT, DELETE");
            response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, Content-Type, Last-Event-ID");
            response.setHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, "600");
        }
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }
}
