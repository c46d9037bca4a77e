package app.sembang.identity;

import app.sembang.shared.Refusal;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;

/// The cookie the refresh token travels in, and the two proofs that our own page sent it: a header no foreign form can
/// set, and the Origin, which every browser adds to a POST.
@Component
class RefreshCookie {
    private final String ownOrigin;

    RefreshCookie(@Value("${sembang.base-url}") URI base) {
        this.ownOrigin = origin(base.getScheme(), base.getRawAuthority());
    }

    void requireOwnPage(HttpServletRequest request) {
        if (!"1".equals(request.getHeader("X-Sembang"))) {
            throw new Refusal(Refusal.Kind.FORBIDDEN, "missing-header", "Send the header X-Sembang: 1.");
        }
        requireOwnOrigin(request);
    }

    /// Enough where the cookie is set, not read: a password is the proof then.
    void requireOwnOrigin(HttpServletRequest request) {
        var origin = request.getHeader(HttpHeaders.ORIGIN);
        var host = request.getHeader(HttpHeaders.HOST);
        if (origin != null
                && !origin.equals(ownOrigin)
                && !(host != null && origin.equals(origin(request.getScheme(), host)))) {
            throw new Refusal(Refusal.Kind.FORBIDDEN, "foreign-origin", "Another site may not sign in here.");
        }
    }

    Optional<String> read(HttpServletRequest request) {
        var cookies = request.getCookies();
        var name = name(request);
        return cookies == null
                ? Optional.empty()
                : Stream.of(cookies)
                        .filter(cookie -> cookie.getName().equals(name))
                        .map(Cookie::getValue)
                        .findFirst();
    }

    void write(HttpServletRequest request, HttpServletResponse response, String token, Duration age) {
        var cookie = ResponseCookie.from(name(request), token)
                .httpOnly(true)
                .sameSite("Strict")
                .secure(!plain(request))
                .path("/")
                .maxAge(age)
                .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
    }

    void clear(HttpServletRequest request, HttpServletResponse response) {
        write(request, response, "", Duration.ZERO);
    }

    private static String name(HttpServletRequest request) {
        return plain(request) ? "sembang" : "__Host-sembang";
    }

    /// Browsers keep no Secure cookie from plain http, not even from the machine itself everywhere.
    static boolean plain(HttpServletRequest request) {
        return !request.isSecure() && Loopback.is(request);
    }

    private static String origin(String scheme, String authority) {
        return (scheme + "://" + authority).toLowerCase(Locale.ROOT);
    }
}
