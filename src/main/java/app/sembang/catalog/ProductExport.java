package app.sembang.catalog;

import app.sembang.audit.AuditLog;
import app.sembang.catalog.Product.Filter;
import app.sembang.identity.Member;
import app.sembang.shared.Language;
import app.sembang.shared.TableFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The catalog as a file, which an import takes in again.
@Component
class ProductExport {
    private static final List<String> HEADING = List.of(
            "sku",
            "name",
            "kind",
            "category",
            "price",
            "currency",
            "stock",
            "description",
            "link",
            "tags",
            "other names en",
            "other names ms",
            "other names zh",
            "other names ta");

    private static final Set<String> NUMBERS = Set.of("price", "stock");

    private final Products products;
    private final AuditLog audit;

    ProductExport(Products products, AuditLog audit) {
        this.products = products;
        this.audit = audit;
    }

    /// In one transaction of the company.
    byte[] write(Member me, Filter filter, TableFormat format) {
        var rows = new ArrayList<List<String>>();
        rows.add(HEADING);
        ProductId after = null;
        List<Product> page;
        do {
            page = products.list(me.company(), filter, after, 1000);
            page.forEach(product -> rows.add(cells(product)));
            after = page.isEmpty() ? null : page.getLast().id();
        } while (page.size() == 1000);
        audit.record(me.company(), me.id(), "products_exported", null, Map.of(), Map.of("products", rows.size() - 1));
        return format.write(rows, NUMBERS);
    }

    private static List<String> cells(Product product) {
        var price = product.price();
        var cells = new ArrayList<>(List.of(
                text(product.sku()),
                product.name(),
                product.kind().value(),
                text(product.category()),
                price == null ? "" : price.amount(),
                price == null ? "" : price.currency(),
                product.stock() == null ? "" : product.stock().toString(),
                text(product.description()),
                text(product.link()),
                String.join("|", product.tags())));
        for (var language : Language.values()) {
            cells.add(String.join("|", product.aliases().getOrDefault(language, List.of())));
        }
        return cells;
    }

    private static String text(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }
}
