package app.sembang.conversations;

import app.sembang.catalog.Bundles;
import app.sembang.catalog.Product;
import app.sembang.catalog.ProductId;
import app.sembang.catalog.Products;
import app.sembang.conversations.Desk.SoldItem;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Money;
import app.sembang.shared.Refusal;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What a member says was sold, held against the catalog of this moment.
@Component
public class Basket {
    private static final int MOST_PIECES = 1_000_000;

    private final Products products;
    private final Bundles packages;

    Basket(Products products, Bundles packages) {
        this.products = products;
        this.packages = packages;
    }

    /// @param sold products only: of a package its parts, each at its own price
    /// @param costs what each thing that was named costs, of a package its own price; null: on request
    public record Filled(List<SoldProduct> sold, List<@Nullable Money> costs) {
        /// What they cost together; null where there are none.
        public @Nullable Money total() {
            if (costs.isEmpty()) return null;
            var total = BigDecimal.ZERO;
            String currency = null;
            for (var cost : costs) {
                if (cost == null || (currency != null && !currency.equals(cost.currency()))) {
                    throw Refusal.invalid("saleAmount", "is needed: not every product has a price");
                }
                currency = cost.currency();
                total = total.add(cost.value());
            }
            return Money.of(total, Objects.requireNonNull(currency));
        }
    }

    public Filled fill(CompanyId company, List<SoldItem> items) {
        var known = products.find(
                company,
                items.stream().map(SoldItem::productId).filter(Objects::nonNull).toList());
        var filled = new Filled(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < items.size(); i++) {
            var item = items.get(i);
            var field = "productsSold[%d]".formatted(i);
            var wanted = item.packageId();
            if (wanted == null) addProduct(filled, item, known, field);
            else addParts(filled, company, item, wanted, field);
        }
        return filled;
    }

    private static void addProduct(Filled filled, SoldItem item, Map<ProductId, Product> known, String field) {
        var product = item.productId() == null ? null : known.get(item.productId());
        if (product == null) throw Refusal.invalid(field + ".productId", "is no product of this company");
        if (product.archived()) throw Refusal.invalid(field + ".productId", "is archived and sold no more");
        if (product.variants() > 0) throw Refusal.invalid(field + ".productId", "comes in variants: name one of them");
        var price = item.price() == null ? product.price() : item.price();
        checkPrice(price, field);
        filled.sold.add(new SoldProduct(product.id(), product.name(), product.sku(), item.quantity(), price));
        filled.costs.add(times(price, item.quantity()));
    }

    private void addParts(Filled filled, CompanyId company, SoldItem item, UUID wanted, String field) {
        if (item.productId() != null) throw Refusal.invalid(field + ".packageId", "is sold instead of a product");
        var sold = packages.find(company, wanted);
        int number = Objects.requireNonNullElse(item.packageTier(), 0);
        if (number < 0 || number >= sold.tiers().size()) {
            throw Refusal.invalid(field + ".packageTier", "is no tier of this package");
        }
        if (sold.archived()) throw Refusal.invalid(field + ".packageId", "is archived and sold no more");
        var tier = sold.tiers().get(number);
        for (var part : tier.parts()) {
            long pieces = (long) part.quantity() * item.quantity();
            if (part.archived()) throw Refusal.invalid(field + ".packageId", "is archived and sold no more");
            if (pieces > MOST_PIECES) throw Refusal.invalid(field + ".quantity", "takes more than a million pieces");
            filled.sold.add(new SoldProduct(part.productId(), part.name(), part.sku(), (int) pieces, part.price()));
        }
        var price = item.price() == null ? tier.price() : item.price();
        checkPrice(price, field);
        filled.costs.add(times(price, item.quantity()));
    }

    private static void checkPrice(@Nullable Money price, String field) {
        if (price != null && price.value().signum() < 0) {
            throw Refusal.invalid(field + ".price", "A price is not less than 0.");
        }
    }

    private static @Nullable Money times(@Nullable Money price, int quantity) {
        return price == null ? null : Money.of(price.value().multiply(BigDecimal.valueOf(quantity)), price.currency());
    }
}
