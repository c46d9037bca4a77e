/// How near a contact is to buying, from what the contact writes and how quickly: one documented
/// algorithm, `bs-1`, every point of which names its message. What it works out is kept by `contacts`.
@ApplicationModule(
        allowedDependencies = {
            "shared",
            "database",
            "language",
            "audit",
            "companies",
            "identity",
            "catalog",
            "contacts",
            "conversations"
        })
@NullMarked
package app.sembang.scoring;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
