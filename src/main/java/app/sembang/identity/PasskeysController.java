package app.sembang.identity;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/me/passkeys")
@Tag(name = "Me")
@AllowedTo({Role.SUPER_ADMIN, Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
class PasskeysController {
    private final Passkeys passkeys;

    PasskeysController(Passkeys passkeys) {
        this.passkeys = passkeys;
    }

    record PasskeyList(List<PasskeyStore.Passkey> items) {}

    @GetMapping
    @Operation(summary = "List one's own passkeys")
    PasskeyList list(Member me) {
        return new PasskeyList(passkeys.list(me));
    }

    @PostMapping("/options")
    @Operation(
            summary = "Begin to make a passkey",
            description = "The answer goes as it is into `PublicKeyCredential.parseCreationOptionsFromJSON`.")
    PasskeyCalls.PasskeyCreation begin(@Parameter(hidden = true) SignedIn who) {
        return PasskeyCalls.PasskeyCreation.of(passkeys.begin(who.current()));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            summary = "Keep the passkey a device has made",
            description = "`credential` is what `PublicKeyCredential.toJSON` gives. Its owner is told by mail.")
    PasskeyStore.Passkey add(
            @Parameter(hidden = true) SignedIn who, @Valid @RequestBody PasskeyCalls.NewPasskey passkey) {
        return passkeys.finish(
                who.current(), passkey.name().strip(), passkey.credential().read());
    }

    @PatchMapping("/{id}")
    @Operation(summary = "Rename a passkey")
    PasskeyStore.Passkey rename(
            @Parameter(hidden = true) SignedIn who,
            @PathVariable UUID id,
            @Valid @RequestBody PasskeyCalls.PasskeyName change) {
        return passkeys.rename(who.current(), id, change.name().strip());
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Remove a passkey", description = "Its device signs in no more; open sessions go on.")
    void remove(@Parameter(hidden = true) SignedIn who, @PathVariable UUID id) {
        passkeys.remove(who.current(), id);
    }
}
