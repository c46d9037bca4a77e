/// Sign-in, members, roles, sessions. Owns `sign_in`, `member`, `session`, `company_view`, `outlet_member`.
/// Also the HTTP doors of the companies below, which need to know who asks.
@ApplicationModule(allowedDependencies = {"shared", "database", "audit", "secrets", "companies", "jobs"})
@NullMarked
package app.sembang.identity;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
