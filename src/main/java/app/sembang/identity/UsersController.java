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
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/users")
@Tag(name = "People")
class UsersController {
    private final Members members;
    private final Companies companies;

    UsersController(Members members, Companies companies) {
        this.members = members;
        this.companies = companies;
    }

    /// A person of the company as its list shows them.
    record User(MemberId id, String name, String email, Role role, boolean active) {}

    /// @param language that the staff app speaks to them; the company's without
    record NewUser(
            @NotBlank @Size(max = 200) String name,
            @NotBlank @Email @Size(max = 254) String email,
            @Nullable @Size(min = 8, max = 72) String password,
            @NotNull Role role,
            @Nullable Language language) {}

    @GetMapping
    @AllowedTo({Role.SUPER_ADMIN, Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "List the people of the company")
    Page<User> list(
            Member me,
            @RequestParam(required = false) @Nullable MemberId after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MOST) int limit) {
        return members.page(me, after, limit);
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(summary = "Take a person in", description = "The password is given to the person by other means.")
    User create(Member me, @Valid @RequestBody NewUser user) {
        if (user.role() == Role.SUPER_ADMIN) {
            throw Refusal.invalid("role", "Only the platform has super admins.");
        }
        var language = user.language();
        var member = members.create(
                me.company(),
                new NewMember(
                        user.name(),
                        user.email(),
                        required("password", user.password()),
                        user.role(),
                        language != null
                                ? language
                                : companies.find(me.company()).orElseThrow().preferredLanguage(),
                        false),
                me.id());
        return new User(member.id(), member.name(), SignIns.normal(user.email()), member.role(), true);
    }

    /// Without one the person would be invited by mail, which no mail server is set up for.
    static String required(String field, @Nullable String password) {
        if (password == null) {
            throw Refusal.invalid(
                    field, "Give a password of 8 to 72 characters; invitations by mail are not available.");
        }
        return password;
    }
}
