/// Answers customers: a proven template first, then a model or what is found without one, held against the facts; hands
/// over to a person where nothing fits. Owns `model_version`, `model_test`, `test_scenario`, `test_run`,
/// `answer_decision`, `suggestion`, `answer_trace`, `remembered`, `memory_progress`.
@ApplicationModule(
        allowedDependencies = {
            "shared",
            "database",
            "jobs",
            "audit",
            "billing",
            "companies",
            "identity",
            "language",
            "contacts",
            "conversations",
            "catalog",
            "knowledge",
            "models",
            "privacy",
            "sales",
            "scoring",
            "templates"
        })
@NullMarked
package app.sembang.assistant;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
