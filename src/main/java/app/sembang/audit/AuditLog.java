package app.sembang.audit;

import app.sembang.shared.CompanyId;
import app.sembang.shared.MemberId;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// The company's proof of who changed settings, credentials and rights and who took data out. What happens in
/// conversations is [EventLog]'s.
@Component
public class AuditLog {
    /// The request attribute that holds the id (UUID) of the API key a request came with.
    public static final String API_KEY = "app.sembang.apiKey";

    private static final TypeReference<Map<String, Object>> FACTS = new TypeReference<>() {};
    private static final Pattern SECRET = Pattern.compile("(?i).*(password|secret|token|credential|api_?key|seed).*");
    private static final int LONGEST_AGENT = 400;
    /// Nothing of a shorter secret is shown.
    private static final int SHORTEST_SHOWN = 16;

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Clock clock;

    public AuditLog(JdbcClient jdbc, JsonMapper json, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    /// Adds an entry, in the company's transaction that makes the change; address and browser are those of the request
    /// under way. Entries of one company wait for one another until their commit, so call it last, and never where
    /// messages flow. A value whose name says password, secret, token or credential is masked; leave out what
    /// people wrote.
    ///
    /// @param by who does it; null where the product does by itself
    /// @param kind a term in lower_snake, such as `user_deactivated`
    /// @param subject the id or name of what is changed
    /// @param before what changed, as it was; empty for something new
    /// @param after what changed, as it is; empty for something gone
    public void record(
            CompanyId company,
            @Nullable MemberId by,
            String kind,
            @Nullable Object subject,
            Map<String, ?> before,
            Map<String, ?> after) {
        var origin = Origin.ofRequest();
        var end = jdbc.sql("""
            insert into audit_head (company_id, position, hash) values (:company, 1, :start)
            on conflict (company_id) do update set position = audit_head.position + 1
            returning position, hash
            """)
                .param("company", company.value())
                .param("start", AuditChain.START)
                .query((row, number) -> new AuditChain.End(row.getLong("position"), row.getString("hash")))
                .single();
        var entry = new AuditChain.Row(
                company.value(),
                end.position(),
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                kind,
                by == null ? null : by.value(),
                origin.apiKey(),
                origin.ip(),
                origin.userAgent(),
                subject == null ? null : subject.toString(),
                json.writeValueAsString(masked(before)),
                json.writeValueAsString(masked(after)),
                end.hash());
        AuditChain.append(jdbc, entry);
    }

    /// The same without values, for what has none: a sign-in, a test.
    public void record(CompanyId company, @Nullable MemberId by, String kind, @Nullable Object subject) {
        record(company, by, kind, subject, Map.of(), Map.of());
    }

    /// What differs between two states of a thing, field by field; nothing where they are the same.
    ///
    /// @param before and `after`: records of one type
    /// @param without fields that are worked out from others
    public void recordChange(
            CompanyId company,
            @Nullable MemberId by,
            String kind,
            @Nullable Object subject,
            Object before,
            Object after,
            String... without) {
        var was = json.convertValue(before, FACTS);
        var is = json.convertValue(after, FACTS);
        is.entrySet()
                .removeIf(field -> List.of(without).contains(field.getKey())
                        || Objects.equals(field.getValue(), was.get(field.getKey())));
        if (is.isEmpty()) {
            return;
        }
        was.keySet().retainAll(is.keySet());
        record(company, by, kind, subject, was, is);
    }

    /// Newest first. Inside a transaction of the company.
    ///
    /// @param after the position of the last entry already seen
    public List<AuditEntry> list(
            CompanyId company, @Nullable String kind, @Nullable MemberId member, @Nullable Long after, int limit) {
        return jdbc.sql("""
            select position, at, kind, member_id, api_key_id, ip, user_agent, subject, before, after, hash
            from audit_entry
            where company_id = :company
              and (cast(:after as bigint) is null or position < cast(:after as bigint))
              and (cast(:kind as text) is null or kind = cast(:kind as text))
              and (cast(:member as uuid) is null or member_id = cast(:member as uuid))
            order by position desc limit :limit
            """)
                .param("company", company.value())
                .param("after", after)
                .param("kind", kind)
                .param("member", member == null ? null : member.toString())
                .param("limit", limit)
                .query((row, number) -> {
                    var by = row.getString("member_id");
                    return new AuditEntry(
                            row.getLong("position"),
                            row.getObject("at", OffsetDateTime.class).toInstant(),
                            row.getString("kind"),
                            by == null ? null : MemberId.from(by),
                            row.getObject("api_key_id", UUID.class),
                            row.getString("ip"),
                            row.getString("user_agent"),
                            row.getString("subject"),
                            json.readValue(row.getString("before"), FACTS),
                            json.readValue(row.getString("after"), FACTS),
                            row.getString("hash"));
                })
                .list();
    }

    /// Reads the whole chain and says whether it is as it was written. Inside a transaction of the company.
    public AuditCheck verify(CompanyId company) {
        return AuditChain.verify(jdbc, company.value());
    }

    private static Map<String, Object> masked(Map<?, ?> values) {
        var shown = new LinkedHashMap<String, Object>();
        values.forEach((name, value) -> {
            var key = String.valueOf(name);
            if (value instanceof Map<?, ?> inner) {
                shown.put(key, masked(inner));
            } else if (value instanceof CharSequence text && SECRET.matcher(key).matches()) {
                shown.put(key, masked(text.toString()));
            } else if (value != null) {
                shown.put(key, value);
            }
        });
        return shown;
    }

    private static String masked(String secret) {
        return "****" + (secret.length() < SHORTEST_SHOWN ? "" : secret.substring(secret.length() - 4));
    }

    /// Where the request under way comes from; nothing of it where none is.
    private record Origin(
            @Nullable String ip,
            @Nullable String userAgent,
            @Nullable UUID apiKey) {
        static Origin ofRequest() {
            if (!(RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes)) {
                return new Origin(null, null, null);
            }
            var request = attributes.getRequest();
            var agent = request.getHeader("User-Agent");
            return new Origin(
                    request.getRemoteAddr().replaceFirst("%.*", ""),
                    agent == null ? null : agent.substring(0, Math.min(agent.length(), LONGEST_AGENT)),
                    request.getAttribute(API_KEY) instanceof UUID key ? key : null);
        }
    }
}
