package app.sembang.sales;

import app.sembang.catalog.ProductId;
import app.sembang.shared.ContactId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import app.sembang.shared.Money;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One sale.
///
/// @param conversationId null: a lead was won without one
/// @param by who sold it
/// @param amount what was paid in all, whatever the lines add up to
/// @param notes how it came about
/// @param reversedAt when it was taken back; null: it stands
public record Sale(
        UUID id,
        @Nullable ConversationId conversationId,
        ContactId contactId,
        MemberId by,
        Instant at,
        Money amount,
        @Nullable String paymentMethod,
        @Nullable String notes,
        Evidence evidence,
        List<Line> lines,
        @Nullable Instant reversedAt,
        @Nullable MemberId reversedBy) {

    Sale with(List<Line> sold) {
        return new Sale(
                id,
                conversationId,
                contactId,
                by,
                at,
                amount,
                paymentMethod,
                notes,
                evidence,
                sold,
                reversedAt,
                reversedBy);
    }

    /// What proves it.
    public enum Evidence {
        /// A person closed the conversation with it, or won the lead.
        MEMBER,
        /// A provider says that it was paid.
        PAYMENT;

        @JsonValue
        public String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Evidence from(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }

    /// @param price of one, as it was then; null: on request
    public record Line(
            ProductId productId,
            String name,
            int quantity,
            @Nullable Money price) {}
}
