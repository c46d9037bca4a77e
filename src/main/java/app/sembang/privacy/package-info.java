/// What people may ask about themselves and what a company promises them: copies, erasure,
/// retention, consent, notice. Finds what there is by foreign keys and by each module's
/// `PersonalData`, and so depends on nobody's tables. Owns `data_export`, `contact_erasure`,
/// `retention_policy`, `privacy_notice`, `consent`, `processing_record`.
@ApplicationModule(
        allowedDependencies = {
            "shared",
            "database",
            "audit",
            "jobs",
            "media",
            "companies",
            "identity",
            "access",
            "connections",
            "contacts",
            "conversations"
        })
@NullMarked
package app.sembang.privacy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
