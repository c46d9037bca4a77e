/// What a company sells: products and services, what they cost when, what lies in store,
/// and by which words they are found. Owns `product`, `product_price`, `stock_movement`.
@ApplicationModule(allowedDependencies = {"shared", "language", "database", "audit", "companies", "identity"})
@NullMarked
package app.sembang.catalog;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
