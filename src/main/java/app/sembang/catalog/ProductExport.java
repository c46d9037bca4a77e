package app.sembang.catalog;

import app.sembang.audit.AuditLog;
import app.sembang.catalog.Product.Filter;
import app.sembang.database.CompanyTransactions;
import app.sembang.fields.OwnField;
import app.sembang.identity.Member;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Language;
import app.sembang.shared.TableFormat;
import java.io.IOException;
import java.io.OutputStream;
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
    private static final int AT_ONCE = 250;
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

    private final CompanyTransactions transactions;
    private final Products products;
    private final ProductFields fields;
    private final AuditLog audit;

    ProductExport(CompanyTransactions transactions, Products products, ProductFields fields, AuditLog audit) {
        this.transactions = transactions;
        this.products = products;
        this.fields = fields;
        this.audit = audit;
    }

    /// The order is taken once, so that what is renamed meanwhile is neither missed nor there twice; the rest is read
    /// part by part, and no part stays in memory.
    void write(Member me, Filter filter, TableFormat format, OutputStream out) throws IOException {
        var own = transactions.in(me.company(), () -> fields.all(me.company()));
        var ids = products.ids(me.company(), filter);
        int written = 0;
        var heading = Stream.concat(HEADING.stream(), own.stream().map(OwnField::name));
        var file = format.to(out, heading.toList(), NUMBERS);
        try {
            for (int from = 0; from < ids.size(); from += AT_ONCE) {
                var part = ids.subList(from, Math.min(from + AT_ONCE, ids.size()));
                var rows = transactions.in(me.company(), () -> rows(me.company(), part, filter, own));
                for (var row : rows) file.write(row);
                written += rows.size();
            }
        } finally {
            var facts = Map.<String, Object>of("products", written);
            transactions.run(
                    me.company(),
                    () -> audit.record(me.company(), me.id(), "products_exported", null, Map.of(), facts));
        }
        file.close();
    }

    /// Each product that is still there, its variants behind it.
    private List<List<String>> rows(CompanyId company, List<ProductId> ids, Filter filter, List<OwnField> own) {
        var found = products.find(company, ids);
        var varied = found.values().stream()
                .filter(product -> product.variants() > 0 || product.archived())
                .map(Product::id)
                .toList();
        var variants = products.variants(company, varied).stream()
                .filter(variant -> variant.archived() == filter.archived())
                .collect(Collectors.groupingBy(variant -> Objects.requireNonNull(variant.variantOf())));
        var rows = new ArrayList<List<String>>();
        for (var id : ids) {
            var product = found.get(id);
            if (product == null) continue;
            rows.add(cells(product, null, own));
            variants.getOrDefault(id, List.of()).forEach(variant -> rows.add(cells(variant, product, own)));
        }
        return rows;
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
