/// The tenant: its name, languages, currency, time zone. Owns `company`.
@ApplicationModule(allowedDependencies = {"shared", "database", "audit"})
@NullMarked
package app.sembang.companies;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
