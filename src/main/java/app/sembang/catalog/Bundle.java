package app.sembang.catalog;

import app.sembang.shared.Money;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Products a company sells together, in tiers such as Basic and Premium. What a tier costs and how many can be had
/// follows from its parts of this moment.
@Schema(name = "Package")
public record Bundle(
        UUID id,
        String name,
        @Nullable String sku,
        @Nullable String description,
        @Nullable String link,
        List<Tier> tiers,
        boolean archived,
        Instant createdAt,
        Instant changedAt) {

    @Schema(name = "PackagePricing")
    public enum Pricing {
        /// What the parts cost together.
        PARTS,
        /// One price, whatever the parts cost.
        PRICE,
        /// So many percent less than the parts.
        PERCENT,
        /// So much less than the parts.
        AMOUNT;

        @JsonValue
        public String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        public static Pricing from(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }

    /// @param total what the parts cost one by one; null: one of them is on request
    /// @param price null: it cannot be said, because a part is on request
    /// @param saving null where it cannot be said
    /// @param available how many can be had; null: no part is counted
    @Schema(name = "PackageTier")
    public record Tier(
            String name,
            List<Part> parts,
            Pricing pricing,
            @Nullable Money amount,
            @Nullable BigDecimal percent,
            @Nullable Money total,
            @Nullable Money price,
            @Nullable Money saving,
            @Nullable Integer available) {

        static Tier of(
                String name,
                List<Part> parts,
                Pricing pricing,
                @Nullable Money amount,
                @Nullable BigDecimal percent,
                String currency) {
            var total = total(parts, currency);
            var price = price(pricing, amount, percent, total);
            var saving = total == null || price == null
                    ? null
                    : Money.of(total.value().subtract(price.value()).max(BigDecimal.ZERO), currency);
            return new Tier(name, parts, pricing, amount, percent, total, price, saving, available(parts));
        }

        private static @Nullable Money total(List<Part> parts, String currency) {
            var total = BigDecimal.ZERO;
            for (var part : parts) {
                var price = part.price();
                if (price == null) return null;
                total = total.add(price.value().multiply(BigDecimal.valueOf(part.quantity())));
            }
            return Money.of(total, currency);
        }

        /// A part of a cent is rounded to the nearer one, half a cent up. Nothing costs less than nothing.
        private static @Nullable Money price(
                Pricing pricing, @Nullable Money amount, @Nullable BigDecimal percent, @Nullable Money total) {
            if (pricing == Pricing.PRICE) return amount;
            if (total == null) return null;
            var less = switch (pricing) {
                case AMOUNT -> amount == null ? BigDecimal.ZERO : amount.value();
                case PERCENT ->
                    percent == null ? BigDecimal.ZERO : total.value().multiply(percent.movePointLeft(2));
                case PARTS, PRICE -> BigDecimal.ZERO;
            };
            int cents = Currency.getInstance(total.currency()).getDefaultFractionDigits();
            var price = total.value().subtract(less).max(BigDecimal.ZERO).setScale(cents, RoundingMode.HALF_UP);
            return Money.of(price, total.currency());
        }

        private static @Nullable Integer available(List<Part> parts) {
            Integer fewest = null;
            for (var part : parts) {
                if (part.archived()) return 0;
                if (part.stock() == null) continue;
                int sets = part.stock() / part.quantity();
                fewest = fewest == null ? sets : Math.min(fewest, sets);
            }
            return fewest;
        }
    }

    /// @param price of one, now
    /// @param stock null: not counted
    @Schema(name = "PackagePart")
    public record Part(
            ProductId productId,
            String name,
            @Nullable String sku,
            int quantity,
            @Nullable Money price,
            @Nullable Integer stock,
            boolean archived) {}

    @Schema(name = "NewPackage")
    public record Draft(
            @NotBlank @Size(max = 200) String name,
            @Nullable @Size(max = 60) String sku,
            @Nullable @Size(max = 4000) String description,

            @Nullable @Size(max = 500) @Pattern(regexp = "|https?://\\S+")
            String link,

            @NotEmpty @Size(max = 6) List<@NotNull @Valid TierDraft> tiers) {}

    /// @param pricing null: what the parts cost together
    /// @param amount for `price` and `amount`, in the company's currency
    @Schema(name = "NewPackageTier")
    public record TierDraft(
            @NotBlank @Size(max = 60) String name,
            @NotEmpty @Size(max = 50) List<@NotNull @Valid PartDraft> parts,
            @Nullable Pricing pricing,
            @Nullable Money amount,

            @Nullable @DecimalMin("0") @DecimalMax("100") @Digits(integer = 3, fraction = 2)
            BigDecimal percent) {}

    @Schema(name = "NewPackagePart")
    public record PartDraft(
            @NotNull ProductId productId,
            @NotNull @Min(1) @Max(10_000) Integer quantity) {}
}
