package app.sembang.access;

import app.sembang.audit.AuditLog;
import app.sembang.companies.Companies;
import app.sembang.companies.Company;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.Member;
import app.sembang.identity.Members;
import app.sembang.shared.CompanyId;
import app.sembang.shared.MemberId;
import app.sembang.shared.Refusal;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.MessageDigest;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Keys by which programs call the API. A key acts in the name of the admin who made it, within its scopes, and ends
/// when that person no longer works there.
@Component
public class ApiKeys {
    private static final int MOST = 50;
    private static final Instant LAST_END = Instant.parse("2201-01-01T00:00:00Z");

    private final CompanyTransactions transactions;
    private final Companies companies;
    private final Members members;
    private final AuditLog audit;
    private final JdbcClient jdbc;
    private final Clock clock;
    /// Not those that let nobody in: a key just made must work at once.
    private final Cache<String, KeyHolder> recent = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofSeconds(10))
            .build();

    ApiKeys(
            CompanyTransactions transactions,
            Companies companies,
            Members members,
            AuditLog audit,
            JdbcClient jdbc,
            Clock clock) {
        this.transactions = transactions;
        this.companies = companies;
        this.members = members;
        this.audit = audit;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// Whether a bearer token is meant to be one of these keys.
    public static boolean isKey(String token) {
        return token.startsWith(KeyText.PREFIX);
    }

    /// Who comes with a key. One revoked in another process counts for ten seconds more.
    public Optional<KeyHolder> who(String text) {
        var known = recent.getIfPresent(text);
        if (known != null) {
            return Optional.of(known);
        }
        var found = KeyText.parse(text)
                .filter(key -> companies
                        .find(key.company())
                        .filter(company -> company.status() != Company.Status.SUSPENDED)
                        .isPresent())
                .flatMap(key -> transactions.in(key.company(), () -> read(key)));
        found.ifPresent(holder -> recent.put(text, holder));
        return found;
    }

    /// In whose name a key works or worked; revoked ones are known too. Inside a transaction of the company.
    public Optional<MemberId> holder(CompanyId company, UUID key) {
        return jdbc.sql("select member_id from api_key where company_id = :company and id = :id")
                .param("company", company.value())
                .param("id", key)
                .query((row, number) -> MemberId.from(row.getString("member_id")))
                .optional();
    }

    private record Found(MemberId member, Set<ApiScope> scopes, boolean isKey) {}

    private Optional<KeyHolder> read(KeyText key) {
        var now = clock.instant();
        var holder = jdbc.sql("""
                select api_key.member_id, api_key.scopes, api_key.secret_hash
                from api_key join member on member.company_id = api_key.company_id and member.id = api_key.member_id
                where api_key.company_id = :company and api_key.id = :id and api_key.revoked_at is null
                  and (api_key.expires_at is null or api_key.expires_at > :now) and member.active
                """)
                .param("company", key.company().value())
                .param("id", key.id())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .query((row, number) -> new Found(
                        MemberId.from(row.getString("member_id")),
                        Set.copyOf(scopes(row.getArray("scopes"))),
                        MessageDigest.isEqual(row.getBytes("secret_hash"), key.hash())))
                .optional()
                .filter(Found::isKey)
                .flatMap(found -> members.find(key.company(), found.member())
                        .map(member -> new KeyHolder(member, key.id(), found.scopes())));
        if (holder.isPresent()) {
            // A key in use is read every ten seconds; that it is used is written once a minute.
            jdbc.sql("""
                    update api_key set last_used_at = :now
                    where company_id = :company and id = :id and (last_used_at is null or last_used_at < :before)
                    """)
                    .param("company", key.company().value())
                    .param("id", key.id())
                    .param("now", now.atOffset(ZoneOffset.UTC))
                    .param("before", now.minus(Duration.ofMinutes(1)).atOffset(ZoneOffset.UTC))
                    .update();
        }
        return holder;
    }

    /// A key just made; its text is in no other place.
    record Made(ApiKey key, String text) {
        @Override
        public String toString() {
            return "Made[key=%s]".formatted(key);
        }
    }

    Made create(Member me, String name, Set<ApiScope> scopes, @Nullable Instant expiresAt) {
        var now = clock.instant();
        if (expiresAt != null && !expiresAt.isAfter(now)) {
            throw Refusal.invalid("expiresAt", "It lies in the past.");
        }
        if (expiresAt != null && expiresAt.isAfter(LAST_END)) {
            throw Refusal.invalid("expiresAt", "It lies beyond the year 2200.");
        }
        var fresh = KeyText.fresh(me.company());
        var sorted = scopes.stream().sorted().toList();
        transactions.run(me.company(), () -> {
            if (list(me.company()).size() >= MOST) {
                throw new Refusal(
                        Refusal.Kind.CONFLICT, "too-many-keys", "A company has at most %d keys.".formatted(MOST));
            }
            jdbc.sql("""
                    insert into api_key (company_id, id, member_id, name, scopes, secret_hash, expires_at, created_at)
                    values (:company, :id, :member, :name, :scopes, :hash, :expires, :now)
                    """)
                    .param("company", me.company().value())
                    .param("id", fresh.id())
                    .param("member", me.id().value())
                    .param("name", name.strip())
                    .param("scopes", sorted.stream().map(ApiScope::value).toArray(String[]::new))
                    .param("hash", fresh.hash())
                    .param("expires", expiresAt == null ? null : expiresAt.atOffset(ZoneOffset.UTC))
                    .param("now", now.atOffset(ZoneOffset.UTC))
                    .update();
            var after = new HashMap<String, Object>(Map.of("name", name.strip(), "scopes", sorted));
            if (expiresAt != null) {
                after.put("expiresAt", expiresAt);
            }
            audit.record(me.company(), me.id(), "api_key_created", fresh.id(), Map.of(), after);
        });
        return new Made(new ApiKey(fresh.id(), name.strip(), sorted, me.id(), expiresAt, null, now), fresh.text());
    }

    List<ApiKey> all(Member me) {
        return transactions.as(me.access(), () -> list(me.company()));
    }

    void revoke(Member me, UUID id) {
        transactions.run(me.company(), () -> {
            var key = list(me.company()).stream()
                    .filter(known -> known.id().equals(id))
                    .findFirst()
                    .orElseThrow(() -> Refusal.notFound("API key", id));
            jdbc.sql("update api_key set revoked_at = :now where company_id = :company and id = :id")
                    .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                    .param("company", me.company().value())
                    .param("id", id)
                    .update();
            audit.record(
                    me.company(),
                    me.id(),
                    "api_key_revoked",
                    id,
                    Map.of("name", key.name(), "scopes", key.scopes()),
                    Map.of());
        });
        recent.asMap().values().removeIf(holder -> holder.key().equals(id));
    }

    private List<ApiKey> list(CompanyId company) {
        return jdbc.sql("""
                select id, name, scopes, member_id, expires_at, last_used_at, created_at from api_key
                where company_id = :company and revoked_at is null order by id
                """)
                .param("company", company.value())
                .query((row, number) -> new ApiKey(
                        row.getObject("id", UUID.class),
                        row.getString("name"),
                        scopes(row.getArray("scopes")),
                        MemberId.from(row.getString("member_id")),
                        instant(row, "expires_at"),
                        instant(row, "last_used_at"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    private static List<ApiScope> scopes(Array array) throws SQLException {
        return Arrays.stream((String[]) array.getArray()).map(ApiScope::from).collect(Collectors.toList());
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
