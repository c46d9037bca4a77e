/// Asked before a message is sent and before a model is called. Until plans exist it allows everything and counts.
@ApplicationModule(allowedDependencies = {"shared", "database", "companies"})
@NullMarked
package app.sembang.billing;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
