/// Counts what happened and what waits, for people who decide. Decides nothing itself and is called by no one; owns no
/// table. What a figure means is said once, in [Figure].
@ApplicationModule(
        allowedDependencies = {
            "shared",
            "database",
            "billing",
            "companies",
            "identity",
            "connections",
            "contacts",
            "conversations",
            "leads",
            "sales",
            "tasks"
        })
@NullMarked
package app.sembang.analytics;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
