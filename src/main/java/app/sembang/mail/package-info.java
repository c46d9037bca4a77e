/// Mails to people: kept with the commit that wants them sent, sent soon after, tried again until the server takes
/// them. Owns `mail`.
@ApplicationModule(allowedDependencies = {"shared", "database", "secrets", "jobs"})
@NullMarked
package app.sembang.mail;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
