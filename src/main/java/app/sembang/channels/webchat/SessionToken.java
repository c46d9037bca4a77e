package app.sembang.channels.webchat;

import app.sembang.shared.Language;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a browser's session says of itself.
///
/// @param version of the visitor when it was issued; a higher one since has ended it
/// @param language of the chat in that browser
record SessionToken(
        UUID id,
        String visitor,
        String siteKey,
        int version,
        @Nullable Language language,
        Instant issuedAt,
        Instant expiresAt) {}
