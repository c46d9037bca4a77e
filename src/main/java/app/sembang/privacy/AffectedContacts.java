package app.sembang.privacy;

import app.sembang.access.ApiKeys;
import app.sembang.audit.AuditLog;
import app.sembang.database.CompanyTransactions;
import app.sembang.database.PersonalData;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.ContactId;
import app.sembang.shared.MemberId;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// After a breach: whom it may concern, as far as anything stored tells. `docs/privacy.md` says what that is.
@RestController
@RequestMapping("/api/v1/affected-contacts")
@Tag(name = "Privacy")
@AllowedTo(Role.COMPANY_ADMIN)
class AffectedContacts {
    private static final Duration USUAL = Duration.ofDays(3);
    private static final Instant LAST = Instant.parse("2200-12-31T23:59:59Z");

    private final CompanyTransactions transactions;
    private final List<PersonalData> places;
    private final ApiKeys keys;
    private final AuditLog audit;
    private final JdbcClient jdbc;
    private final Clock clock;

    AffectedContacts(
            CompanyTransactions transactions,
            List<PersonalData> places,
            ApiKeys keys,
            AuditLog audit,
            JdbcClient jdbc,
            Clock clock) {
        this.transactions = transactions;
        this.places = List.copyOf(places);
        this.keys = keys;
        this.audit = audit;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// @param evidence of `message`, `note`, `activity`, `within_reach`, `export`, `company_export`
    record AffectedContact(
            ContactId id,
            @Nullable String name,
            @Nullable String phone,
            @Nullable String email,
            List<String> evidence,
            Instant firstAt,
            Instant lastAt) {}

    /// Nothing stored is older, and times far from now are none to the database.
    private static Instant notBefore1970(Instant time) {
        return time.isBefore(Instant.EPOCH) ? Instant.EPOCH : time;
    }

    @GetMapping
    @Operation(
            summary = "List the contacts whose data was read or written in a span of time",
            description =
                    "Without times: the last three days. Narrowed to a channel account, or to what one member did or could open. For an API key it is what"
                            + " the member did in whose name the key works: more, never less. Asking is audited.")
    Page<AffectedContact> list(
            Member me,
            @RequestParam(name = "from", required = false) @Nullable Instant begin,
            @RequestParam(name = "to", required = false) @Nullable Instant end,
            @RequestParam(required = false) @Nullable ChannelAccountId channelAccount,
            @RequestParam(required = false) @Nullable MemberId member,
            @RequestParam(required = false) @Nullable UUID apiKey,
            @RequestParam(required = false) @Nullable ContactId after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MOST) int limit) {
        var to = end == null ? clock.instant() : end;
        var from = notBefore1970(begin == null ? notBefore1970(to).minus(USUAL) : begin);
        if (to.isAfter(LAST)) {
            throw Refusal.invalid("to", "It lies beyond the year 2200.");
        }
        if (!from.isBefore(to)) {
            throw Refusal.invalid("to", "must lie after 'from'");
        }
        if (member != null && apiKey != null) {
            throw Refusal.invalid("apiKey", "is asked for instead of a member");
        }
        return transactions.in(me.company(), () -> {
            var who = apiKey == null ? (member == null ? null : member.value()) : holder(me, apiKey);
            var rows = rows(me, from, to, channelAccount, who, after, limit + 1);
            if (after == null) {
                audit.record(
                        me.company(),
                        me.id(),
                        "affected_contacts_listed",
                        "affected_contacts",
                        Map.of(),
                        Map.of("from", from.toString(), "to", to.toString()));
            }
            return Page.of(rows, limit, row -> row.id().toString());
        });
    }

    private List<AffectedContact> rows(
            Member me,
            Instant from,
            Instant to,
            @Nullable ChannelAccountId account,
            @Nullable UUID member,
            @Nullable ContactId after,
            int most) {
        var concerned =
                places.stream().flatMap(place -> place.concerned().stream()).collect(Collectors.joining(" union all "));
        return jdbc.sql("""
                select contact.id, contact.name, contact.phone, contact.email,
                       array_agg(distinct concerned.evidence order by concerned.evidence) as evidence,
                       min(concerned.at) as first_at, max(concerned.at) as last_at
                  from (%s) concerned
                  join contact on contact.company_id = :company and contact.id = concerned.contact_id
                 where cast(:after as uuid) is null or contact.id > cast(:after as uuid)
                 group by contact.company_id, contact.id
                 order by contact.id
                 limit :most
                """.formatted(concerned))
                .param("company", me.company().value())
                .param("from", from.atOffset(ZoneOffset.UTC))
                .param("to", to.atOffset(ZoneOffset.UTC))
                .param("account", account == null ? null : account.toString())
                .param("member", member == null ? null : member.toString())
                .param("after", after == null ? null : after.toString())
                .param("most", most)
                .query((row, number) -> new AffectedContact(
                        new ContactId(row.getObject("id", UUID.class)),
                        row.getString("name"),
                        row.getString("phone"),
                        row.getString("email"),
                        List.of((String[]) row.getArray("evidence").getArray()),
                        row.getObject("first_at", OffsetDateTime.class).toInstant(),
                        row.getObject("last_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    private UUID holder(Member me, UUID apiKey) {
        return keys.holder(me.company(), apiKey)
                .map(MemberId::value)
                .orElseThrow(() -> Refusal.notFound("API key", apiKey));
    }
}
