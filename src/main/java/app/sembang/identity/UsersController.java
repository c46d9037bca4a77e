package app.sembang.identity;

import app.sembang.companies.Companies;
import app.sembang.shared.Language;
import app.sembang.shared.MemberId;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/users")
@Tag(name = "People")
@AllowedTo(Role.COMPANY_ADMIN)
class UsersController {
    private final Members members;
    private final People people;
    private final Invitations invitations;
    private final TwoFactorResets resets;
    private final Passwords passwords;
    private final Companies companies;

    UsersController(
            Members members,
            People people,
            Invitations invitations,
            TwoFactorResets resets,
            Passwords passwords,
            Companies companies) {
        this.members = members;
        this.people = people;
        this.invitations = invitations;
        this.resets = resets;
        this.passwords = passwords;
        this.companies = companies;
    }

    /// @param password without one the person is invited by mail
    /// @param language that the staff app speaks to them; the company's without
    record NewUser(
            @NotBlank @Size(max = 200) String name,
            @NotBlank @Email @Size(max = 254) String email,
            @Nullable @Size(max = 1000) String password,
            @NotNull Role role,
            @Nullable UUID customRoleId,
            @Nullable Language language) {}

    /// What is null stays as it is.
    /// @param customRoleId a custom role instead of a built-in one
    /// @param expertise tags such as `refunds`; replaces those before, as teams and languages do
    /// @param capacity how many open conversations at most are given by rule; 0: no limit
    /// @param languages the person answers customers in
    record UserChange(
            @Nullable @Size(min = 1, max = 200) String name,
            @Nullable Role role,
            @Nullable UUID customRoleId,
            @Nullable @Size(max = 50) List<@NotBlank @Size(max = 50) String> expertise,
            @Nullable @Size(max = 100) List<@NotNull UUID> teams,
            @Nullable @Min(0) @Max(1000) Integer capacity,
            @Nullable List<@NotNull Language> languages) {}

    @GetMapping
    @AllowedTo({Role.SUPER_ADMIN, Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "List the people of the company")
    Page<People.User> list(
            Member me,
            @RequestParam(required = false) @Nullable MemberId after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MOST) int limit) {
        return people.page(me, after, limit);
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            summary = "Take a person in",
            description =
                    "Without a password the person is invited by mail. Who signs in elsewhere with this address is"
                            + " invited in any case and keeps their own password.")
    People.User create(Member me, @Valid @RequestBody NewUser user) {
        var password = user.password();
        if (password == null) {
            invitations.requireMail();
        } else {
            passwords.check("password", password, user.email(), user.name());
        }
        var custom = people.requireMayGive(me, user.role(), user.customRoleId());
        var language = user.language();
        var member = members.create(
                me.company(),
                new NewMember(
                        user.name(),
                        user.email(),
                        password,
                        custom != null ? custom.base() : user.role(),
                        user.customRoleId(),
                        language != null
                                ? language
                                : companies.find(me.company()).orElseThrow().preferredLanguage(),
                        false),
                me.id());
        return people.find(me.company(), member.id());
    }

    @GetMapping("/{id}")
    @AllowedTo({Role.SUPER_ADMIN, Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "Show a person")
    People.User show(Member me, @PathVariable MemberId id) {
        return people.find(me.company(), id);
    }

    @PatchMapping("/{id}")
    @Operation(summary = "Change a person's name, role, expertise, teams, capacity or languages")
    People.User change(Member me, @PathVariable MemberId id, @Valid @RequestBody UserChange change) {
        var name = change.name();
        if (name != null && name.isBlank()) {
            throw Refusal.invalid("name", "must not be blank");
        }
        people.change(me, id, change);
        return people.find(me.company(), id);
    }

    @PutMapping("/{id}/deactivation")
    @Operation(
            summary = "Close the company to a person",
            description = "Their sessions end at once; their open conversations go to the next in turn.")
    People.User deactivate(Member me, @PathVariable MemberId id) {
        people.deactivate(me, id);
        return people.find(me.company(), id);
    }

    @DeleteMapping("/{id}/deactivation")
    @Operation(summary = "Open the company to a person again")
    People.User reactivate(Member me, @PathVariable MemberId id) {
        people.reactivate(me, id);
        return people.find(me.company(), id);
    }

    @PostMapping("/{id}/invitation")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Send an invitation again", description = "The link in the mail before stops working.")
    void inviteAgain(Member me, @PathVariable MemberId id) {
        invitations.sendAgain(me, id);
    }

    @DeleteMapping("/{id}/invitation")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Withdraw an invitation")
    void withdraw(Member me, @PathVariable MemberId id) {
        invitations.withdraw(me, id);
    }

    @DeleteMapping("/{id}/two-factor")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            summary = "Reset a lost second factor",
            description = "For who is no admin and works in no other company. Ends their sessions and writes to them.")
    void resetTwoFactor(Member me, @PathVariable MemberId id) {
        resets.byAdmin(me, id);
    }

    @DeleteMapping("/{id}/sessions")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Sign a person out everywhere")
    void endSessions(Member me, @PathVariable MemberId id) {
        people.endSessions(me, id);
    }
}
