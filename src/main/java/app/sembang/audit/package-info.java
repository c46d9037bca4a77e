/// What happened, in the commit in which it happened. Owns `event_log`.
@ApplicationModule(allowedDependencies = {"shared", "database"})
@NullMarked
package app.sembang.audit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
