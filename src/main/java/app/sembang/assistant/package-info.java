/// Answers customers: a proven template first; hands over to a person when nothing fits. Owns
/// `answer_decision`.
@ApplicationModule(
        allowedDependencies = {
            "shared",
            "database",
            "audit",
            "billing",
            "companies",
            "identity",
            "contacts",
            "conversations",
            "templates"
        })
@NullMarked
package app.sembang.assistant;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
