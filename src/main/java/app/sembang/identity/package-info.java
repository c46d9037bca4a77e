/// Sign-in, members, roles, teams, sessions. Owns `sign_in`, `member`, `invitation`, `session`, `custom_role`,
/// `team`, `security_policy`, `company_view`, `outlet_member`, `single_sign_on`, `sign_in_flow`, `passkey`,
/// `passkey_challenge`. Publishes [MemberDeactivated].
/// Also the HTTP doors of the companies below, which need to know who asks.
@ApplicationModule(allowedDependencies = {"shared", "database", "audit", "secrets", "companies", "jobs", "mail"})
@NullMarked
package app.sembang.identity;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
