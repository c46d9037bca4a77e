/// PostgreSQL: the embedded server, roles, migrations, and the transaction that says for whom it runs.
@ApplicationModule(allowedDependencies = {"shared"})
@NullMarked
package app.sembang.database;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
