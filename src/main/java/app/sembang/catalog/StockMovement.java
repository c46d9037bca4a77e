package app.sembang.catalog;

import app.sembang.shared.MemberId;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A stock rose or fell.
///
/// @param position rises with time
/// @param reference what it belongs to, such as an order; counts once for each product
/// @param by null where the product did it by itself
public record StockMovement(
        long position,
        Instant at,
        Reason reason,
        int change,
        int stockAfter,
        @Nullable String note,
        @Nullable String reference,
        @Nullable MemberId by) {

    public enum Reason {
        OPENING,
        RECEIVED,
        SOLD,
        RETURNED,
        LOST,
        COUNTED;

        @JsonValue
        public String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        public static Reason from(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }

        /// Whether it may change a stock by so many: what is sold or lost falls, what is
        /// received or returned rises.
        boolean fits(int change) {
            return switch (this) {
                case SOLD, LOST -> change < 0;
                case OPENING, RECEIVED, RETURNED -> change > 0;
                case COUNTED -> true;
            };
        }
    }

    /// A movement somebody enters.
    ///
    /// @param change by how many pieces
    @Schema(name = "NewStockMovement")
    public record Draft(
            @NotNull Reason reason,

            @NotNull @Min(-Product.LARGEST_STOCK) @Max(Product.LARGEST_STOCK)
            Integer change,

            @Nullable @Size(max = 500) String note,
            @Nullable @Size(min = 1, max = 100) String reference) {}
}
