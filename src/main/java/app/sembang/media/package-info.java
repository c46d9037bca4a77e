/// Files customers and members send: stored by content, served by short-lived signed addresses. Owns `media` and
/// `upload`.
@ApplicationModule(allowedDependencies = {"shared", "database", "secrets", "jobs"})
@NullMarked
package app.sembang.media;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
