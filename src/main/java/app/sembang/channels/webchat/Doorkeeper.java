package app.sembang.channels.webchat;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/// Says who asks, and from which page: by the site key or the session's token, and by the browser's Origin.
@Component
class Doorkeeper {
    /// A session near its end is replaced in passing: the browser keeps this one from now on.
    static final String RENEWED = "X-Session-Token";

    private final Sites sites;
    private final SessionTokens tokens;
    private final VisitorVersions versions;

    Doorkeeper(Sites sites, SessionTokens tokens, VisitorVersions versions) {
        this.sites = sites;
        this.tokens = tokens;
        this.versions = versions;
    }

    Site site(@Nullable String siteKey, HttpServletRequest request, HttpServletResponse response) {
        var site = Optional.ofNullable(siteKey)
                .flatMap(sites::find)
                .orElseThrow(() ->
                        new WidgetError(HttpStatus.NOT_FOUND, "invalid_site_key", "There is no site with this key"));
        var origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin != null && !Site.isOwn(origin, request.getHeader(HttpHeaders.HOST))) {
            if (!site.allows(origin, null)) {
                throw new WidgetError(
                        HttpStatus.FORBIDDEN, "origin_not_allowed", "This site is not allowed to use the widget");
            }
            response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            response.setHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, RENEWED + ", Retry-After");
        }
        response.addHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        return site;
    }

    Visitor visitor(HttpServletRequest request, HttpServletResponse response) {
        var session = bearer(request).flatMap(tokens::read).orElseThrow(WidgetError::sessionExpired);
        var visitor = new Visitor(site(session.siteKey(), request, response), session);
        if (!tokens.valid(session) || !current(visitor.site(), session)) {
            throw WidgetError.sessionExpired();
        }
        if (tokens.dueForRenewal(session)) {
            response.setHeader(
                    RENEWED,
                    tokens.sign(
                            tokens.issue(session.visitor(), session.siteKey(), session.version(), session.language())));
        }
        return visitor;
    }

    /// The session of a token that may have ended, if it is of this site and has not been revoked.
    Optional<SessionToken> resumed(Site site, @Nullable String token) {
        return Optional.ofNullable(token)
                .flatMap(tokens::read)
                .filter(session -> session.siteKey().equals(site.key()))
                .filter(tokens::resumable)
                .filter(session -> current(site, session));
    }

    private boolean current(Site site, SessionToken session) {
        return versions.current(site.company(), new Visitor(site, session).key()) == session.version();
    }

    private static Optional<String> bearer(HttpServletRequest request) {
        var header = request.getHeader(HttpHeaders.AUTHORIZATION);
        return header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)
                ? Optional.of(header.substring(7).strip())
                : Optional.empty();
    }
}
