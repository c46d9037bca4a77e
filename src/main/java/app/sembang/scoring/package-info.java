/// How near a contact is to buying, from what the contact writes and how quickly: one documented
/// algorithm, `bs-1`, every point of which names its message. Owns no table.
@ApplicationModule(allowedDependencies = {"shared", "language", "companies", "identity"})
@NullMarked
package app.sembang.scoring;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
