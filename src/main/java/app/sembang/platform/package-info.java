/// The edge of the process: problem details, the security chain, JSON, the pages of the staff app. Nobody imports it.
@ApplicationModule(
        allowedDependencies = {"shared", "database", "audit", "secrets", "jobs", "companies", "identity", "access"})
@NullMarked
package app.sembang.platform;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
