/// Secrets at rest: AES-256-GCM under a data key per company, itself sealed by the installation's key.
@ApplicationModule(allowedDependencies = {"shared", "database", "jobs"})
@NullMarked
package app.sembang.secrets;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
