package app.sembang.identity;

import app.sembang.companies.Week;
import app.sembang.shared.Language;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/me")
@Tag(name = "Me")
@AllowedTo({Role.SUPER_ADMIN, Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
class MeController {
    private final Profiles profiles;
    private final Shifts shifts;
    private final Views views;

    MeController(Profiles profiles, Shifts shifts, Views views) {
        this.profiles = profiles;
        this.shifts = shifts;
        this.views = views;
    }

    record ProfileChange(
            @Nullable @Size(min = 1, max = 200) String name,
            @Nullable Language language,
            @Nullable @Size(max = 500) String signature) {}

    record Availability(boolean available) {}

    /// @param hours by the company's clock; null: none of one's own
    @Schema(name = "OwnHours")
    record OwnHours(@Nullable Week hours) {}

    record PasswordChange(
            @NotNull @Size(max = 1000) String currentPassword,
            @NotNull @Size(max = 1000) String newPassword) {}

    @GetMapping
    @Operation(summary = "Show who is signed in, or looks into the company")
    Profile show(Member me, @Parameter(hidden = true) Authentication who) {
        return who instanceof SignedIn signedIn
                ? profiles.of(signedIn.current())
                : views.find(me.company(), me.id())
                        .map(views::profile)
                        .orElseThrow(() -> Refusal.notFound("view", me.id()));
    }

    @PatchMapping
    @Operation(summary = "Change one's own name, language or signature")
    Profile change(@Parameter(hidden = true) SignedIn who, @Valid @RequestBody ProfileChange change) {
        var name = change.name();
        if (name != null && name.isBlank()) {
            throw Refusal.invalid("name", "must not be blank");
        }
        profiles.change(who.getPrincipal(), name, change.language(), change.signature());
        return profiles.of(who.current());
    }

    @PutMapping("/availability")
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER})
    @Operation(summary = "Take new conversations, or none for now")
    Profile available(@Parameter(hidden = true) SignedIn who, @RequestBody Availability availability) {
        profiles.available(who.getPrincipal(), availability.available());
        return profiles.of(who.current());
    }

    @PutMapping("/hours")
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER})
    @Operation(
            summary = "Say when one works",
            description = "Outside of these hours nothing new is given to one, and when they end conversations go on"
                    + " with others where the company wants that of people who are away.")
    Profile hours(@Parameter(hidden = true) SignedIn who, @Valid @RequestBody OwnHours own) {
        shifts.set(who.getPrincipal(), own.hours());
        return profiles.of(who.current());
    }

    @PutMapping("/password")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Change one's own password", description = "Signs out everywhere else.")
    void changePassword(
            @Parameter(hidden = true) SignedIn who,
            @Valid @RequestBody PasswordChange password,
            HttpServletRequest request) {
        profiles.changePassword(who.current(), password.currentPassword(), password.newPassword(), Visit.of(request));
    }
}
