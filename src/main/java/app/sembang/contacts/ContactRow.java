package app.sembang.contacts;

import app.sembang.shared.Channel;
import app.sembang.shared.ContactId;
import app.sembang.shared.Language;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A contact as lists show it.
///
/// @param channels on which the contact is known
/// @param fields what the company's own fields say, by the field's id: 12.5, 2026-11-26, true, 10.00
/// @param score null where none was worked out yet
public record ContactRow(
        ContactId id,
        @Nullable String name,
        @Nullable Language language,
        @Nullable String phone,
        @Nullable String email,
        List<Channel> channels,
        List<ContactTag> tags,
        Map<UUID, String> fields,
        @Nullable Score score,
        int messageCount,
        Instant firstSeenAt,
        Instant lastSeenAt) {}
