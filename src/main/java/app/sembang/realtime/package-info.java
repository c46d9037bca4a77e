/// The durable, ordered stream of changes that browsers follow. Owns `stream_event`.
@ApplicationModule(allowedDependencies = {"shared", "database", "jobs", "companies", "identity"})
@NullMarked
package app.sembang.realtime;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
