package app.sembang.conversations;

import static app.sembang.conversations.ConversationStore.optional;
import static app.sembang.conversations.ConversationStore.texts;

import app.sembang.companies.OpeningHours;
import app.sembang.shared.CompanyId;
import app.sembang.shared.MemberId;
import app.sembang.shared.OutletId;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What companies promise their customers. What is more urgent than anything something is promised for is promised the
/// same, so that a conversation that becomes more urgent loses nothing. Nothing is written when a customer begins to
/// wait: by when something is due
/// follows from the conversation's row and the policy each time somebody looks.
@Component
class SlaPolicies {
    static final int LONGEST = 43_200;

    /// What [#in] reads, of a query of `conversation` with [#JOIN].
    static final String COLUMNS = """
            sla.priority as sla_priority, sla.first_reply_minutes, sla.next_reply_minutes, sla.resolution_minutes, sla.business_hours,
                   coalesce(conversation.reopened_at, conversation.created_at) as open_since,
                   case when sla.priority is not null and conversation.awaiting_reply_since is not null then exists (
                       select from message reply
                        where reply.company_id = :company and reply.conversation_id = conversation.id and reply.author = 'member' and reply.state <> 'cancelled')
                   end as replied
            """;

    static final String JOIN = """
              left join (
                  select distinct on (urgency.priority) urgency.priority as urgency, promise.*
                    from unnest(array['low', 'normal', 'high', 'urgent']) with ordinality as urgency (priority, rank)
                    join sla_policy promise on promise.company_id = :company
                         and array_position(array['low', 'normal', 'high', 'urgent'], promise.priority) <= urgency.rank
                   order by urgency.priority, array_position(array['low', 'normal', 'high', 'urgent'], promise.priority) desc
              ) sla on sla.urgency = conversation.priority
            """;

    private static final String EVENTS = """
                       from sla_event late
                         join sla_policy promise on promise.company_id = :company
                              and array_position(array['low', 'normal', 'high', 'urgent'], promise.priority)
                                  <= array_position(array['low', 'normal', 'high', 'urgent'], conversation.priority)
                        where late.company_id = :company and late.conversation_id = conversation.id
                          and conversation.status in ('new', 'in_progress', 'waiting')
                          and late.since = case late.kind
                              when 'resolution' then coalesce(conversation.reopened_at, conversation.created_at)
                              else conversation.awaiting_reply_since end)""";

    /// Whether somebody was warned of the present wait in a conversation, or of its being open so long.
    static final String LATE = " exists (select " + EVENTS;

    /// 2: what is promised in a conversation is late, 1: it is nearly, 0: it is not.
    static final String LATENESS =
            " coalesce((select max(case late.stage when 'breach' then 2 else 1 end) " + EVENTS + ", 0)";

    private final OpeningHours hours;
    private final JdbcClient jdbc;

    SlaPolicies(OpeningHours hours, JdbcClient jdbc) {
        this.hours = hours;
        this.jdbc = jdbc;
    }

    /// What is promised where a conversation is so urgent, or more urgent and nothing else is promised for that.
    ///
    /// @param firstReplyMinutes until a person writes first; null: not promised, as with the others
    /// @param nextReplyMinutes until a person answers, after the first time
    /// @param resolutionMinutes until the conversation is closed
    /// @param businessHours whether only the time counts in which the company, or the outlet, is open
    /// @param raisePriority whether it becomes more urgent by one when a promise is not kept
    /// @param escalateTo who becomes responsible then; null: it stays
    @Schema(name = "SlaPolicy")
    record Policy(
            @NotNull Priority priority,
            @Nullable @Min(1) @Max(LONGEST) Integer firstReplyMinutes,
            @Nullable @Min(1) @Max(LONGEST) Integer nextReplyMinutes,
            @Nullable @Min(1) @Max(LONGEST) Integer resolutionMinutes,
            @NotNull Boolean businessHours,
            @NotNull Boolean raisePriority,
            @Nullable MemberId escalateTo) {
        boolean promises() {
            return firstReplyMinutes != null || nextReplyMinutes != null || resolutionMinutes != null;
        }
    }

    /// The least urgent first.
    List<Policy> of(CompanyId company) {
        return jdbc.sql("""
                select priority, first_reply_minutes, next_reply_minutes, resolution_minutes, business_hours, raise_priority, escalate_to
                  from sla_policy
                 where company_id = :company
                 order by array_position(array['low', 'normal', 'high', 'urgent'], priority)
                """)
                .param("company", company.value())
                .query((row, number) -> new Policy(
                        Priority.from(row.getString("priority")),
                        row.getObject("first_reply_minutes", Integer.class),
                        row.getObject("next_reply_minutes", Integer.class),
                        row.getObject("resolution_minutes", Integer.class),
                        row.getBoolean("business_hours"),
                        row.getBoolean("raise_priority"),
                        optional(row.getObject("escalate_to", UUID.class), MemberId::new)))
                .list();
    }

    /// In place of all there were. Times that change count from now on only.
    void set(CompanyId company, List<Policy> policies, Instant now) {
        jdbc.sql("delete from sla_policy where company_id = :company and priority <> all (:priorities::text[])")
                .param("company", company.value())
                .param("priorities", texts(policies, policy -> policy.priority().value()))
                .update();
        for (var policy : policies) {
            jdbc.sql("""
                    insert into sla_policy as known (company_id, priority, first_reply_minutes, next_reply_minutes, resolution_minutes,
                                            business_hours, raise_priority, escalate_to, since)
                    values (:company, :priority, :first, :next, :resolution, :businessHours, :raise, :to, :now)
                    on conflict (company_id, priority) do update
                       set first_reply_minutes = excluded.first_reply_minutes, next_reply_minutes = excluded.next_reply_minutes,
                           resolution_minutes = excluded.resolution_minutes, business_hours = excluded.business_hours,
                           raise_priority = excluded.raise_priority, escalate_to = excluded.escalate_to,
                           since = case when (known.first_reply_minutes, known.next_reply_minutes, known.resolution_minutes, known.business_hours)
                                          is not distinct from
                                          (excluded.first_reply_minutes, excluded.next_reply_minutes, excluded.resolution_minutes, excluded.business_hours)
                                   then known.since else excluded.since end
                    """)
                    .param("company", company.value())
                    .param("priority", policy.priority().value())
                    .param("first", policy.firstReplyMinutes())
                    .param("next", policy.nextReplyMinutes())
                    .param("resolution", policy.resolutionMinutes())
                    .param("businessHours", policy.businessHours())
                    .param("raise", policy.raisePriority())
                    .param(
                            "to",
                            policy.escalateTo() == null
                                    ? null
                                    : policy.escalateTo().value(),
                            Types.OTHER)
                    .param("now", now.atOffset(ZoneOffset.UTC))
                    .update();
        }
    }

    /// What is promised now in the conversation of a row; nothing where it is closed or its contact blocked.
    List<Sla> in(CompanyId company, ResultSet row) throws SQLException {
        var promised = new ArrayList<Sla>(2);
        if (row.getString("sla_priority") == null
                || row.getObject("blocked_at") != null
                || !ConversationStatus.from(row.getString("status")).open()) {
            return promised;
        }
        boolean businessHours = row.getBoolean("business_hours");
        var outlet = optional(row.getObject("outlet_id", UUID.class), OutletId::new);
        var waits = row.getObject("awaiting_reply_since", OffsetDateTime.class);
        if (waits != null) {
            boolean replied = row.getBoolean("replied");
            add(
                    promised,
                    company,
                    outlet,
                    businessHours,
                    replied ? Sla.Kind.NEXT_REPLY : Sla.Kind.FIRST_REPLY,
                    waits.toInstant(),
                    row.getObject(replied ? "next_reply_minutes" : "first_reply_minutes", Integer.class));
        }
        add(
                promised,
                company,
                outlet,
                businessHours,
                Sla.Kind.RESOLUTION,
                row.getObject("open_since", OffsetDateTime.class).toInstant(),
                row.getObject("resolution_minutes", Integer.class));
        return promised;
    }

    /// A place that is never open promises nothing.
    private void add(
            List<Sla> promised,
            CompanyId company,
            @Nullable OutletId outlet,
            boolean businessHours,
            Sla.Kind kind,
            Instant since,
            @Nullable Integer minutes) {
        if (minutes == null) {
            return;
        }
        var all = Duration.ofMinutes(minutes);
        var most = all.multipliedBy(4).dividedBy(5);
        if (!businessHours) {
            promised.add(new Sla(kind, since, since.plus(most), since.plus(all)));
            return;
        }
        hours.after(company, outlet, since, most)
                .ifPresent(warnsAt -> hours.after(company, outlet, since, all)
                        .ifPresent(dueAt -> promised.add(new Sla(kind, since, warnsAt, dueAt))));
    }
}
