/// The tenant: its name, languages, currency, time zone; what the platform decides about it. Owns `company`,
/// `platform_setting`, `company_deletion`. Publishes [CompanyReactivated], [CompanyDeletionBegun].
@ApplicationModule(allowedDependencies = {"shared", "database", "audit", "jobs", "media"})
@NullMarked
package app.sembang.companies;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
