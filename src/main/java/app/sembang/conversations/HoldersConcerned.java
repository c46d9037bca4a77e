package app.sembang.conversations;

import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import java.time.Instant;
import java.util.List;

/// Customers wrote where a person answers; published in the transaction that stores it, once for a batch.
public record HoldersConcerned(CompanyId company, List<Item> items, Instant at) {
    /// @param holder who is responsible, or answers where nobody is; not who has it open at that moment
    /// @param readTo how far the holder has read
    public record Item(ConversationId conversation, MemberId holder, int readTo) {}
}
