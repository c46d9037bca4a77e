/// What was sold: to and by whom, when, for how much, which products, how it was paid, and what proves it. A sale
/// is taken back, never removed. Owns `sale` and `sale_line`; follows what `conversations` tells and moves
/// the stocks of `catalog` in the same commit. Publishes [SaleMade] and [SaleReversed].
@ApplicationModule(allowedDependencies = {"shared", "database", "identity", "catalog", "contacts", "conversations"})
@NullMarked
package app.sembang.sales;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
