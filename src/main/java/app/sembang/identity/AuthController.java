package app.sembang.identity;

import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/auth")
@Tag(name = "Sign-in")
@AllowedTo({})
@SecurityRequirements
class AuthController {
    private final SignIns signIns;
    private final Sessions sessions;
    private final AccessTokens tokens;
    private final Members members;
    private final RefreshCookie cookie;

    AuthController(SignIns signIns, Sessions sessions, AccessTokens tokens, Members members, RefreshCookie cookie) {
        this.signIns = signIns;
        this.sessions = sessions;
        this.tokens = tokens;
        this.members = members;
        this.cookie = cookie;
    }

    /// @param code of an authenticator app, where one is set up
    record Login(
            @NotBlank @Size(max = 254) String email,
            @NotNull @Size(max = 1000) String password,
            @Nullable String code) {}

    /// @param expiresIn seconds
    record SignIn(String accessToken, long expiresIn, Profile user) {}

    @PostMapping("/login")
    @Parameter(
            name = "X-Sembang",
            in = ParameterIn.HEADER,
            required = true,
            description = "What a foreign page cannot send",
            schema = @Schema(allowableValues = "1"))
    @Operation(summary = "Sign in", description = "Also sets the refresh cookie.")
    SignIn login(@Valid @RequestBody Login login, HttpServletRequest request, HttpServletResponse response) {
        cookie.requireOwnPage(request);
        var visit = Visit.of(request);
        return enter(sessions.begin(signIns.prove(login.email(), login.password(), visit), visit), request, response);
    }

    @PostMapping("/refresh")
    @Parameter(
            name = "X-Sembang",
            in = ParameterIn.HEADER,
            required = true,
            description = "What a foreign page cannot send",
            schema = @Schema(allowableValues = "1"))
    @Operation(
            summary = "Get a new access token for the refresh cookie",
            description =
                    "The cookie is replaced. The old one counts for 30 more seconds; coming with it later ends the session."
                            + "")
    SignIn refresh(HttpServletRequest request, HttpServletResponse response) {
        cookie.requireOwnPage(request);
        var token = cookie.read(request)
                .orElseThrow(() -> new Refusal(
                        Refusal.Kind.UNAUTHENTICATED, "session-ended", "You are signed out; sign in again."));
        return enter(sessions.goOn(token, Visit.of(request)), request, response);
    }

    @PostMapping("/logout")
    @Parameter(
            name = "X-Sembang",
            in = ParameterIn.HEADER,
            required = true,
            description = "What a foreign page cannot send",
            schema = @Schema(allowableValues = "1"))
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Sign out of this browser")
    void logout(HttpServletRequest request, HttpServletResponse response) {
        cookie.requireOwnPage(request);
        cookie.read(request).ifPresent(sessions::end);
        cookie.clear(request, response);
    }

    private SignIn enter(Sessions.Opened opened, HttpServletRequest request, HttpServletResponse response) {
        cookie.write(request, response, opened.token().text(), opened.idle());
        return new SignIn(
                tokens.issue(opened.member(), opened.token().session()),
                AccessTokens.LIFETIME.toSeconds(),
                members.profile(opened.member()));
    }
}
