package app.sembang.catalog;

import app.sembang.catalog.ProductFile.Column;
import app.sembang.catalog.ProductFile.Line;
import app.sembang.catalog.ProductImports.Objection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Products and their variants while some rows of a file are looked at, as those rows make them.
final class ProductFamilies {
    private final Map<String, Product> products = new HashMap<>();
    private final Map<ProductId, List<Product>> variants = new HashMap<>();

    /// @param products that rows name as the ones they are a variant of, and those that rows change
    /// @param variants of these products
    ProductFamilies(Collection<Product> products, Collection<Product> variants) {
        products.stream().filter(product -> product.variantOf() == null).forEach(this::named);
        variants.forEach(
                variant -> of(Objects.requireNonNull(variant.variantOf())).add(variant));
    }

    /// By its number first: another product may be called so.
    private void named(Product product) {
        products.putIfAbsent(ProductStore.folded(product.name()), product);
        if (product.sku() != null) products.put(ProductStore.folded(product.sku()), product);
    }

    private List<Product> of(ProductId product) {
        return variants.computeIfAbsent(product, none -> new ArrayList<>());
    }

    private @Nullable Product product(Line line) {
        return products.get(ProductStore.folded(Objects.requireNonNull(line.variantOf())));
    }

    /// The variant a row without a number means; null: there is none yet.
    @Nullable
    Product variant(Line line) {
        var product = product(line);
        if (product == null) return null;
        var name = ProductStore.folded(Product.nameOf(product.name(), Objects.requireNonNull(line.options())));
        return of(product.id()).stream()
                .filter(variant -> ProductStore.folded(variant.name()).equals(name))
                .findFirst()
                .orElse(null);
    }

    @Nullable
    Objection wrong(Line line, @Nullable Product before) {
        var product = product(line);
        var options = Objects.requireNonNull(line.options());
        if (product == null) return new Objection(Column.VARIANT_OF, "is no product of this company");
        if (product.archived()) return new Objection(Column.VARIANT_OF, "is archived and sold no more");
        if (before != null && !product.id().equals(before.variantOf())) {
            return new Objection(Column.VARIANT_OF, "This number is another product's.");
        }
        if (product.kind() == ProductKind.SERVICE && line.stock() != null) {
            return new Objection(Column.STOCK, "A service has no stock.");
        }
        if (Product.nameOf(product.name(), options).length() > 200) {
            return new Objection(Column.OPTIONS, "Use 1 to %d characters.".formatted(200));
        }
        var siblings = of(product.id());
        boolean others = !siblings.isEmpty()
                && !Products.names(siblings.getFirst().options()).equals(Products.names(options));
        return others ? new Objection(Column.OPTIONS, "Variants of a product differ in the same things.") : null;
    }

    /// As the row makes it. What a variant has from its product the row does not say.
    Product made(Line line, @Nullable Product before, Instant now) {
        var product = Objects.requireNonNull(product(line));
        var price = line.price() == null ? before == null ? product.price() : before.price() : line.price();
        var made = Products.variantOf(
                product,
                new Product(
                        before == null ? ProductId.next() : before.id(),
                        product.kind(),
                        product.name(),
                        before == null ? line.sku() : before.sku(),
                        null,
                        null,
                        null,
                        List.of(),
                        Map.of(),
                        price,
                        null,
                        line.stock() == null && before != null ? before.stock() : line.stock(),
                        null,
                        false,
                        product.id(),
                        before == null ? Objects.requireNonNull(line.options()) : before.options(),
                        0,
                        product.fields(),
                        before == null ? now : before.createdAt(),
                        now));
        if (before == null) of(product.id()).add(made);
        return made;
    }

    /// A product's variants, to be told what is other with it now; later rows are of it as it is then.
    List<Product> changed(Product product) {
        named(product);
        return List.copyOf(of(product.id()));
    }
}
