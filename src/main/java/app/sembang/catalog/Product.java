package app.sembang.catalog;

import app.sembang.shared.Language;
import app.sembang.shared.Money;
import app.sembang.shared.OutletId;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Something a company sells.
///
/// @param sku the company's own number of it, unique among its products whatever the case
/// @param aliases what customers call it, by language
/// @param price what it costs now; null: on request
/// @param stock how many lie in store; null: not counted
/// @param outletId the only outlet that sells it; null: all do
/// @param archived sold no more, and found only by who asks for it
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
        @Nullable Integer stock,
        @Nullable OutletId outletId,
        boolean archived,
        Instant createdAt,
        Instant changedAt) {
    static final int LARGEST_STOCK = 1_000_000_000;

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
            @Nullable OutletId outletId) {}

    /// What is to be other; null leaves it as it is, an empty text removes it. Lists and
    /// maps are replaced as a whole.
    ///
    /// @param price holds from now on
    /// @param counted true begins to count the stock, at none; false ends it
    /// @param everyOutlet true: all outlets sell it again
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
            @Nullable Boolean everyOutlet) {}

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
    public record Filter(
            @Nullable ProductKind kind,
            @Nullable String category,
            @Nullable String tag,
            @Nullable BigDecimal priceFrom,
            @Nullable BigDecimal priceTo,
            @Nullable Boolean available,
            boolean archived,
            @Nullable Place place) {
        /// What is sold now.
        public static final Filter SOLD = new Filter(null, null, null, null, null, null, false, null);

        /// What a customer can buy who writes there.
        static Filter soldAt(@Nullable OutletId outlet) {
            return new Filter(null, null, null, null, null, null, false, new Place(outlet));
        }
    }

    /// @param outlet null: of no outlet, so only what all of them sell is to be had
    public record Place(@Nullable OutletId outlet) {}
}
