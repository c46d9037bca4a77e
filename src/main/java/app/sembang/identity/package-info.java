/// Sign-in, members, roles, sessions. Owns `sign_in`, `member`, `session`.
@ApplicationModule(allowedDependencies = {"shared", "database", "audit", "secrets", "companies", "jobs"})
@NullMarked
package app.sembang.identity;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
