package app.sembang.notifications;

import app.sembang.audit.AuditLog;
import app.sembang.companies.Companies;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.mail.Mails;
import app.sembang.notifications.Notice.Kind;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// How each member wants to be told.
@Component
class Preferences {
    private final CompanyTransactions transactions;
    private final Companies companies;
    private final Mails mails;
    private final PushKeys keys;
    private final AuditLog audit;
    private final JdbcClient jdbc;

    Preferences(
            CompanyTransactions transactions,
            Companies companies,
            Mails mails,
            PushKeys keys,
            AuditLog audit,
            JdbcClient jdbc) {
        this.transactions = transactions;
        this.companies = companies;
        this.mails = mails;
        this.keys = keys;
        this.audit = audit;
        this.jdbc = jdbc;
    }

    /// Where one kind goes.
    @Schema(name = "NotificationPreference")
    record Choice(
            @NotNull Kind kind, boolean inApp, @NotNull Notice.Mail mail, boolean push) {}

    /// @param timeZone by whose clock; null: the company's
    /// @param quietFrom and `quietUntil`: nothing goes out by mail or push then; both or neither. The second may be
    /// earlier: the night between is meant
    /// @param digestAt when the day's mail comes
    @Schema(name = "NotificationPreferencesChange")
    record Change(
            @NotNull @Size(max = 20) List<@Valid Choice> kinds,
            @Nullable @Size(max = 64) String timeZone,
            @Nullable LocalTime quietFrom,
            @Nullable LocalTime quietUntil,
            @NotNull LocalTime digestAt) {}

    /// How the company wants its people to be told of one kind.
    ///
    /// @param fixed whether it holds for everybody; else for those who have chosen nothing
    @Schema(name = "NotificationRule")
    record Rule(@NotNull Kind kind, boolean inApp, @NotNull Notice.Mail mail, boolean push, boolean fixed) {
        private Choice choice() {
            return new Choice(kind, inApp, mail, push);
        }

        private static Rule usual(Kind kind) {
            return new Rule(kind, kind.usualHere(), kind.usualMail(), true, false);
        }
    }

    /// @param kinds those the member's role is told of
    /// @param fixed those of them the company has decided on: a choice of the member's changes nothing
    /// @param companyTimeZone holds where the member has chosen none
    /// @param mailAvailable whether a mail reaches anybody
    /// @param pushKey what a browser subscribes with
    @Schema(name = "NotificationPreferences")
    record All(
            List<Choice> kinds,
            List<Kind> fixed,
            @Nullable String timeZone,
            String companyTimeZone,
            @Nullable LocalTime quietFrom,
            @Nullable LocalTime quietUntil,
            LocalTime digestAt,
            boolean mailAvailable,
            String pushKey) {}

    All of(Member me) {
        var pushKey = keys.publicKey();
        return transactions.as(me.access(), () -> {
            var chosen = new EnumMap<Kind, Choice>(Kind.class);
            jdbc.sql("""
                    select kind, in_app, mail, push from notice_preference
                     where company_id = :company and member_id = :member
                    """)
                    .param("company", me.company().value())
                    .param("member", me.id().value())
                    .query((row, number) -> new Choice(
                            Kind.from(row.getString("kind")),
                            row.getBoolean("in_app"),
                            Notice.Mail.from(row.getString("mail")),
                            row.getBoolean("push")))
                    .list()
                    .forEach(choice -> chosen.put(choice.kind(), choice));
            var rules = read(me.company());
            var kinds = kinds(me.role())
                    .map(kind -> {
                        var rule = rules.getOrDefault(kind, Rule.usual(kind));
                        return rule.fixed() ? rule.choice() : chosen.getOrDefault(kind, rule.choice());
                    })
                    .toList();
            var fixed = kinds(me.role())
                    .filter(kind -> rules.getOrDefault(kind, Rule.usual(kind)).fixed())
                    .toList();
            var zone = companies.find(me.company()).orElseThrow().timeZone().getId();
            return jdbc.sql("""
                    select time_zone, quiet_from, quiet_until, digest_at from notice_hours
                     where company_id = :company and member_id = :member
                    """)
                    .param("company", me.company().value())
                    .param("member", me.id().value())
                    .query((row, number) -> new All(
                            kinds,
                            fixed,
                            row.getString("time_zone"),
                            zone,
                            row.getObject("quiet_from", LocalTime.class),
                            row.getObject("quiet_until", LocalTime.class),
                            row.getObject("digest_at", LocalTime.class),
                            mails.available(),
                            pushKey))
                    .optional()
                    .orElse(new All(
                            kinds, fixed, null, zone, null, null, Hours.USUAL_DIGEST, mails.available(), pushKey));
        });
    }

    /// Of every kind, whether or not the company has decided.
    List<Rule> rules(Member me) {
        return transactions.as(me.access(), () -> all(read(me.company())));
    }

    /// A kind that is left out stays as it is.
    List<Rule> changeRules(Member me, List<Rule> rules) {
        requireNoTest(rules.stream().map(Rule::kind));
        return transactions.as(me.access(), () -> {
            var before = all(read(me.company()));
            rules.forEach(rule -> jdbc.sql("""
                    insert into notice_rule (company_id, kind, in_app, mail, push, fixed)
                    values (:company, :kind, :inApp, :mail, :push, :fixed)
                    on conflict (company_id, kind) do update
                       set in_app = excluded.in_app, mail = excluded.mail, push = excluded.push, fixed = excluded.fixed
                    """)
                    .param("company", me.company().value())
                    .param("kind", rule.kind().value())
                    .param("inApp", rule.inApp())
                    .param("mail", rule.mail().value())
                    .param("push", rule.push())
                    .param("fixed", rule.fixed())
                    .update());
            var after = all(read(me.company()));
            audit.recordChange(
                    me.company(),
                    me.id(),
                    "notification_rules_changed",
                    me.company(),
                    Map.of("rules", before),
                    Map.of("rules", after));
            return after;
        });
    }

    private static List<Rule> all(Map<Kind, Rule> decided) {
        return Stream.of(Kind.values())
                .filter(kind -> kind != Kind.TEST)
                .map(kind -> decided.getOrDefault(kind, Rule.usual(kind)))
                .toList();
    }

    private Map<Kind, Rule> read(CompanyId company) {
        var rules = new EnumMap<Kind, Rule>(Kind.class);
        jdbc.sql("select kind, in_app, mail, push, fixed from notice_rule where company_id = :company")
                .param("company", company.value())
                .query((row, number) -> new Rule(
                        Kind.from(row.getString("kind")),
                        row.getBoolean("in_app"),
                        Notice.Mail.from(row.getString("mail")),
                        row.getBoolean("push"),
                        row.getBoolean("fixed")))
                .list()
                .forEach(rule -> rules.put(rule.kind(), rule));
        return rules;
    }

    private static void requireNoTest(Stream<Kind> kinds) {
        if (kinds.anyMatch(kind -> kind == Kind.TEST)) {
            throw Refusal.invalid("kinds", "Tests are sent where they were asked for.");
        }
    }

    private static Stream<Kind> kinds(Role role) {
        return Stream.of(Kind.values()).filter(kind -> switch (kind) {
            case UNASSIGNED, CHANNEL_BROKEN, CHANNEL_EXPIRING, TRANSFER_ASKED, QUOTA -> role == Role.COMPANY_ADMIN;
            case ASSIGNED,
                    HOT_LEAD,
                    HANDED_OVER,
                    TASK_DUE,
                    TASK_GIVEN,
                    SLA_WARNING,
                    SLA_BREACH,
                    TRANSFER_APPROVED,
                    TRANSFER_DECLINED,
                    WOKEN,
                    CUSTOMER_WROTE,
                    NOT_SENT -> role.answers();
            case MENTIONED -> true;
            case TEST -> false;
        });
    }

    All change(Member me, Change change) {
        requireZone(change.timeZone());
        if ((change.quietFrom() == null) != (change.quietUntil() == null)
                || (change.quietFrom() != null && change.quietFrom().equals(change.quietUntil()))) {
            throw Refusal.invalid("quietUntil", "Give both ends of the quiet hours, and different ones.");
        }
        requireNoTest(change.kinds().stream().map(Choice::kind));
        transactions.<@Nullable Object>as(me.access(), () -> {
            change.kinds().forEach(choice -> keep(me, choice));
            jdbc.sql("""
                    insert into notice_hours (company_id, member_id, time_zone, quiet_from, quiet_until, digest_at)
                    values (:company, :member, :zone, :from, :until, :digest)
                    on conflict (company_id, member_id) do update
                       set time_zone = excluded.time_zone, quiet_from = excluded.quiet_from,
                           quiet_until = excluded.quiet_until, digest_at = excluded.digest_at
                    """)
                    .param("company", me.company().value())
                    .param("member", me.id().value())
                    .param("zone", change.timeZone())
                    .param("from", change.quietFrom(), Types.TIME)
                    .param("until", change.quietUntil(), Types.TIME)
                    .param("digest", change.digestAt(), Types.TIME)
                    .update();
            return null;
        });
        return of(me);
    }

    private static void requireZone(@Nullable String zone) {
        try {
            if (zone != null
                    && !ZoneId.getAvailableZoneIds().contains(ZoneId.of(zone).getId())) {
                throw Refusal.invalid("timeZone", "is no time zone");
            }
        } catch (DateTimeException none) {
            throw Refusal.invalid("timeZone", "is no time zone");
        }
    }

    private void keep(Member me, Choice choice) {
        jdbc.sql("""
                insert into notice_preference (company_id, member_id, kind, in_app, mail, push)
                values (:company, :member, :kind, :inApp, :mail, :push)
                on conflict (company_id, member_id, kind) do update
                   set in_app = excluded.in_app, mail = excluded.mail, push = excluded.push
                """)
                .param("company", me.company().value())
                .param("member", me.id().value())
                .param("kind", choice.kind().value())
                .param("inApp", choice.inApp())
                .param("mail", choice.mail().value())
                .param("push", choice.push())
                .update();
    }
}
