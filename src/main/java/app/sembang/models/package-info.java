/// Language models behind one port: the providers a company chose, their wire formats, budgets and
/// failover. Knows no conversation and no template. Owns `model_provider` and `model_call`.
@ApplicationModule(
        allowedDependencies = {"shared", "database", "jobs", "secrets", "audit", "billing", "companies", "identity"})
@NullMarked
package app.sembang.models;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
