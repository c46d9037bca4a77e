package app.sembang.identity;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/auth/passkey")
@Tag(name = "Sign-in")
@AllowedTo({})
@SecurityRequirements
class PasskeyDoorController {
    private final Passkeys passkeys;
    private final FrontDoor door;

    PasskeyDoorController(Passkeys passkeys, FrontDoor door) {
        this.passkeys = passkeys;
        this.door = door;
    }

    @PostMapping("/options")
    @Operation(
            summary = "Begin to sign in with a passkey",
            description = "The answer is the same for everybody and goes as it is into"
                    + " `PublicKeyCredential.parseRequestOptionsFromJSON`. It counts once, for five minutes.")
    PasskeyCalls.PasskeyRequest begin() {
        return PasskeyCalls.PasskeyRequest.of(passkeys.ask());
    }

    @PostMapping
    @Operation(
            summary = "Sign in with a passkey",
            description =
                    "`credential` is what `PublicKeyCredential.toJSON` gives. Counts as two-step sign-in. Also sets"
                            + " the refresh cookie.")
    FrontDoor.SignIn signIn(
            @Valid @RequestBody PasskeyCalls.PasskeyLogin login,
            HttpServletRequest request,
            HttpServletResponse response) {
        return door.enter(
                visit -> passkeys.prove(login.credential().read(), login.companyId(), visit), request, response);
    }
}
