/// The tenant: its profile, languages, outlets and hours; what the platform decides about it. Owns `company`,
/// `former_slug`, `outlet`, `business_hours`, `platform_setting`, `company_deletion`, `industry_category`. Publishes
/// [CompanyReactivated], [CompanyDeletionBegun].
@ApplicationModule(allowedDependencies = {"shared", "database", "audit", "jobs", "media"})
@NullMarked
package app.sembang.companies;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
