package app.sembang.conversations;

import app.sembang.catalog.ProductId;
import app.sembang.shared.Money;
import org.jspecify.annotations.Nullable;

/// One product of what a conversation sold, as it was called and priced then.
///
/// @param productId null where only its name was written down
/// @param price of one; null where it was on request
public record SoldProduct(
        @Nullable ProductId productId,
        String name,
        @Nullable String sku,
        int quantity,
        @Nullable Money price) {}
