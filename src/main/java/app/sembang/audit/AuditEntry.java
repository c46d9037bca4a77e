package app.sembang.audit;

import app.sembang.shared.MemberId;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One entry of a company's audit log. `before` and `after` hold only what changed, with secrets masked.
///
/// @param member who did it; null where the product did. Not always a member of this company
/// @param apiKey the key the member's program came with
/// @param subject what was changed: an id, or a name such as `ip_allowlist`
/// @param hash covers this entry and, through the hash before it, all earlier ones
public record AuditEntry(
        long position,
        Instant at,
        String kind,
        @Nullable MemberId member,
        @Nullable UUID apiKey,
        @Nullable String ip,
        @Nullable String userAgent,
        @Nullable String subject,
        Map<String, Object> before,
        Map<String, Object> after,
        String hash) {}
