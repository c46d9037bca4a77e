package app.sembang.conversations;

import app.sembang.catalog.Bundle;
import app.sembang.catalog.Bundles;
import app.sembang.catalog.Product;
import app.sembang.catalog.ProductId;
import app.sembang.catalog.ProductImages;
import app.sembang.catalog.Products;
import app.sembang.database.CompanyTransactions;
import app.sembang.media.MediaFiles;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Money;
import app.sembang.shared.Refusal;
import app.sembang.shared.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What the catalog offers, as a card to a customer: with the price of the moment in which it is sent.
@Component
class Offers {
    private static final int LONGEST_TEXT = 300;

    private final CompanyTransactions transactions;
    private final Products products;
    private final Bundles bundles;
    private final ProductImages images;
    private final MediaFiles files;

    Offers(
            CompanyTransactions transactions,
            Products products,
            Bundles bundles,
            ProductImages images,
            MediaFiles files) {
        this.transactions = transactions;
        this.products = products;
        this.bundles = bundles;
        this.images = images;
        this.files = files;
    }

    /// In a transaction of the company.
    Content.Cards product(CompanyId company, ProductId id) {
        var product = products.find(company, List.of(id)).get(id);
        if (product == null) throw Refusal.invalid("productId", "is no product of this company");
        if (product.archived()) throw Refusal.invalid("productId", "is archived and sold no more");
        return card(product.name(), product.price(), product.description(), picture(company, product), product.link());
    }

    /// One tier of a package, with what is in it. In a transaction of the company.
    ///
    /// @param tier its place among the package's tiers
    Content.Cards bundle(CompanyId company, UUID id, int tier) {
        var bundle = bundles.find(company, id);
        if (bundle.archived()) throw Refusal.invalid("packageId", "is archived and sold no more");
        if (tier < 0 || tier >= bundle.tiers().size()) {
            throw Refusal.invalid("packageTier", "is no tier of this package");
        }
        var offered = bundle.tiers().get(tier);
        var parts = offered.parts().stream()
                .map(part -> "%d × %s".formatted(part.quantity(), part.name()))
                .collect(Collectors.joining("\n"));
        var pictures = images.firstOf(
                company, offered.parts().stream().map(Bundle.Part::productId).toList());
        var picture = offered.parts().stream()
                .map(part -> pictures.get(part.productId()))
                .filter(Objects::nonNull)
                .findFirst()
                .map(first -> copy(company, first.id()))
                .orElse(null);
        var name = bundle.tiers().size() == 1 ? bundle.name() : "%s – %s".formatted(bundle.name(), offered.name());
        return card(name, offered.price(), parts, picture, bundle.link());
    }

    private static Content.Cards card(
            String name,
            @Nullable Money price,
            @Nullable String description,
            Content.Media.@Nullable File picture,
            @Nullable String link) {
        var lines = new ArrayList<String>();
        if (price != null) lines.add(price.written());
        if (description != null) lines.add(shortened(description));
        var text = lines.isEmpty() ? null : String.join("\n", lines);
        return new Content.Cards(List.of(new Content.ProductCard(name, text, picture, link, List.of())));
    }

    /// A file of the message's own: the product's may be taken away.
    private Content.Media.@Nullable File picture(CompanyId company, Product product) {
        var first = images.firstOf(company, List.of(product.id())).get(product.id());
        return first == null ? null : copy(company, first.id());
    }

    private Content.Media.@Nullable File copy(CompanyId company, UUID file) {
        return transactions.inside(
                company,
                () -> files.copy(company, file)
                        .map(copy -> new Content.Media.File(
                                copy.id(), copy.contentType(), copy.size(), copy.fileName(), null))
                        .orElse(null));
    }

    private static String shortened(String text) {
        if (text.length() <= LONGEST_TEXT) return text;
        int border = text.lastIndexOf(' ', LONGEST_TEXT);
        return Texts.beginning(text, border > LONGEST_TEXT / 2 ? border : LONGEST_TEXT) + "…";
    }
}
