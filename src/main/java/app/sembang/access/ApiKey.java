package app.sembang.access;

import app.sembang.shared.MemberId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A key as an admin sees it.
///
/// @param madeBy in whose name it acts; it can never do more than that person may
/// @param lastUsedAt to about a minute
public record ApiKey(
        UUID id,
        String name,
        List<ApiScope> scopes,
        MemberId madeBy,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt,
        Instant createdAt) {}
