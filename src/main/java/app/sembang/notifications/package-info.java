/// Tells the staff what concerns them: in the notification centre, by mail and by push, as each of them likes. Owns
/// `notice` and how and where its reader wants it. Listens to what the modules below publish; is called by no one.
@ApplicationModule(
        allowedDependencies = {
            "shared",
            "database",
            "jobs",
            "secrets",
            "mail",
            "realtime",
            "companies",
            "identity",
            "connections",
            "contacts",
            "conversations",
            "models",
            "tasks"
        })
@NullMarked
package app.sembang.notifications;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
