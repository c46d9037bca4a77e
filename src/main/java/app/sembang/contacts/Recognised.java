package app.sembang.contacts;

import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.ContactId;
import app.sembang.shared.ContactIdentityId;
import app.sembang.shared.Language;
import org.jspecify.annotations.Nullable;

/// The contact behind a [Sighting]; its identity's row is locked until the transaction ends.
///
/// @param blocked the company does not want to hear them
public record Recognised(
        ContactIdentityId identity,
        ContactId contact,
        ChannelAccountId account,
        String externalId,
        @Nullable String name,
        @Nullable Language language,
        boolean blocked) {}
