/// What stands before every call and what is left of it: API keys, IP allowlists, rate limits, and reading
/// the audit log. Owns `api_key`, `ip_allowlist`, `rate_bucket`.
@ApplicationModule(allowedDependencies = {"shared", "database", "audit", "companies", "identity"})
@NullMarked
package app.sembang.access;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
