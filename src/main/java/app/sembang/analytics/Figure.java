package app.sembang.analytics;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Every figure of the dashboards, and what it means: which rows it counts. The figure and the list behind it are made
/// from the same condition, so they cannot disagree.
///
/// The conditions know `:company`, `:member` (who asks), `:from` (the beginning of the period, in the company's zone),
/// `:until` (its end) and `:tomorrow` (the end of today).
@Schema(name = "DashboardFigure")
enum Figure {
    /// Conversations that are not closed.
    OPEN(Board.COMPANY, Subject.CONVERSATION, Condition.OPEN),
    /// Of those, where the customer waits for a person.
    WAITING(Board.COMPANY, Subject.CONVERSATION, Condition.OPEN + Condition.WAITING),
    /// Of those, what nobody is responsible for.
    UNASSIGNED(Board.COMPANY, Subject.CONVERSATION, Condition.OPEN + " and conversation.assignee_id is null"),
    /// Of those, whose contact's score is green.
    HOT(Board.COMPANY, Subject.CONVERSATION, Condition.OPEN + Condition.scored(80, 100)),
    WARM(Board.COMPANY, Subject.CONVERSATION, Condition.OPEN + Condition.scored(50, 79)),
    COLD(Board.COMPANY, Subject.CONVERSATION, Condition.OPEN + Condition.scored(0, 49)),
    /// Conversations that began in the period.
    BEGUN(Board.COMPANY, Subject.CONVERSATION, Condition.BEGUN, Condition.CREATED),
    /// Of those, what the assistant or a template answered, and no person had to.
    WITHOUT_PEOPLE(
            Board.COMPANY,
            Subject.CONVERSATION,
            Condition.BEGUN + " and conversation.answering = 'assistant' and " + Condition.ANSWERED_BY
                    + " in ('template', 'assistant')" + Condition.NO_PERSON_WROTE,
            Condition.CREATED),
    /// Of those, where a template answered first.
    ANSWERED_BY_TEMPLATE(
            Board.COMPANY, Subject.CONVERSATION, Condition.BEGUN + " and " + Condition.ANSWERED_BY + " = 'template'"),
    /// Of those, where the assistant answered first, not from a template.
    ANSWERED_BY_ASSISTANT(
            Board.COMPANY, Subject.CONVERSATION, Condition.BEGUN + " and " + Condition.ANSWERED_BY + " = 'assistant'"),
    /// Of those, where a person answered first.
    ANSWERED_BY_PERSON(
            Board.COMPANY, Subject.CONVERSATION, Condition.BEGUN + " and " + Condition.ANSWERED_BY + " = 'person'"),
    /// Of those, what nobody has answered yet.
    UNANSWERED(Board.COMPANY, Subject.CONVERSATION, Condition.BEGUN + " and " + Condition.ANSWERED_BY + " is null"),
    /// Half of the conversations that began in the period and were answered got their first answer within this time.
    FIRST_REPLY(
            Board.COMPANY,
            Subject.CONVERSATION,
            Condition.BEGUN + " and " + Condition.ANSWERED_BY + " is not null",
            Condition.CREATED),
    /// Sales of the period that stand, and what they brought in the company's currency.
    WON(Board.COMPANY, Subject.SALE, Condition.SOLD, "sale.at"),

    OWN_OPEN(Board.AGENT, Subject.CONVERSATION, Condition.OPEN + Condition.OWN),
    OWN_WAITING(Board.AGENT, Subject.CONVERSATION, Condition.OPEN + Condition.OWN + Condition.WAITING),
    OWN_HOT(Board.AGENT, Subject.CONVERSATION, Condition.OPEN + Condition.OWN + Condition.scored(80, 100)),
    OWN_WARM(Board.AGENT, Subject.CONVERSATION, Condition.OPEN + Condition.OWN + Condition.scored(50, 79)),
    OWN_COLD(Board.AGENT, Subject.CONVERSATION, Condition.OPEN + Condition.OWN + Condition.scored(0, 49)),
    /// Open tasks that are due by the end of today, overdue ones included.
    OWN_TASKS(
            Board.AGENT,
            Subject.TASK,
            "task.assignee_id = :member and task.done_at is null and task.due_at < :tomorrow"),
    /// Open leads of contacts the agent is responsible for a conversation of.
    OWN_LEADS(Board.AGENT, Subject.LEAD, "lead.outcome is null" + Condition.OWN_LEAD),
    /// Of those leads, the ones that were won or lost in the period.
    OWN_CLOSED(Board.AGENT, Subject.LEAD, Condition.CLOSED + Condition.OWN_LEAD, "lead.closed_at"),
    /// Sales of the period that stand, to contacts the agent is responsible for a conversation of.
    OWN_WON(
            Board.AGENT,
            Subject.SALE,
            Condition.SOLD + Condition.OWN_LEAD.replace("lead.contact_id", "sale.contact_id"),
            "sale.at"),
    /// Half of the conversations that began in the period and that the agent answered first got that answer within
    /// this time.
    OWN_FIRST_REPLY(
            Board.AGENT,
            Subject.CONVERSATION,
            Condition.BEGUN + " and (select answer.member_id " + Condition.FIRST_ANSWER + ") = :member",
            Condition.CREATED),

    /// Conversations of the agent that their customers rated in the period, and the average of five.
    OWN_RATED(Board.AGENT, Subject.CONVERSATION, Condition.OWN_RATED, "rated.at"),
    /// Of those, the ones that were given so many stars.
    OWN_RATED_5(Board.AGENT, Subject.CONVERSATION, Condition.rated(5)),
    OWN_RATED_4(Board.AGENT, Subject.CONVERSATION, Condition.rated(4)),
    OWN_RATED_3(Board.AGENT, Subject.CONVERSATION, Condition.rated(3)),
    OWN_RATED_2(Board.AGENT, Subject.CONVERSATION, Condition.rated(2)),
    OWN_RATED_1(Board.AGENT, Subject.CONVERSATION, Condition.rated(1)),

    COMPANIES_TRIAL(Board.PLATFORM, Subject.COMPANY, "company.status = 'trial'"),
    COMPANIES_ACTIVE(Board.PLATFORM, Subject.COMPANY, "company.status = 'active'"),
    COMPANIES_SUSPENDED(Board.PLATFORM, Subject.COMPANY, "company.status = 'suspended'"),
    /// Connections their vendors do not let work.
    FAILING_CHANNELS(Board.PLATFORM, Subject.CHANNEL_ACCOUNT, "channel_account.status = 'error'"),
    /// Messages of the period that could not be delivered.
    FAILED_DELIVERIES(
            Board.PLATFORM,
            Subject.MESSAGE,
            "message.state = 'failed' and message.failure_code is not null and message.at >= :from and message.at < :until",
            "message.at"),
    /// Companies that sent something in the period.
    COMPANIES_SENDING(Board.PLATFORM, Subject.USE, "used.messages > 0"),
    /// Companies a model answered customers of in the period; what share of all messages these answers are.
    AI_SHARE(Board.PLATFORM, Subject.USE, "used.answered > 0"),
    /// Companies whose use of models cost something in the period, by the prices that are known; and how much.
    AI_COST(Board.PLATFORM, Subject.USE, "used.cost > 0");

    enum Board {
        COMPANY,
        AGENT,
        PLATFORM;

        String value() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static final class Condition {
        static final String OPEN =
                "conversation.status in ('new', 'in_progress', 'waiting') and conversation.blocked_at is null";
        static final String WAITING =
                " and conversation.awaiting_reply_since is not null and conversation.answering <> 'assistant'";
        static final String OWN = " and conversation.assignee_id = :member";
        static final String CREATED = "conversation.created_at";
        static final String SOLD = "sale.reversed_at is null and sale.at >= :from and sale.at < :until";
        static final String CLOSED = "lead.closed_at >= :from and lead.closed_at < :until";
        /// What began has been active since: so the index by activity finds it.
        static final String BEGUN =
                "conversation.last_activity_at >= :from and conversation.created_at >= :from and conversation.created_at < :until";
        /// The first answer that went to the contact; that a person will answer is none, and rests on nothing.
        static final String FIRST_ANSWER = """
                from message answer
                 where answer.company_id = :company and answer.conversation_id = conversation.id
                   and (answer.author = 'member' or answer.author = 'assistant' and answer.evidence is not null)
                   and answer.state not in ('held', 'cancelled', 'failed')
                 order by answer.seq
                 limit 1
                """;
        /// Who wrote it: `template`, `assistant` or `person`; null where there is none.
        static final String ANSWERED_BY = """
                (select case when answer.author = 'member' then 'person'
                             when answer.evidence ->> 'source' = 'template' then 'template'
                             else 'assistant' end
                """ + FIRST_ANSWER + ")";
        static final String NO_PERSON_WROTE = """
                 and not exists (select from message person
                                  where person.company_id = :company and person.conversation_id = conversation.id
                                    and person.author = 'member' and person.state <> 'cancelled')
                """;
        static final String RATED_AT = """
                (select rating.at from conversation_rating rating
                  where rating.company_id = :company and rating.conversation_id = conversation.id)
                """;
        static final String OWN_RATED =
                "conversation.assignee_id = :member and " + RATED_AT + " >= :from and " + RATED_AT + " < :until";
        static final String OWN_LEAD = """
                 and exists (select from conversation own
                              where own.company_id = :company and own.contact_id = lead.contact_id and own.assignee_id = :member)
                """;

        private Condition() {}

        static String rated(int stars) {
            return OWN_RATED + " and " + RATED_AT.replace("rating.at", "rating.score") + " = " + stars;
        }

        static String scored(int least, int most) {
            return """
                     and exists (select from contact_score known
                                  where known.company_id = :company and known.contact_id = conversation.contact_id
                                    and known.score between %d and %d)
                    """.formatted(least, most);
        }
    }

    private final Board board;
    private final Subject subject;
    private final String condition;
    private final @Nullable String moment;

    Figure(Board board, Subject subject, String condition) {
        this(board, subject, condition, null);
    }

    /// @param moment when a row of it happened; null where it is counted as things stand now, so that nobody knows what
    ///     it was before
    Figure(Board board, Subject subject, String condition, @Nullable String moment) {
        this.board = board;
        this.subject = subject;
        this.condition = condition;
        this.moment = moment;
    }

    static List<Figure> of(Board board) {
        return Arrays.stream(values()).filter(figure -> figure.board == board).toList();
    }

    Board board() {
        return board;
    }

    Subject subject() {
        return subject;
    }

    String condition() {
        return condition;
    }

    @Nullable
    String moment() {
        return moment;
    }

    @JsonValue
    String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    static Figure from(String value) {
        return valueOf(value.toUpperCase(Locale.ROOT));
    }
}
