/// What happened, in the commit in which it happened: [EventLog] for conversations, [AuditLog] for
/// settings, credentials, rights and exports. Owns `event_log`, `audit_entry`, `audit_head`.
@ApplicationModule(allowedDependencies = {"shared", "database"})
@NullMarked
package app.sembang.audit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
