package app.sembang.catalog;

import app.sembang.audit.AuditLog;
import app.sembang.catalog.Product.Filter;
import app.sembang.fields.OwnField;
import app.sembang.identity.Member;
import app.sembang.shared.Language;
import app.sembang.shared.TableFormat;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
            "other names ta",
            "variant of",
            "options");

    private static final Set<String> NUMBERS = Set.of("price", "stock");

    private final Products products;
    private final ProductFields fields;
    private final AuditLog audit;

    ProductExport(Products products, ProductFields fields, AuditLog audit) {
        this.products = products;
        this.fields = fields;
        this.audit = audit;
    }

    /// In one transaction of the company.
    byte[] write(Member me, Filter filter, TableFormat format) {
        var rows = new ArrayList<List<String>>();
        var own = fields.all(me.company());
        rows.add(Stream.concat(HEADING.stream(), own.stream().map(OwnField::name))
                .toList());
        ProductId after = null;
        List<Product> page;
        do {
            page = products.list(me.company(), filter, after, 1000);
            var variants = products
                    .variants(
                            me.company(),
                            page.stream()
                                    .filter(product -> product.variants() > 0 || product.archived())
                                    .map(Product::id)
                                    .toList())
                    .stream()
                    .filter(variant -> variant.archived() == filter.archived())
                    .collect(Collectors.groupingBy(variant -> Objects.requireNonNull(variant.variantOf())));
            for (var product : page) {
                rows.add(cells(product, null, own));
                variants.getOrDefault(product.id(), List.of())
                        .forEach(variant -> rows.add(cells(variant, product, own)));
            }
            after = page.isEmpty() ? null : page.getLast().id();
        } while (page.size() == 1000);
        audit.record(me.company(), me.id(), "products_exported", null, Map.of(), Map.of("products", rows.size() - 1));
        return format.write(rows, NUMBERS);
    }

    /// What a variant has from its product stands with the product only.
    private static List<String> cells(Product product, @Nullable Product of, List<OwnField> own) {
        boolean varied = product.variants() > 0;
        var price = varied ? null : product.price();
        if (of != null) {
            var cells = new ArrayList<>(Collections.nCopies(HEADING.size() + own.size(), ""));
            cells.set(0, text(product.sku()));
            cells.set(1, product.name());
            cells.set(4, price == null ? "" : price.amount());
            cells.set(5, price == null ? "" : price.currency());
            cells.set(6, product.stock() == null ? "" : product.stock().toString());
            cells.set(HEADING.size() - 2, of.sku() == null ? of.name() : of.sku());
            cells.set(HEADING.size() - 1, ProductFile.options(product.options()));
            return cells;
        }
        var cells = new ArrayList<>(List.of(
                text(product.sku()),
                product.name(),
                product.kind().value(),
                text(product.category()),
                price == null ? "" : price.amount(),
                price == null ? "" : price.currency(),
                product.stock() == null || varied ? "" : product.stock().toString(),
                text(product.description()),
                text(product.link()),
                String.join("|", product.tags())));
        for (var language : Language.values()) {
            cells.add(String.join("|", product.aliases().getOrDefault(language, List.of())));
        }
        cells.addAll(List.of("", ""));
        own.forEach(field -> cells.add(product.fields().getOrDefault(field.id(), "")));
        return cells;
    }

    private static String text(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }
}
