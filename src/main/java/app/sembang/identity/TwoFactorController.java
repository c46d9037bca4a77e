package app.sembang.identity;

import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/me/two-factor")
@Tag(name = "Me")
@AllowedTo({Role.SUPER_ADMIN, Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
class TwoFactorController {
    private final SignIns signIns;
    private final TwoFactor twoFactor;
    private final SecurityPolicies policies;
    private final Sessions sessions;
    private final Letters letters;
    private final Clock clock;

    TwoFactorController(
            SignIns signIns,
            TwoFactor twoFactor,
            SecurityPolicies policies,
            Sessions sessions,
            Letters letters,
            Clock clock) {
        this.signIns = signIns;
        this.twoFactor = twoFactor;
        this.policies = policies;
        this.sessions = sessions;
        this.letters = letters;
        this.clock = clock;
    }

    /// @param required one of the person's companies asks for it
    record TwoFactorState(boolean on, boolean required, int backupCodesLeft) {}

    record TwoFactorCode(@NotBlank @Size(max = 64) String code) {}

    record BackupCodes(List<String> backupCodes) {}

    @GetMapping
    @Operation(summary = "Show whether signing in takes a code")
    TwoFactorState state(Member me) {
        var account = signIns.of(me);
        return new TwoFactorState(account.hasTwoFactor(), isRequired(account), account.backupCodes());
    }

    @PostMapping
    @Operation(
            summary = "Begin to set up an authenticator app",
            description = "Nothing changes before the app's first code is confirmed.")
    TwoFactor.TwoFactorSetup begin(@Parameter(hidden = true) SignedIn who) {
        signIns.requireOwnProof(who.current());
        return twoFactor.begin(signIns.of(who.getPrincipal()));
    }

    @PutMapping("/confirmation")
    @Operation(
            summary = "Turn two-step sign-in on with the app's first code",
            description = "The backup codes are shown this once.")
    BackupCodes confirm(@Parameter(hidden = true) SignedIn who, @Valid @RequestBody TwoFactorCode proof) {
        signIns.requireOwnProof(who.current());
        var account = signIns.of(who.getPrincipal());
        var codes = twoFactor.confirm(account, proof.code());
        sessions.strengthen(who.current());
        signIns.write(account, reader -> letters.twoFactor(reader, true, clock.instant()));
        signIns.log(account, "two_factor_on");
        return new BackupCodes(codes);
    }

    @PostMapping("/backup-codes")
    @Operation(summary = "Make new backup codes; the old ones stop working")
    BackupCodes renew(@Parameter(hidden = true) SignedIn who, @Valid @RequestBody TwoFactorCode proof) {
        var account = proven(who, proof);
        var codes = twoFactor.renewBackupCodes(account);
        signIns.log(account, "backup_codes_renewed");
        return new BackupCodes(codes);
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Turn two-step sign-in off")
    void turnOff(@Parameter(hidden = true) SignedIn who, @Valid @RequestBody TwoFactorCode proof) {
        if (isRequired(signIns.of(who.getPrincipal()))) {
            throw new Refusal(
                    Refusal.Kind.CONFLICT, "two-factor-required", "A company you work in asks for two-step sign-in.");
        }
        var account = proven(who, proof);
        twoFactor.turnOff(account);
        signIns.write(account, reader -> letters.twoFactor(reader, false, clock.instant()));
        signIns.log(account, "two_factor_off");
    }

    private SignIns.Account proven(SignedIn who, TwoFactorCode proof) {
        signIns.requireOwnProof(who.current());
        var account = signIns.of(who.getPrincipal());
        if (!account.hasTwoFactor()) {
            throw new Refusal(Refusal.Kind.CONFLICT, "two-factor-off", "Two-step sign-in is off.");
        }
        signIns.secondFactor(account, proof.code());
        return account;
    }

    private boolean isRequired(SignIns.Account account) {
        return signIns.memberships(account).stream()
                .anyMatch(at -> policies.of(at.company()).twoFactorRequired());
    }
}
