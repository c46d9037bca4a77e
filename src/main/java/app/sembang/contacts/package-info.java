/// People who write to a company: one person, many channel identities. Owns `contact`,
/// `contact_identity`, `contact_identity_alias`, `contact_score`, `contact_tag`, `contact_tagging`,
/// `contact_field`, `contact_field_value`, `contact_note`, `contact_merge`,
/// `contact_distinct`, `contact_segment` and `contact_import`. Publishes [ContactsMoved].
@ApplicationModule(
        allowedDependencies = {"shared", "database", "audit", "companies", "identity", "connections", "fields", "jobs"})
@NullMarked
package app.sembang.contacts;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
