package app.sembang.catalog;

import app.sembang.shared.Language;
import app.sembang.shared.Money;
import app.sembang.shared.OutletId;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Something a company sells.
///
/// @param sku the company's own number of it, unique among its products whatever the case
/// @param aliases what customers call it, by language
/// @param price what it costs now, the cheapest of its variants where it comes in some; null: on request
/// @param priceTo what the dearest of its variants costs, where that is another price
/// @param stock how many lie in store, of all its variants; null: not counted
/// @param outletId the only outlet that sells it; null: all do
/// @param archived sold no more, and found only by who asks for it
/// @param variantOf the product it is a variant of: that one's name, texts and outlet are its own, too
/// @param options what tells a variant from the others, such as its size; empty for what is no variant
/// @param variants how many variants of it are sold: where there are some, one of them is sold instead of it
/// @param fields what the company's own fields say of it, by field, each in the one form of its kind
public record Product(
        ProductId id,
        ProductKind kind,
        String name,
        @Nullable String sku,
        @Nullable String category,
        @Nullable String description,
        @Nullable String link,
        List<String> tags,
        Map<Language, List<String>> aliases,
        @Nullable Money price,
        @Nullable Money priceTo,
        @Nullable Integer stock,
        @Nullable OutletId outletId,
        boolean archived,
        @Nullable ProductId variantOf,
        List<Option> options,
        int variants,
        Map<UUID, String> fields,
        Instant createdAt,
        Instant changedAt) {
    static final int LARGEST_STOCK = 1_000_000_000;
    private static final String BEFORE_OPTIONS = " – ";

    /// An import keeps a product as it was before; older ones knew no fields.
    public Product {
        fields = Objects.requireNonNullElse(fields, Map.of());
    }

    /// One thing in which variants differ, and which of them it is, such as size and M.
    @Schema(name = "ProductOption")
    public record Option(
            @NotBlank @Size(max = 30) String name,
            @NotBlank @Size(max = 60) String value) {}

    /// As it is called without what tells it from other variants.
    public String baseName() {
        return options.isEmpty()
                ? name
                : name.substring(0, name.length() - suffix(options).length());
    }

    static String nameOf(String base, List<Option> options) {
        return base + suffix(options);
    }

    private static String suffix(List<Option> options) {
        return options.stream().map(Option::value).collect(Collectors.joining(", ", BEFORE_OPTIONS, ""));
    }

    /// Whether one can be had now; what is not counted can.
    public boolean available() {
        return !archived && (stock == null || stock > 0);
    }

    /// Whether a customer can buy it who writes to that outlet, or to none.
    public boolean isSoldAt(@Nullable OutletId outlet) {
        return outletId == null || outletId.equals(outlet);
    }

    /// Something a company wants to sell.
    ///
    /// @param price in the company's currency; null: on request
    /// @param stock what lies in store; null: not counted
    /// @param outletId the only outlet that sells it; null: all do
    /// @param fields what the company's own fields say of it
    @Schema(name = "NewProduct")
    public record Draft(
            @NotNull ProductKind kind,
            @NotBlank @Size(max = 200) String name,
            @Nullable @Size(max = 60) String sku,
            @Nullable @Size(max = 100) String category,
            @Nullable @Size(max = 4000) String description,

            @Nullable @Size(max = 500) @Pattern(regexp = "|https?://\\S+")
            String link,

            @Nullable @Size(max = 30) List<@NotBlank @Size(max = 60) String> tags,

            @Nullable Map<Language, @NotNull @Size(max = 20) List<@NotBlank @Size(max = 100) String>> aliases,

            @Nullable Money price,
            @Nullable @Min(0) @Max(LARGEST_STOCK) Integer stock,
            @Nullable OutletId outletId,

            @Nullable @Size(max = 50) Map<UUID, @NotNull @Size(max = 500) String> fields) {}

    /// One of a product's variants; everything else it has from the product.
    ///
    /// @param options in the order in which they are named
    /// @param price in the company's currency; null: what the product costs
    /// @param stock what lies in store; null: not counted
    @Schema(name = "NewProductVariant")
    public record VariantDraft(
            @NotEmpty @Size(max = 3) List<@NotNull @Valid Option> options,
            @Nullable @Size(max = 60) String sku,
            @Nullable Money price,
            @Nullable @Min(0) @Max(LARGEST_STOCK) Integer stock) {}

    /// What is to be other; null leaves it as it is, an empty text removes it. Lists and
    /// maps are replaced as a whole.
    ///
    /// @param price holds from now on
    /// @param counted true begins to count the stock, at none; false ends it
    /// @param everyOutlet true: all outlets sell it again
    /// @param fields only these are changed; an empty text removes a value
    @Schema(name = "ProductChange")
    public record Change(
            @Nullable @Size(max = 200) @Pattern(regexp = ".*\\S.*", message = "must not be blank")
            String name,

            @Nullable @Size(max = 60) String sku,
            @Nullable @Size(max = 100) String category,
            @Nullable @Size(max = 4000) String description,

            @Nullable @Size(max = 500) @Pattern(regexp = "|https?://\\S+")
            String link,

            @Nullable @Size(max = 30) List<@NotBlank @Size(max = 60) String> tags,

            @Nullable Map<Language, @NotNull @Size(max = 20) List<@NotBlank @Size(max = 100) String>> aliases,

            @Nullable Money price,
            @Nullable Boolean counted,
            @Nullable OutletId outletId,
            @Nullable Boolean everyOutlet,

            @Nullable @Size(max = 50) Map<UUID, @NotNull @Size(max = 500) String> fields) {}

    /// What it cost, costs or will cost.
    ///
    /// @param validTo where the next price begins; null: until further notice
    @Schema(name = "ProductPrice")
    public record Price(
            Money price, Instant validFrom, @Nullable Instant validTo) {}

    /// Products of one category.
    @Schema(name = "ProductCategory")
    public record Category(String name, int products) {}

    /// Which products a list shows; null leaves a side open.
    ///
    /// @param available whether one can be had now
    /// @param place where it is to be had
    /// @param sellable what is sold by itself: variants instead of the products that come in some
    public record Filter(
            @Nullable ProductKind kind,
            @Nullable String category,
            @Nullable String tag,
            @Nullable BigDecimal priceFrom,
            @Nullable BigDecimal priceTo,
            @Nullable Boolean available,
            boolean archived,
            @Nullable Place place,
            boolean sellable) {
        /// What is sold now.
        public static final Filter SOLD = new Filter(null, null, null, null, null, null, false, null, false);

        /// What a customer can buy who writes there.
        static Filter soldAt(@Nullable OutletId outlet) {
            return new Filter(null, null, null, null, null, null, false, new Place(outlet), false);
        }

        /// What they can have now.
        public static Filter availableAt(@Nullable OutletId outlet) {
            return new Filter(null, null, null, null, null, true, false, new Place(outlet), false);
        }
    }

    /// @param outlet null: of no outlet, so only what all of them sell is to be had
    public record Place(@Nullable OutletId outlet) {}
}
