/// What is delayed, recurring or slow: one durable scheduler on PostgreSQL. Never on the path of a message.
@ApplicationModule(allowedDependencies = {"shared", "database"})
@NullMarked
package app.sembang.jobs;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
