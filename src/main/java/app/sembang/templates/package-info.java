/// Success-case templates: answers that have worked, their versions, what a company selects, and which one fits a
/// message. Owns the tables `template`, `template_version`, `template_selection`, `template_usage`,
/// `template_variable`, `template_stamp` and `canned_reply`. The same message, templates and moment
/// always give the same answer.
@ApplicationModule(allowedDependencies = {"shared", "language", "database", "audit", "media", "companies", "identity"})
@NullMarked
package app.sembang.templates;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
