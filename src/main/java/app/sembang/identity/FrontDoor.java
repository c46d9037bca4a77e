package app.sembang.identity;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/// Lets a browser in, however its owner has proven who they are.
@Component
class FrontDoor {
    private final Sessions sessions;
    private final AccessTokens tokens;
    private final Profiles profiles;
    private final RefreshCookie cookie;

    FrontDoor(Sessions sessions, AccessTokens tokens, Profiles profiles, RefreshCookie cookie) {
        this.sessions = sessions;
        this.tokens = tokens;
        this.profiles = profiles;
        this.cookie = cookie;
    }

    /// @param expiresIn seconds
    record SignIn(String accessToken, long expiresIn, Profile user) {}

    SignIn enter(Function<Visit, SignIns.Proven> proof, HttpServletRequest request, HttpServletResponse response) {
        cookie.requireOwnOrigin(request);
        var visit = Visit.of(request);
        return enter(sessions.begin(proof.apply(visit), visit), request, response);
    }

    /// For who comes from another site, and has proven to have set out from here.
    void enter(SignIns.Proven who, HttpServletRequest request, HttpServletResponse response) {
        var opened = sessions.begin(who, Visit.of(request));
        cookie.write(request, response, opened.token().text(), opened.idle());
    }

    SignIn enter(Sessions.Opened opened, HttpServletRequest request, HttpServletResponse response) {
        cookie.write(request, response, opened.token().text(), opened.idle());
        return new SignIn(
                tokens.issue(opened.current()), AccessTokens.LIFETIME.toSeconds(), profiles.of(opened.current()));
    }
}
