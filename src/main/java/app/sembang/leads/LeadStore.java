package app.sembang.leads;

import app.sembang.contacts.Score;
import app.sembang.contacts.ScoreColor;
import app.sembang.shared.Channel;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import app.sembang.shared.Money;
import app.sembang.shared.Refusal;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/// Everything here runs inside a transaction of the company.
@Component
class LeadStore {
    private static final String LEADS = " from lead where lead.company_id = :company";

    private static final int AT_ONCE = 1000;

    private final JdbcClient jdbc;

    LeadStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Lead> find(CompanyId company, UUID id) {
        return jdbc.sql(shown(LEADS + " and lead.id = :id"))
                .param("company", company.value())
                .param("id", id)
                .query(LeadStore::lead)
                .optional();
    }

    /// What is shown of a lead is read of those only that are meant.
    ///
    /// @param which a statement from its `from` on
    private static String shown(String which) {
        return """
                select lead.*, contact.name as contact_name, known.score, known.provisional,
                       newest.id as conversation_id, newest.channel, newest.assignee_id, member.name as assignee_name
                  from (select lead.* %s) lead
                  join contact on contact.company_id = :company and contact.id = lead.contact_id
                  left join contact_score known on known.company_id = :company and known.contact_id = lead.contact_id
                  left join lateral (
                      select id, channel, assignee_id from conversation
                       where conversation.company_id = :company and conversation.contact_id = lead.contact_id
                       order by created_at desc
                       limit 1) newest on true
                  left join member on member.company_id = :company and member.id = newest.assignee_id
                """.formatted(which);
    }

    /// @param stage null: all
    /// @param outcome null: whatever became of them
    /// @param words of the contact's name or the title
    record Filter(
            @Nullable UUID stage,
            LeadStage.@Nullable Outcome outcome,
            @Nullable ContactId contact,
            @Nullable String words) {}

    @Schema(name = "LeadOrder")
    enum Order {
        /// Who moved last first.
        MOVED("lead.changed_at", "timestamptz"),
        /// The best score first, whoever has none last.
        SCORE("coalesce(known.score, -1)", "int"),
        /// Who may bring most first, whatever the currency; of whom nobody knows it last.
        AMOUNT("coalesce(lead.amount, -1)", "numeric");

        private final String after;
        private final String sql;

        Order(String by, String type) {
            this.after = " and (%s, lead.id) < (:at::%s, :id::uuid)".formatted(by, type);
            this.sql = " order by %s desc, lead.id desc".formatted(by);
        }

        @JsonValue
        String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        private String placeOf(Lead lead) {
            var score = lead.score();
            var amount = lead.amount();
            return switch (this) {
                case MOVED -> lead.changedAt().toString();
                case SCORE -> String.valueOf(score == null ? -1 : score.score());
                case AMOUNT -> amount == null ? "-1" : amount.value().toPlainString();
            };
        }

        private String checked(String place) {
            return switch (this) {
                case MOVED -> Instant.parse(place).toString();
                case SCORE -> Integer.valueOf(place).toString();
                case AMOUNT -> {
                    if (!AMOUNT_PLACE.matcher(place).matches()) throw new IllegalArgumentException(place);
                    yield place;
                }
            };
        }
    }

    /// As long as the database keeps one.
    private static final Pattern AMOUNT_PLACE = Pattern.compile("-1|[0-9]{1,14}([.][0-9]{1,4})?");

    /// Where a page ends: what its last lead is sorted by, and its id.
    record Place(String at, UUID id) {
        static Place of(Lead lead, Order order) {
            return new Place(order.placeOf(lead), lead.id());
        }

        static Place from(String text, Order order) {
            try {
                var parts = text.split("_", 2);
                return new Place(order.checked(parts[0]), UUID.fromString(parts[1]));
            } catch (DateTimeParseException | IllegalArgumentException | ArrayIndexOutOfBoundsException unreadable) {
                throw Refusal.invalid("after", "is not a cursor of this list");
            }
        }

        String text() {
            return at + "_" + id;
        }
    }

    /// @param after null: from the first one
    List<Lead> list(CompanyId company, Filter filter, Order order, @Nullable Place after, int limit) {
        return asked(listing(filter, order, after != null), company, filter)
                .param("at", after == null ? null : after.at())
                .param("id", after == null ? null : after.id().toString())
                .param("limit", limit)
                .query(LeadStore::lead)
                .list();
    }

    static String listing(Filter filter, Order order, boolean goesOn) {
        return shown(picked(filter) + (goesOn ? order.after : "") + order.sql + " limit :limit") + order.sql;
    }

    /// All of them in their order, as it is now.
    List<UUID> ids(CompanyId company, Filter filter, Order order) {
        return asked("select lead.id " + picked(filter) + order.sql, company, filter)
                .withFetchSize(AT_ONCE)
                .query((row, number) -> row.getObject("id", UUID.class))
                .list();
    }

    /// Those of them that are still there, in the same order.
    List<Lead> find(CompanyId company, List<UUID> ids) {
        return jdbc.sql(shown(LEADS + " and lead.id = any (:ids::uuid[])")
                        + " order by array_position(:ids::uuid[], lead.id)")
                .param("company", company.value())
                .param("ids", ids.stream().map(UUID::toString).toArray(String[]::new))
                .query(LeadStore::lead)
                .list();
    }

    /// Only what is asked for stands in the statement, so that it is planned for that.
    private static String picked(Filter filter) {
        var outcome = filter.outcome();
        var sql = new StringBuilder("""
                  from lead
                  left join contact_score known on known.company_id = :company and known.contact_id = lead.contact_id
                """);
        if (filter.words() != null) {
            sql.append(" join contact on contact.company_id = :company and contact.id = lead.contact_id");
        }
        sql.append(" where lead.company_id = :company");
        if (filter.stage() != null) sql.append(" and lead.stage_id = :stage::uuid");
        if (outcome == LeadStage.Outcome.OPEN) sql.append(" and lead.outcome is null");
        else if (outcome != null) sql.append(" and lead.outcome = :outcome");
        if (filter.contact() != null) sql.append(" and lead.contact_id = :contact::uuid");
        if (filter.words() != null) sql.append(" and (contact.name ilike :words or lead.title ilike :words)");
        return sql.toString();
    }

    private StatementSpec asked(String sql, CompanyId company, Filter filter) {
        var outcome = filter.outcome();
        var words = filter.words();
        var contact = filter.contact();
        return jdbc.sql(sql)
                .param("company", company.value())
                .param("stage", filter.stage() == null ? null : filter.stage().toString())
                .param("outcome", outcome == null ? null : outcome.value())
                .param("contact", contact == null ? null : contact.toString())
                .param("words", words == null ? null : "%" + words.replaceAll("([%_\\\\])", "\\\\$1") + "%");
    }

    /// Why leads were lost, the most frequent first; the same words count as one however they are written.
    List<Lead.LostReason> lostReasons(CompanyId company, int limit) {
        return jdbc.sql("""
                select min(lost_reason) as reason, count(*) as leads
                  from lead
                 where company_id = :company and outcome = 'lost' and lost_reason is not null
                 group by lower(lost_reason)
                 order by leads desc, reason
                 limit :limit
                """)
                .param("company", company.value())
                .param("limit", limit)
                .query((row, number) -> new Lead.LostReason(row.getString("reason"), row.getInt("leads")))
                .list();
    }

    record Sum(UUID stage, int count, BigDecimal amount) {}

    /// What is in each stage, in the company's currency; of the won ones what their sales brought.
    List<Sum> sums(CompanyId company, String currency) {
        return jdbc.sql("""
                select stage_id, count(*) as leads,
                       coalesce(sum(case when lead.outcome = 'won' then sale.amount else lead.amount end)
                                filter (where coalesce(sale.currency, lead.currency) = :currency), 0) as amount
                  from lead
                  left join sale on sale.company_id = :company and sale.id = lead.sale_id and lead.outcome = 'won'
                 where lead.company_id = :company
                 group by stage_id
                """)
                .param("company", company.value())
                .param("currency", currency)
                .query((row, number) -> new Sum(
                        row.getObject("stage_id", UUID.class), row.getInt("leads"), row.getBigDecimal("amount")))
                .list();
    }

    /// @return false where the contact has an open one already
    boolean insert(
            CompanyId company,
            UUID id,
            ContactId contact,
            LeadStage stage,
            @Nullable String title,
            @Nullable Money amount,
            @Nullable String lostReason,
            Instant now) {
        int inserted = jdbc.sql("""
                insert into lead (company_id, id, contact_id, stage_id, outcome, title, amount, currency, lost_reason,
                                  created_at, changed_at, closed_at)
                values (:company, :id, :contact, :stage, nullif(:outcome, 'open'), :title, :amount, :currency, :reason,
                        :now, :now, case when :outcome <> 'open' then :now end)
                    on conflict do nothing
                """)
                .param("company", company.value())
                .param("id", id)
                .param("contact", contact.value())
                .param("stage", stage.id())
                .param("outcome", stage.outcome().value())
                .param("title", title)
                .param("amount", amount == null ? null : amount.value())
                .param("currency", amount == null ? null : amount.currency())
                .param("reason", lostReason)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
        return inserted == 1;
    }

    void update(CompanyId company, UUID id, @Nullable String title, @Nullable Money amount) {
        jdbc.sql("""
                update lead set title = :title, amount = :amount, currency = :currency
                 where company_id = :company and id = :id
                """)
                .param("company", company.value())
                .param("id", id)
                .param("title", title)
                .param("amount", amount == null ? null : amount.value())
                .param("currency", amount == null ? null : amount.currency())
                .update();
    }

    boolean lock(CompanyId company, UUID id) {
        return jdbc.sql("select id from lead where company_id = :company and id = :id for update")
                .param("company", company.value())
                .param("id", id)
                .query(UUID.class)
                .optional()
                .isPresent();
    }

    /// The conversation of a contact that goes on, the newest of several.
    Optional<ConversationId> openConversation(CompanyId company, ContactId contact) {
        return jdbc.sql("""
                select id from conversation
                 where company_id = :company and contact_id = :contact and status in ('new', 'in_progress', 'waiting')
                 order by created_at desc
                 limit 1
                """)
                .param("company", company.value())
                .param("contact", contact.value())
                .query((row, number) -> new ConversationId(row.getObject("id", UUID.class)))
                .optional();
    }

    /// The open lead of a contact, the one that moved last of those that were joined with it.
    Optional<Lead> open(CompanyId company, ContactId contact) {
        var filter = new Filter(null, LeadStage.Outcome.OPEN, contact, null);
        return list(company, filter, Order.MOVED, null, 1).stream().findFirst();
    }

    /// The lead a sale has won.
    Optional<Lead> wonBy(CompanyId company, UUID sale) {
        return jdbc.sql(shown(LEADS + " and lead.sale_id = :sale"))
                .param("company", company.value())
                .param("sale", sale)
                .query(LeadStore::lead)
                .optional();
    }

    void sold(CompanyId company, UUID id, @Nullable UUID sale) {
        jdbc.sql("update lead set sale_id = :sale where company_id = :company and id = :id")
                .param("company", company.value())
                .param("id", id)
                .param("sale", sale, Types.OTHER)
                .update();
    }

    /// A lead that is open again while the contact has another open one stands beside it.
    ///
    /// @param by null: the rule did it
    /// @param amount null leaves it
    void move(
            CompanyId company,
            Lead lead,
            LeadStage to,
            @Nullable String lostReason,
            @Nullable Money amount,
            @Nullable MemberId by,
            @Nullable String rule,
            Instant now) {
        jdbc.sql("""
                with moved as (
                    update lead
                       set stage_id = :to, outcome = nullif(:outcome, 'open'), lost_reason = :reason, changed_at = :now,
                           closed_at = case when :outcome <> 'open' then :now end,
                           amount = coalesce(:amount, amount), currency = coalesce(:currency, currency),
                           beside = lead.outcome is null and lead.beside or lead.outcome is not null and exists (
                               select from lead other
                                where other.company_id = :company and other.outcome is null and other.id <> :id
                                  and coalesce(other.own_contact_id, other.contact_id)
                                      = coalesce(lead.own_contact_id, lead.contact_id))
                     where company_id = :company and id = :id)
                insert into lead_move (company_id, lead_id, from_id, to_id, member_id, rule, at)
                values (:company, :id, :from, :to, :by, :rule, :now)
                """)
                .param("company", company.value())
                .param("id", lead.id())
                .param("from", lead.stageId())
                .param("to", to.id())
                .param("outcome", to.outcome().value())
                .param("reason", lostReason)
                .param("amount", amount == null ? null : amount.value(), Types.NUMERIC)
                .param("currency", amount == null ? null : amount.currency())
                .param("by", by == null ? null : by.value(), Types.OTHER)
                .param("rule", rule)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
    }

    List<Lead.Move> moves(CompanyId company, UUID lead) {
        return jdbc.sql("""
                select move.*, member.name from lead_move move
                  left join member on member.company_id = :company and member.id = move.member_id
                 where move.company_id = :company and move.lead_id = :lead
                 order by move.position
                """)
                .param("company", company.value())
                .param("lead", lead)
                .query((row, number) -> new Lead.Move(
                        row.getObject("from_id", UUID.class),
                        row.getObject("to_id", UUID.class),
                        row.getString("name"),
                        row.getString("rule"),
                        instant(row, "at")))
                .list();
    }

    private static Lead lead(ResultSet row, int number) throws SQLException {
        var score = row.getObject("score", Integer.class);
        var conversation = row.getObject("conversation_id", UUID.class);
        var assignee = row.getObject("assignee_id", UUID.class);
        var channel = row.getString("channel");
        var outcome = row.getString("outcome");
        var amount = row.getBigDecimal("amount");
        return new Lead(
                row.getObject("id", UUID.class),
                new ContactId(row.getObject("contact_id", UUID.class)),
                row.getString("contact_name"),
                score == null ? null : new Score(score, ScoreColor.of(score), row.getBoolean("provisional")),
                conversation == null ? null : new ConversationId(conversation),
                channel == null ? null : Channel.from(channel),
                assignee == null ? null : new MemberId(assignee),
                row.getString("assignee_name"),
                row.getObject("stage_id", UUID.class),
                outcome == null ? LeadStage.Outcome.OPEN : LeadStage.Outcome.from(outcome),
                row.getString("title"),
                amount == null ? null : Money.of(amount, Objects.requireNonNull(row.getString("currency"))),
                row.getObject("sale_id", UUID.class),
                row.getString("lost_reason"),
                instant(row, "created_at"),
                instant(row, "changed_at"),
                row.getObject("closed_at") == null ? null : instant(row, "closed_at"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
