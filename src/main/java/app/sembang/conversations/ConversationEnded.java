package app.sembang.conversations;

import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import app.sembang.shared.Money;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A member closed a conversation, or the customer; published in that transaction.
///
/// @param lost completed where it is not
/// @param saleAmount null where nothing was sold
/// @param by null: the customer, who sells nothing
/// @param lead the one it was closed for, with a sale; null: nobody named one
public record ConversationEnded(
        CompanyId company,
        ConversationId conversation,
        ContactId contact,
        boolean lost,
        @Nullable Money saleAmount,
        List<SoldProduct> productsSold,
        @Nullable String paymentMethod,
        @Nullable String notes,
        @Nullable MemberId by,
        @Nullable UUID lead,
        Instant at) {}
