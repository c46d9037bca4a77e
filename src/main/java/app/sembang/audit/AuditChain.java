package app.sembang.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// How entries hang together: `hash = SHA-256(previous hash, every field with its length)`.
final class AuditChain {
    static final String START = "0".repeat(64);

    private AuditChain() {}

    record End(long position, String hash) {}

    record Row(
            UUID company,
            long position,
            Instant at,
            String kind,
            @Nullable UUID member,
            @Nullable UUID apiKey,
            @Nullable String ip,
            @Nullable String userAgent,
            @Nullable String subject,
            String before,
            String after,
            String previousHash) {
        String hash() {
            var digest = sha256();
            digest.update(HexFormat.of().parseHex(previousHash));
            for (var field : new @Nullable Object[] {
                company,
                position,
                ChronoUnit.MICROS.between(Instant.EPOCH, at),
                kind,
                member,
                apiKey,
                ip,
                userAgent,
                subject,
                before,
                after
            }) {
                // The length stands first, so that no two rows give the same bytes; an absent field has none.
                var bytes = field == null ? null : field.toString().getBytes(StandardCharsets.UTF_8);
                digest.update(ByteBuffer.allocate(4)
                        .putInt(bytes == null ? -1 : bytes.length)
                        .array());
                if (bytes != null) {
                    digest.update(bytes);
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        }
    }

    static void append(JdbcClient jdbc, Row row) {
        jdbc.sql("""
            with entry as (
                insert into audit_entry (company_id, position, at, kind, member_id, api_key_id, ip, user_agent, subject,
                                         before, after, previous_hash, hash)
                values (:company, :position, :at, :kind, :member, :key, :ip, :agent, :subject, :before, :after,
                        :previous, :hash))
            update audit_head set hash = :hash where company_id = :company
            """)
                .param("company", row.company())
                .param("position", row.position())
                .param("at", row.at().atOffset(ZoneOffset.UTC))
                .param("kind", row.kind())
                .param("member", row.member(), java.sql.Types.OTHER)
                .param("key", row.apiKey(), java.sql.Types.OTHER)
                .param("ip", row.ip())
                .param("agent", row.userAgent())
                .param("subject", row.subject())
                .param("before", row.before())
                .param("after", row.after())
                .param("previous", row.previousHash())
                .param("hash", row.hash())
                .update();
    }

    static AuditCheck verify(JdbcClient jdbc, UUID company) {
        var walk = new Walk();
        jdbc.sql("""
            select company_id, position, at, kind, member_id, api_key_id, ip, user_agent, subject, before, after,
                   previous_hash, hash
            from audit_entry where company_id = :company order by position
            """).withFetchSize(1_000).param("company", company).query(walk::visit);
        var end = jdbc.sql("select position, hash from audit_head where company_id = :company")
                .param("company", company)
                .query((row, number) -> new End(row.getLong("position"), row.getString("hash")))
                .optional()
                .orElse(new End(0, START));
        if (walk.brokenAt == null
                && (end.position() != walk.entries || !end.hash().equals(walk.last))) {
            walk.brokenAt = walk.entries + 1;
        }
        return new AuditCheck(walk.brokenAt == null, walk.entries, walk.last, walk.brokenAt);
    }

    private static final class Walk {
        private long entries;
        private String last = START;
        private @Nullable Long brokenAt;

        void visit(ResultSet result) throws SQLException {
            var row = row(result);
            var hash = result.getString("hash");
            entries++;
            if (brokenAt == null
                    && (row.position() != entries
                            || !row.previousHash().equals(last)
                            || !row.hash().equals(hash))) {
                brokenAt = entries;
            }
            last = hash;
        }
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getObject("company_id", UUID.class),
                row.getLong("position"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("kind"),
                row.getObject("member_id", UUID.class),
                row.getObject("api_key_id", UUID.class),
                row.getString("ip"),
                row.getString("user_agent"),
                row.getString("subject"),
                row.getString("before"),
                row.getString("after"),
                row.getString("previous_hash"));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("SHA-256 is missing from this Java runtime", missing);
        }
    }
}
