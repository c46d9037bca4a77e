package app.sembang.conversations;

import app.sembang.catalog.Bundle;
import app.sembang.catalog.Bundles;
import app.sembang.catalog.PackageCards;
import app.sembang.catalog.Product;
import app.sembang.catalog.ProductId;
import app.sembang.catalog.ProductImages;
import app.sembang.catalog.Products;
import app.sembang.database.CompanyTransactions;
import app.sembang.media.MediaFile;
import app.sembang.media.MediaFiles;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Language;
import app.sembang.shared.Money;
import app.sembang.shared.Refusal;
import app.sembang.shared.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What the catalog offers, as a card to a customer: with the price of the moment in which it is sent.
@Component
class Offers {
    private static final int LONGEST_TEXT = 300;
    private static final int MOST_CHOICES = 20;

    private final CompanyTransactions transactions;
    private final Products products;
    private final Bundles bundles;
    private final ProductImages images;
    private final PackageCards cards;
    private final MediaFiles files;

    Offers(
            CompanyTransactions transactions,
            Products products,
            Bundles bundles,
            ProductImages images,
            PackageCards cards,
            MediaFiles files) {
        this.transactions = transactions;
        this.products = products;
        this.bundles = bundles;
        this.images = images;
        this.cards = cards;
        this.files = files;
    }

    /// In a transaction of the company.
    Content.Cards product(CompanyId company, ProductId id) {
        var product = products.find(company, List.of(id)).get(id);
        if (product == null) throw Refusal.invalid("productId", "is no product of this company");
        if (product.archived()) throw Refusal.invalid("productId", "is archived and sold no more");
        return card(company, product);
    }

    private Content.Cards card(CompanyId company, Product product) {
        var price = written(product.price(), product.priceTo());
        var text = product.variants() == 0 ? product.description() : choices(company, product);
        return card(product.name(), price, text, picture(company, product), product.link(), product.sku());
    }

    /// Cards of those that are sold, have a picture and are not known by their name yet. In a transaction of the
    /// company.
    List<Content.ProductCard> pictured(CompanyId company, List<ProductId> ids, Predicate<String> known) {
        var found = products.find(company, ids);
        return ids.stream()
                .flatMap(id -> Stream.ofNullable(found.get(id)))
                .filter(product -> !product.archived() && !known.test(product.name()))
                .flatMap(product -> card(company, product).cards().stream())
                .filter(card -> card.picture() != null)
                .toList();
    }

    /// What can be had of it, under what it says of itself.
    private String choices(CompanyId company, Product product) {
        var variants = products.variants(company, product.id()).stream()
                .filter(Product::available)
                .map(variant -> "• "
                        + variant.options().stream().map(Product.Option::value).collect(Collectors.joining(", "))
                        + (product.priceTo() == null || variant.price() == null
                                ? ""
                                : ": " + variant.price().written()))
                .limit(MOST_CHOICES);
        return Stream.concat(
                        Stream.ofNullable(product.description()).map(text -> shortened(text, LONGEST_TEXT / 2)),
                        variants)
                .collect(Collectors.joining("\n"));
    }

    private static @Nullable String written(@Nullable Money from, @Nullable Money to) {
        if (from == null) return null;
        return to == null ? from.written() : from.written() + " – " + to.written();
    }

    /// One tier of a package, with what is in it. In a transaction of the company.
    ///
    /// @param tier its place among the package's tiers
    /// @param language in which the picture tells what it is; null: the company's
    Content.Cards bundle(CompanyId company, UUID id, int tier, @Nullable Language language) {
        var bundle = bundles.find(company, id);
        if (bundle.archived()) throw Refusal.invalid("packageId", "is archived and sold no more");
        if (tier < 0 || tier >= bundle.tiers().size()) {
            throw Refusal.invalid("packageTier", "is no tier of this package");
        }
        var offered = bundle.tiers().get(tier);
        var parts = offered.parts().stream()
                .map(part -> "%d × %s".formatted(part.quantity(), part.name()))
                .collect(Collectors.joining("\n"));
        var picture = cards.stored(company, bundle, tier, language)
                .map(Offers::file)
                .orElseGet(() -> firstPicture(company, offered));
        var name = bundle.tiers().size() == 1 ? bundle.name() : "%s – %s".formatted(bundle.name(), offered.name());
        return card(name, written(offered.price(), null), parts, picture, bundle.link(), null);
    }

    private Content.Media.@Nullable File firstPicture(CompanyId company, Bundle.Tier tier) {
        var parts = tier.parts().stream().map(Bundle.Part::productId).toList();
        var pictures = images.firstOf(company, parts);
        return parts.stream()
                .map(pictures::get)
                .filter(Objects::nonNull)
                .findFirst()
                .map(first -> copy(company, first.id()))
                .orElse(null);
    }

    private static Content.Cards card(
            String name,
            @Nullable String price,
            @Nullable String description,
            Content.Media.@Nullable File picture,
            @Nullable String link,
            @Nullable String retailerId) {
        var lines = new ArrayList<String>();
        if (price != null) lines.add(price);
        if (description != null) lines.add(shortened(description, LONGEST_TEXT));
        var text = lines.isEmpty() ? null : String.join("\n", lines);
        return new Content.Cards(List.of(new Content.ProductCard(name, text, picture, link, List.of(), retailerId)));
    }

    /// A file of the message's own: the product's may be taken away. A variant without one shows its product's.
    private Content.Media.@Nullable File picture(CompanyId company, Product product) {
        var of = product.variantOf();
        var pictures = images.firstOf(company, of == null ? List.of(product.id()) : List.of(product.id(), of));
        var first = pictures.getOrDefault(product.id(), of == null ? null : pictures.get(of));
        return first == null ? null : copy(company, first.id());
    }

    private Content.Media.@Nullable File copy(CompanyId company, UUID file) {
        return transactions.inside(
                company, () -> files.copy(company, file).map(Offers::file).orElse(null));
    }

    private static Content.Media.File file(MediaFile file) {
        return new Content.Media.File(file.id(), file.contentType(), file.size(), file.fileName());
    }

    private static String shortened(String text, int longest) {
        if (text.length() <= longest) return text;
        int border = text.lastIndexOf(' ', longest);
        return Texts.beginning(text, border > longest / 2 ? border : longest) + "…";
    }
}
