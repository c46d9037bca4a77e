package app.sembang.contacts;

import app.sembang.shared.Channel;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a module can tell of what happened with a contact, besides what was said. Called inside a transaction of the
/// company.
public interface ContactStory {
    /// @param kind `lead_moved`, `consent_granted`, `consent_withdrawn`, `contact_joined`, `contact_parted`
    /// @param actor null: by itself, or by a rule
    /// @param text in whoever's words it was
    record Happened(
            Instant at,
            String kind,
            @Nullable MemberId actor,
            @Nullable ConversationId conversation,
            @Nullable Channel channel,
            Map<String, String> facts,
            @Nullable String text) {}

    /// At most so many, the newest.
    List<Happened> of(CompanyId company, ContactId contact, int most);
}
