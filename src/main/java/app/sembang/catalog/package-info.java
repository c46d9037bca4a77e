/// What a company sells: products and services, what they cost when, what lies in store,
/// and by which words they are found. Owns `product`, `product_price`, `stock_movement`,
/// `product_field`, `product_image`, `product_image_size`,
/// `product_import`, `product_import_row`,
/// `package`, `package_tier` and `package_part`.
@ApplicationModule(
        allowedDependencies = {
            "shared",
            "language",
            "database",
            "audit",
            "media",
            "jobs",
            "companies",
            "fields",
            "identity"
        })
@NullMarked
package app.sembang.catalog;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
