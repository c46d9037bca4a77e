/// Chances to sell: where each stands, what it is worth, and which rule or person moved it. Owns
/// `lead_stage`, `lead` and `lead_move`. A lead belongs to a contact, and is seen by whoever sees
/// the contact; it follows what `conversations` and `sales` tell: only a sale wins it.
@ApplicationModule(
        allowedDependencies = {
            "shared",
            "database",
            "audit",
            "companies",
            "identity",
            "contacts",
            "conversations",
            "sales"
        })
@NullMarked
package app.sembang.leads;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
