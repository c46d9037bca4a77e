/// Success-case templates: answers that have worked, their versions, what a company selects, and which one fits a
/// message.
@ApplicationModule(allowedDependencies = {"shared", "database", "audit", "companies", "identity"})
@NullMarked
package app.sembang.templates;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
