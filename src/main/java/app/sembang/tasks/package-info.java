/// What members mean to do, and when: reminders and follow-ups, each with one who is responsible. Owns
/// `task`. Publishes [TaskDue] when the time has come.
@ApplicationModule(
        allowedDependencies = {"shared", "database", "jobs", "companies", "identity", "contacts", "conversations"})
@NullMarked
package app.sembang.tasks;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
