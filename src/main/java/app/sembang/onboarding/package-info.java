/// A company's first steps: which are done, skipped or open, and the sample answers to try it with. Owns the table
/// `onboarding`.
@ApplicationModule(
        allowedDependencies = {
            "shared",
            "database",
            "audit",
            "companies",
            "identity",
            "templates",
            "connections",
            "knowledge",
            "catalog"
        })
@NullMarked
package app.sembang.onboarding;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
