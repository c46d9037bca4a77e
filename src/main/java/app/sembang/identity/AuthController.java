package app.sembang.identity;

import app.sembang.shared.CompanyId;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
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
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
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
    private final PasswordResets resets;
    private final FrontDoor door;
    private final RefreshCookie cookie;

    AuthController(SignIns signIns, Sessions sessions, PasswordResets resets, FrontDoor door, RefreshCookie cookie) {
        this.signIns = signIns;
        this.sessions = sessions;
        this.resets = resets;
        this.door = door;
        this.cookie = cookie;
    }

    /// @param code of an authenticator app or a backup code, where one is set up
    /// @param companyId to work in, for who works in several; without, the one of last time
    record Login(
            @NotBlank @Size(max = 254) String email,
            @NotNull @Size(max = 1000) String password,
            @Nullable @Size(max = 64) String code,
            @Nullable CompanyId companyId) {}

    record CompanyChoice(@NotNull CompanyId companyId) {}

    record ResetRequest(@NotBlank @Size(max = 254) String email) {}

    record ResetPassword(@NotNull @Size(max = 1000) String password) {}

    @PostMapping("/login")
    @Operation(
            summary = "Sign in",
            description =
                    "Also sets the refresh cookie. Refused with `code-required` where two-step sign-in is on and no"
                            + " code was given.")
    FrontDoor.SignIn login(@Valid @RequestBody Login login, HttpServletRequest request, HttpServletResponse response) {
        return door.enter(
                visit -> signIns.prove(login.email(), login.password(), login.code(), login.companyId(), visit),
                request,
                response);
    }

    @PostMapping("/refresh")
    @FromOwnPage
    @Operation(
            summary = "Get a new access token for the refresh cookie",
            description =
                    "The cookie is replaced. The old one counts for 30 more seconds; coming with it later ends the session.")
    FrontDoor.SignIn refresh(HttpServletRequest request, HttpServletResponse response) {
        cookie.requireOwnPage(request);
        var token = cookie.read(request).orElseThrow(AuthController::ended);
        return door.enter(sessions.goOn(token, Visit.of(request)), request, response);
    }

    @PostMapping("/company")
    @FromOwnPage
    @Operation(
            summary = "Go on in another of one's companies",
            description = "The refresh cookie says who; it is replaced, and its session ends.")
    FrontDoor.SignIn changeCompany(
            @Valid @RequestBody CompanyChoice choice, HttpServletRequest request, HttpServletResponse response) {
        cookie.requireOwnPage(request);
        var token = cookie.read(request).orElseThrow(AuthController::ended);
        var current = sessions.behind(token).orElseThrow(AuthController::ended);
        var entry = door.enter(visit -> signIns.switchTo(current, choice.companyId()), request, response);
        sessions.end(token);
        return entry;
    }

    @PostMapping("/logout")
    @FromOwnPage
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Sign out of this browser")
    void logout(HttpServletRequest request, HttpServletResponse response) {
        cookie.requireOwnPage(request);
        cookie.read(request).ifPresent(sessions::end);
        cookie.clear(request, response);
    }

    @PostMapping("/password-resets")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            summary = "Ask for a link that sets a new password",
            description = "The answer is the same whether the address is known or not.")
    void requestReset(@Valid @RequestBody ResetRequest reset, HttpServletRequest request) {
        resets.request(reset.email(), Visit.of(request));
    }

    @PutMapping("/password-resets/{token}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Set a new password with the link's token", description = "Signs out everywhere.")
    void reset(@PathVariable String token, @Valid @RequestBody ResetPassword password) {
        resets.set(token, password.password());
    }

    private static Refusal ended() {
        return new Refusal(Refusal.Kind.UNAUTHENTICATED, "session-ended", "You are signed out; sign in again.");
    }
}
