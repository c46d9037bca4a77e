package app.sembang.assistant;

import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.templates.TemplateId;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// What became of conversations in which templates answered.
@RestController
@Tag(name = "Templates")
@AllowedTo({Role.COMPANY_ADMIN, Role.VIEWER})
class TemplateFigures {
    private static final Duration LOOKED_AT = Duration.ofDays(90);
    /// Of the normal distribution, for 95 of 100.
    private static final double Z = 1.96;

    private final CompanyTransactions transactions;
    private final JdbcClient jdbc;
    private final Clock clock;

    TemplateFigures(CompanyTransactions transactions, JdbcClient jdbc, Clock clock) {
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// @param conversations in which it was sent
    /// @param sold of them that ended with a sale that stands
    /// @param handedOver of them that were left to people
    /// @param soldLow the share that is sold lies above this, 95 times of a hundred, given so few conversations
    /// @param soldHigh and below this
    @Schema(name = "TemplateFigure")
    record Figure(
            TemplateId templateId, int conversations, int sold, int handedOver, double soldLow, double soldHigh) {}

    /// Of those that were sent.
    @Schema(name = "TemplateFigureList")
    record Figures(List<Figure> items) {}

    @GetMapping("/api/v1/templates/figures")
    @Operation(
            summary = "Count what became of the conversations each template answered in, in the last 90 days",
            description = "A sale in the same conversation is no proof that the template brought it about; with few"
                    + " conversations the share lies anywhere between the two limits.")
    Figures figures(Member me) {
        return new Figures(transactions.as(
                me.access(),
                () -> jdbc.sql("""
                        with sent as (
                            select distinct used.id, m.conversation_id
                              from answer_decision d
                              cross join lateral unnest(d.template_id || coalesce(d.further_template_ids, '{}')) as used (id)
                              join message m on m.company_id = :company and m.id = d.reply_id
                             where d.company_id = :company and d.template_id is not null and d.decided_at >= :since
                               and m.state in ('sent', 'delivered', 'read'))
                        select sent.id, count(*) as conversations,
                               count(*) filter (where exists (
                                   select from sale s
                                    where s.company_id = :company and s.conversation_id = sent.conversation_id
                                      and s.reversed_at is null)) as sold,
                               count(*) filter (where exists (
                                   select from message asked
                                     join answer_decision d on d.company_id = :company and d.message_id = asked.id
                                    where asked.company_id = :company and asked.conversation_id = sent.conversation_id
                                      and d.outcome = 'handed_over')) as handed_over
                          from sent
                         group by sent.id
                         order by conversations desc, sent.id
                        """)
                        .param("company", me.company().value())
                        .param("since", clock.instant().minus(LOOKED_AT).atOffset(ZoneOffset.UTC))
                        .query((row, number) -> figure(
                                new TemplateId(row.getObject("id", UUID.class)),
                                row.getInt("conversations"),
                                row.getInt("sold"),
                                row.getInt("handed_over")))
                        .list()));
    }

    /// With Wilson's interval.
    static Figure figure(TemplateId template, int conversations, int sold, int handedOver) {
        double share = (double) sold / conversations;
        double middle = (share + Z * Z / (2 * conversations)) / (1 + Z * Z / conversations);
        double half = Z
                * Math.sqrt(share * (1 - share) / conversations + Z * Z / (4.0 * conversations * conversations))
                / (1 + Z * Z / conversations);
        return new Figure(template, conversations, sold, handedOver, rounded(middle - half), rounded(middle + half));
    }

    private static double rounded(double share) {
        return Math.round(Math.clamp(share, 0, 1) * 1000) / 1000.0;
    }
}
