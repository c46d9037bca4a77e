package app.sembang.conversations;

import app.sembang.catalog.Products;
import app.sembang.conversations.Desk.SoldItem;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Money;
import app.sembang.shared.Refusal;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What a member says was sold, held against the catalog of this moment.
@Component
class Basket {
    private final Products products;

    Basket(Products products) {
        this.products = products;
    }

    List<SoldProduct> priced(CompanyId company, List<SoldItem> items) {
        var known =
                products.find(company, items.stream().map(SoldItem::productId).toList());
        var sold = new ArrayList<SoldProduct>(items.size());
        for (int i = 0; i < items.size(); i++) {
            var item = items.get(i);
            var field = "productsSold[%d].productId".formatted(i);
            var product = known.get(item.productId());
            if (product == null) throw Refusal.invalid(field, "is no product of this company");
            if (product.archived()) throw Refusal.invalid(field, "is archived and sold no more");
            var price = item.price() == null ? product.price() : item.price();
            if (price != null && price.value().signum() < 0) {
                throw Refusal.invalid("productsSold[%d].price".formatted(i), "A price is not less than 0.");
            }
            sold.add(new SoldProduct(product.id(), product.name(), product.sku(), item.quantity(), price));
        }
        return sold;
    }

    /// What they cost together; null where there are none.
    @Nullable
    Money total(List<SoldProduct> sold) {
        if (sold.isEmpty()) return null;
        var total = BigDecimal.ZERO;
        String currency = null;
        for (var product : sold) {
            var price = product.price();
            if (price == null || (currency != null && !currency.equals(price.currency()))) {
                throw Refusal.invalid("saleAmount", "is needed: not every product has a price");
            }
            currency = price.currency();
            total = total.add(price.value().multiply(BigDecimal.valueOf(product.quantity())));
        }
        return Money.of(total, currency == null ? "" : currency);
    }
}
