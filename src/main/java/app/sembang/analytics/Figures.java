package app.sembang.analytics;

import app.sembang.companies.Companies;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.Member;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Cursor;
import app.sembang.shared.MemberId;
import app.sembang.shared.Money;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/// Asks the database for figures and for the rows behind them, in the scope of who asks; the platform's by a role that
/// reads of all companies what these figures need and no more.
@Component
class Figures {
    /// Who answered first, part by part of the period.
    static final String ANSWERS =
            """
            select date_trunc(:unit, begun.created_at at time zone :zone) as part, coalesce(begun.answered, 'nobody') as answered,
                   count(*) as rows
              from (select conversation.created_at, %s as answered from %s and %s) begun
             group by 1, 2
            """.formatted(Figure.Condition.ANSWERED_BY, Subject.CONVERSATION.source(), Figure.BEGUN.condition());

    private final CompanyTransactions transactions;
    private final Companies companies;
    private final JdbcClient jdbc;
    private final JdbcClient platform;
    private final InstantSource clock;

    Figures(
            CompanyTransactions transactions,
            Companies companies,
            JdbcClient jdbc,
            @Qualifier("platform") JdbcClient platform,
            InstantSource clock) {
        this.transactions = transactions;
        this.companies = companies;
        this.jdbc = jdbc;
        this.platform = platform;
        this.clock = clock;
    }

    /// Who asks for what, as the conditions name it.
    ///
    /// @param from the beginning of the period
    /// @param until its end
    private record Question(
            CompanyId company,
            MemberId member,
            Period period,
            Instant now,
            ZoneId zone,
            String currency,
            Instant from,
            Instant until) {
        /// As long a time before, up to the same time of the day.
        Question before() {
            return new Question(
                    company, member, period, now, zone, currency, period.back(from, zone), period.back(now, zone));
        }

        /// The part of the period that begins then; the platform's are days, whatever the period.
        Question within(@Nullable LocalDateTime part, Figure.Board board) {
            if (part == null) {
                return this;
            }
            if (!period.parts(now, zone).contains(part)) {
                throw Refusal.invalid("part", "is no beginning of a part of the period");
            }
            var begins = part.atZone(zone);
            boolean hour = period == Period.TODAY && board != Figure.Board.PLATFORM;
            var ends = hour ? begins.plusHours(1) : begins.plusDays(1);
            return new Question(company, member, period, now, zone, currency, begins.toInstant(), ends.toInstant());
        }

        Instant tomorrow() {
            return LocalDate.ofInstant(now, zone).plusDays(1).atStartOfDay(zone).toInstant();
        }
    }

    private Question question(Member me, Period period) {
        var company = companies.find(me.company()).orElseThrow();
        var now = clock.instant();
        var zone = company.timeZone();
        return new Question(
                me.company(),
                me.id(),
                period,
                now,
                zone,
                company.currency(),
                period.from(now, zone),
                LocalDate.ofInstant(now, zone).plusDays(1).atStartOfDay(zone).toInstant());
    }

    Dashboard company(Member me, Period period) {
        var question = question(me, period);
        return transactions.as(
                me.access(),
                () -> shown(question, Figure.Board.COMPANY, () -> answers(question), () -> load(question), List::of));
    }

    Dashboard agent(Member me, Period period) {
        var question = question(me, period);
        return transactions.as(
                me.access(), () -> shown(question, Figure.Board.AGENT, List::of, List::of, () -> stages(question)));
    }

    Dashboard platform(Member me, Period period) {
        var question = question(me, period);
        return shown(question, Figure.Board.PLATFORM, () -> messages(question), List::of, List::of);
    }

    private Dashboard shown(
            Question question,
            Figure.Board board,
            Supplier<List<Dashboard.Part>> parts,
            Supplier<List<Dashboard.Load>> load,
            Supplier<List<Dashboard.Stage>> stages) {
        return new Dashboard(
                question.period(),
                question.from(),
                question.zone().getId(),
                Figure.of(board).stream()
                        .map(figure -> number(question, figure))
                        .toList(),
                parts.get(),
                load.get(),
                stages.get());
    }

    /// What counts a figure; of money and time also the sum and the median, of ratings their average.
    static String counting(Figure figure) {
        var source = figure.subject().source() + " and " + figure.condition();
        return switch (figure) {
            case WON, OWN_WON -> """
                    select count(*) as rows, null::numeric as seconds, null::numeric as average,
                           coalesce(sum(sale.amount) filter (where sale.currency = :currency), 0) as amount
                      from %s
                    """.formatted(source);
            case FIRST_REPLY, OWN_FIRST_REPLY -> """
                    select count(*) as rows, null::numeric as amount, null::numeric as average,
                           percentile_cont(0.5) within group (order by extract(epoch from replied.at - replied.created_at)) as seconds
                      from (select conversation.created_at, (select answer.at %s) as at from %s) replied
                    """.formatted(Figure.Condition.FIRST_ANSWER, source);
            case OWN_RATED ->
                """
                    select count(*) as rows, null::numeric as amount, null::numeric as seconds, avg(rated.score) as average
                      from (select %s as at, %s as score from %s) rated
                    """.formatted(
                                Figure.Condition.RATED_AT,
                                Figure.Condition.RATED_AT.replace("rating.at", "rating.score"),
                                source);
            case AI_SHARE -> """
                    select count(*) filter (where %2$s) as rows, null::numeric as amount, null::numeric as seconds,
                           sum(used.answered) / nullif(sum(used.messages), 0) as average
                      from %1$s
                    """.formatted(figure.subject().source(), figure.condition());
            case AI_COST -> """
                    select count(*) as rows, null::numeric as seconds, null::numeric as average,
                           coalesce(sum(used.cost), 0) as amount
                      from %s
                    """.formatted(source);
            default -> """
                    select count(*) as rows, null::numeric as amount, null::numeric as seconds, null::numeric as average from %s
                    """.formatted(source);
        };
    }

    /// The same, part by part of the period.
    static String course(Figure figure) {
        var moment = isTime(figure) ? "replied.created_at" : figure.moment();
        return counting(figure)
                        .replaceFirst(
                                "select ",
                                "select date_trunc(:unit, %s at time zone :zone) as part, ".formatted(moment))
                + " group by 1";
    }

    /// A part in which nobody was answered, or rated anything, has no value, not none.
    private static boolean isMeasured(Figure figure) {
        return isTime(figure) || figure == Figure.OWN_RATED;
    }

    private static boolean isTime(Figure figure) {
        return figure == Figure.FIRST_REPLY || figure == Figure.OWN_FIRST_REPLY;
    }

    private Dashboard.Value number(Question question, Figure figure) {
        var now = measured(question, figure);
        return new Dashboard.Value(
                figure,
                now.count(),
                now.amount(),
                now.seconds(),
                now.average(),
                "/api/v1/dashboards/%s/figures/%s?period=%s"
                        .formatted(
                                figure.board().value(),
                                figure.value(),
                                question.period().value()),
                figure.moment() == null ? null : measured(question.before(), figure),
                figure.moment() == null ? List.of() : points(question, figure));
    }

    private Dashboard.Before measured(Question question, Figure figure) {
        return asked(question, figure, counting(figure))
                .query((row, number) -> new Dashboard.Before(
                        row.getLong("rows"),
                        money(row.getBigDecimal("amount"), figure == Figure.AI_COST ? "USD" : question.currency()),
                        seconds(row.getBigDecimal("seconds")),
                        average(row.getBigDecimal("average"), figure == Figure.AI_SHARE ? 3 : 1)))
                .single();
    }

    private List<Dashboard.Point> points(Question question, Figure figure) {
        var values = new HashMap<LocalDateTime, BigDecimal>();
        asked(question, figure, course(figure)).query(row -> {
            var amount = row.getBigDecimal("amount");
            var seconds = row.getBigDecimal("seconds");
            var average = row.getBigDecimal("average");
            values.put(
                    row.getObject("part", LocalDateTime.class),
                    amount != null
                            ? amount
                            : seconds != null ? seconds : average != null ? average : row.getBigDecimal("rows"));
        });
        return question.period().parts(question.now(), question.zone()).stream()
                .filter(at -> !isMeasured(figure) || values.containsKey(at))
                .map(at -> new Dashboard.Point(
                        at, values.getOrDefault(at, BigDecimal.ZERO).setScale(2, RoundingMode.HALF_UP)))
                .toList();
    }

    private static @Nullable BigDecimal average(@Nullable BigDecimal average, int digits) {
        return average == null ? null : average.setScale(digits, RoundingMode.HALF_UP);
    }

    private static @Nullable Long seconds(@Nullable BigDecimal seconds) {
        return seconds == null
                ? null
                : seconds.setScale(0, RoundingMode.HALF_UP).longValue();
    }

    private static @Nullable Money money(@Nullable BigDecimal amount, String currency) {
        return amount == null
                ? null
                : Money.of(
                        amount.setScale(
                                Currency.getInstance(currency).getDefaultFractionDigits(), RoundingMode.HALF_UP),
                        currency);
    }

    private StatementSpec asked(Question question, Figure figure, String sql) {
        return asked(figure.subject().isOfPlatform() ? platform : jdbc, question, sql);
    }

    private static StatementSpec asked(JdbcClient client, Question question, String sql) {
        return client.sql(sql)
                .param("company", question.company().value())
                .param("member", question.member().value())
                .param("from", question.from().atOffset(ZoneOffset.UTC))
                .param("until", question.until().atOffset(ZoneOffset.UTC))
                .param("tomorrow", question.tomorrow().atOffset(ZoneOffset.UTC))
                .param("currency", question.currency())
                .param("zone", question.zone().getId())
                .param("unit", question.period().unit());
    }

    /// Which of a figure's rows are wanted; null: all.
    ///
    /// @param responsible for a conversation
    /// @param stage of a lead
    /// @param part of the period, by the local clock: what began then, or happened
    record Narrowed(
            @Nullable MemberId responsible,
            @Nullable UUID stage,
            @Nullable LocalDateTime part) {}

    /// The rows of a figure, the latest first.
    ///
    Page<Dashboard.Row> rows(
            Member me,
            Figure figure,
            Period period,
            Narrowed narrowed,
            @Nullable Instant before,
            @Nullable UUID beforeId,
            int limit) {
        var question = question(me, period).within(narrowed.part(), figure.board());
        Supplier<List<Dashboard.Row>> read = () -> asked(
                        question,
                        figure,
                        "select * from (" + figure.subject().rows() + " and " + figure.condition()
                                + switch (figure.subject()) {
                                    case CONVERSATION ->
                                        " and (:responsible::uuid is null or conversation.assignee_id = :responsible::uuid)";
                                    case LEAD -> " and (:stage::uuid is null or lead.stage_id = :stage::uuid)";
                                    case SALE, TASK, COMPANY, CHANNEL_ACCOUNT, MESSAGE, USE -> "";
                                }
                                + """
                                ) found
                                 where (:at::timestamptz is null or (found.at, found.id) < (:at::timestamptz, :id::uuid))
                                 order by found.at desc, found.id desc
                                 limit :limit
                                """)
                .param("responsible", text(narrowed.responsible()))
                .param("stage", text(narrowed.stage()))
                .param("at", before == null ? null : before.toString())
                .param("id", beforeId == null ? null : beforeId.toString())
                .param("limit", limit + 1)
                .query((row, number) -> row(figure, row))
                .list();
        return Page.of(
                figure.subject().isOfPlatform() ? read.get() : transactions.as(me.access(), read),
                limit,
                row -> new Cursor(row.at(), row.id()).text());
    }

    private static @Nullable String text(@Nullable Object id) {
        return id == null ? null : id.toString();
    }

    private static Dashboard.Row row(Figure figure, ResultSet row) throws SQLException {
        var conversation = row.getObject("conversation_id", UUID.class);
        var amount = row.getBigDecimal("amount");
        var currency = row.getString("currency");
        var company = row.getObject("company_id", UUID.class);
        return new Dashboard.Row(
                row.getObject("id", UUID.class),
                figure.subject().value(),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("title"),
                row.getString("detail"),
                conversation == null ? null : new ConversationId(conversation),
                amount == null || currency == null ? null : Money.of(amount, currency),
                company == null ? null : new CompanyId(company));
    }

    private List<Dashboard.Part> answers(Question question) {
        var counts = new HashMap<LocalDateTime, Map<String, Long>>();
        asked(jdbc, question, ANSWERS).query(row -> {
            counts.computeIfAbsent(row.getObject("part", LocalDateTime.class), part -> new HashMap<>())
                    .put(row.getString("answered"), row.getLong("rows"));
        });
        return question.period().parts(question.now(), question.zone()).stream()
                .map(at -> {
                    var by = counts.getOrDefault(at, Map.of());
                    return new Dashboard.Part(
                            at,
                            by.getOrDefault("template", 0L),
                            by.getOrDefault("assistant", 0L),
                            by.getOrDefault("person", 0L),
                            by.getOrDefault("nobody", 0L),
                            0);
                })
                .toList();
    }

    private List<Dashboard.Load> load(Question question) {
        return asked(jdbc, question, """
                        select member.id, member.name, member.capacity, member.available and member.on_shift and member.present as at_work, count(conversation.id) as open,
                               count(conversation.id) filter (where true
                        """ + Figure.Condition.WAITING + """
                               ) as waiting
                          from member
                          left join conversation on conversation.company_id = :company and conversation.assignee_id = member.id
                               and
                        """ + Figure.Condition.OPEN + """

                         where member.company_id = :company and member.active and member.sign_in_id is not null
                           and member.role in ('company_admin', 'company_user')
                         group by member.id, member.name, member.capacity, member.role, member.available, member.on_shift, member.present
                        having member.role = 'company_user' or count(conversation.id) > 0
                         order by open desc, member.name
                        """)
                .query((row, number) -> {
                    var member = new MemberId(row.getObject("id", UUID.class));
                    return new Dashboard.Load(
                            member,
                            row.getString("name"),
                            row.getLong("open"),
                            row.getLong("waiting"),
                            row.getInt("capacity"),
                            row.getBoolean("at_work"),
                            "/api/v1/dashboards/company/figures/open?period=%s&member=%s"
                                    .formatted(question.period().value(), member));
                })
                .list();
    }

    /// The agent's open leads by stage.
    private List<Dashboard.Stage> stages(Question question) {
        return asked(jdbc, question, """
                        select stage.id, stage.key, stage.name, count(lead.id) as leads
                          from lead_stage stage
                          left join lead on lead.company_id = :company and lead.stage_id = stage.id and
                        """ + Figure.OWN_LEADS.condition() + """
                         where stage.company_id = :company and stage.outcome = 'open'
                         group by stage.id, stage.key, stage.name, stage.position
                         order by stage.position, stage.id
                        """)
                .query((row, number) -> new Dashboard.Stage(
                        row.getObject("id", UUID.class),
                        row.getString("key"),
                        row.getString("name"),
                        row.getLong("leads")))
                .list();
    }

    /// What all companies sent, day by day; each day is the company's own.
    private List<Dashboard.Part> messages(Question question) {
        var counts = new HashMap<LocalDate, Long>();
        platform.sql(
                        "select day, sum(used) as used from usage_count where use = 'message' and day >= :first group by day")
                .param("first", LocalDate.ofInstant(question.from(), question.zone()))
                .query(row -> {
                    counts.put(row.getObject("day", LocalDate.class), row.getLong("used"));
                });
        return question.period().parts(question.now(), question.zone()).stream()
                .filter(at -> at.getHour() == 0)
                .map(at -> new Dashboard.Part(at, 0, 0, 0, 0, counts.getOrDefault(at.toLocalDate(), 0L)))
                .toList();
    }
}
