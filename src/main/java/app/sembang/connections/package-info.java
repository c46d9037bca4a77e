/// Channel accounts: what connects a company to a channel, with credentials, capabilities and status. Owns
/// `channel_account`.
@ApplicationModule(allowedDependencies = {"shared", "database", "audit", "secrets", "companies", "identity"})
@NullMarked
package app.sembang.connections;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
