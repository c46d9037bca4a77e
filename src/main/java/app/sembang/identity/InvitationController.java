package app.sembang.identity;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// The link of an invitation is its own proof.
@RestController
@RequestMapping("/api/v1/invitations/{token}")
@Tag(name = "Sign-in")
@AllowedTo({})
@SecurityRequirements
class InvitationController {
    private final Invitations invitations;
    private final FrontDoor door;

    InvitationController(Invitations invitations, FrontDoor door) {
        this.invitations = invitations;
        this.door = door;
    }

    /// @param name to be called by; without, the one of the invitation
    /// @param password to be set, or the one the person signs in elsewhere with
    /// @param code of an authenticator app, where the person has one set up
    record Acceptance(
            @Nullable @Size(max = 200) String name,
            @NotNull @Size(max = 1000) String password,
            @Nullable @Size(max = 64) String code) {}

    @GetMapping
    @Operation(summary = "Show what one is invited to")
    Invitations.Invitation show(@PathVariable String token) {
        return invitations.show(token);
    }

    @PostMapping("/acceptance")
    @Operation(
            summary = "Accept an invitation and sign in",
            description = "Who signs in elsewhere with the invited address proves it with that password.")
    FrontDoor.SignIn accept(
            @PathVariable String token,
            @Valid @RequestBody Acceptance acceptance,
            HttpServletRequest request,
            HttpServletResponse response) {
        return door.enter(
                visit -> invitations.accept(token, acceptance.name(), acceptance.password(), acceptance.code(), visit),
                request,
                response);
    }
}
