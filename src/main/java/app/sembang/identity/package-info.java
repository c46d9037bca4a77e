/// Sign-in, members, roles, teams, sessions. Owns `sign_in`, `member`, `invitation`, `session`, `custom_role`,
/// `team`, `security_policy`. Publishes [MemberDeactivated].
@ApplicationModule(allowedDependencies = {"shared", "database", "audit", "secrets", "companies", "jobs", "mail"})
@NullMarked
package app.sembang.identity;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
