package app.sembang.identity;

import app.sembang.database.Access;
import app.sembang.database.Scope;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Language;
import app.sembang.shared.MemberId;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A person at work in one company. A controller that names a `Member` parameter gets the one who is signed in.
/// @param role the built-in role, or the one a custom role is based on
/// @param permissions of the custom role; null for who has none
public record Member(
        MemberId id,
        CompanyId company,
        Role role,
        String name,
        Language language,
        @Nullable Set<Permission> permissions) {
    /// What the database shows this member.
    public Access access() {
        return new Access(company, id, role == Role.COMPANY_USER ? Scope.OWN : Scope.COMPANY);
    }

    /// Whether an endpoint serves this member: by the role it names, or for a custom role by the permission it
    /// belongs to. What belongs to none serves no custom role.
    /// @param path as its controller writes it, such as `/api/v1/users/{id}`
    public boolean may(AllowedTo allowed, String method, String path) {
        var roles = Arrays.asList(allowed.value());
        var own = permissions;
        if (own == null || Permission.isPersonal(path)) {
            return roles.contains(role);
        }
        return roles.contains(Role.COMPANY_ADMIN)
                && Permission.of(method, path).filter(own::contains).isPresent();
    }

    /// Has all a company has to give, and so may give it to others.
    boolean isFullAdmin() {
        return role.administers() && permissions == null;
    }
}
