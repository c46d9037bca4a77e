package app.sembang.conversations;

import static app.sembang.conversations.ConversationStore.texts;
import static app.sembang.conversations.ConversationStore.time;

import app.sembang.identity.Members;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Ids;
import app.sembang.shared.MemberId;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Makes somebody responsible for a conversation, and keeps who, by whom and why. A change hands nothing over
/// by itself: the assistant goes on answering until a person writes.
@Component
class Assignments {
    private final JdbcClient jdbc;
    private final Members members;

    Assignments(JdbcClient jdbc, Members members) {
        this.jdbc = jdbc;
        this.members = members;
    }

    /// Why a conversation went to somebody: by hand, in turn, or as the contact's previous one.
    @Schema(name = "AssignmentRule")
    enum Rule {
        MANUAL,
        ROTATION,
        PREVIOUS;

        @JsonValue
        String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Rule from(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }

    record Entry(
            ConversationId conversation,
            @Nullable MemberId from,
            @Nullable MemberId to,
            @Nullable MemberId by,
            Rule rule,
            @Nullable String reason,
            Instant at) {}

    /// Gives conversations their responsible member: the one of the contact's previous conversation, else the next
    /// in turn; both only while at work and with room for one more. Where there is nobody the conversation waits.
    /// The turn is kept under the lock of the company's row, so over any stretch of time the members' shares differ
    /// by one at most.
    List<Entry> assignNew(
            CompanyId company,
            List<Conversation> started,
            Map<ConversationId, MemberId> previousAssignees,
            Instant now) {
        var strategy = jdbc.sql("""
                insert into assignment_rule as rule (company_id) values (:company)
                on conflict (company_id) do update set strategy = rule.strategy
                returning strategy, last_member_id
                """)
                .param("company", company.value())
                .query((row, number) ->
                        new Turn(row.getString("strategy"), row.getObject("last_member_id", UUID.class)))
                .single();
        if (strategy.strategy().equals("off")) {
            return List.of();
        }
        var duty = members.onDuty(company);
        if (duty.isEmpty()) {
            return List.of();
        }
        var open = duty.stream().anyMatch(Members.OnDuty::isLimited)
                ? openByAssignee(company)
                : new HashMap<MemberId, Integer>();
        var entries = new ArrayList<Entry>();
        var last = strategy.last() == null ? null : new MemberId(strategy.last());
        for (var conversation : started) {
            var free = duty.stream()
                    .filter(one -> one.takesOneMore(open.getOrDefault(one.id(), 0)))
                    .map(Members.OnDuty::id)
                    .toList();
            if (free.isEmpty()) {
                break;
            }
            var to = previousAssignees.get(conversation.id);
            var rule = Rule.PREVIOUS;
            if (to == null || !free.contains(to)) {
                to = next(free, last);
                last = to;
                rule = Rule.ROTATION;
            }
            entries.add(new Entry(conversation.id, conversation.assignee, to, null, rule, null, now));
            conversation.assignTo(to);
            open.merge(to, 1, Integer::sum);
        }
        jdbc.sql("update assignment_rule set last_member_id = :last where company_id = :company")
                .param("company", company.value())
                .param("last", last == null ? null : last.value())
                .update();
        return entries;
    }

    private Map<MemberId, Integer> openByAssignee(CompanyId company) {
        var open = new HashMap<MemberId, Integer>();
        jdbc.sql("""
                select assignee_id, count(*) as open from conversation
                 where company_id = :company and status in ('new', 'in_progress', 'waiting') and assignee_id is not null
                 group by assignee_id
                """).param("company", company.value()).query(row -> {
            open.put(new MemberId(row.getObject("assignee_id", UUID.class)), row.getInt("open"));
        });
        return open;
    }

    void record(CompanyId company, List<Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        jdbc.sql("""
                insert into assignment (company_id, id, conversation_id, from_id, to_id, by_id, rule, reason, at)
                select :company, * from unnest(:ids::uuid[], :conversations::uuid[], :froms::uuid[], :tos::uuid[], :bys::uuid[],
                                               :rules::text[], :reasons::text[], :at::timestamptz[])
                """)
                .param("company", company.value())
                .param("ids", texts(entries, entry -> Ids.next()))
                .param("conversations", texts(entries, Entry::conversation))
                .param("froms", texts(entries, Entry::from))
                .param("tos", texts(entries, Entry::to))
                .param("bys", texts(entries, Entry::by))
                .param("rules", texts(entries, entry -> entry.rule().value()))
                .param("reasons", texts(entries, Entry::reason))
                .param("at", texts(entries, entry -> time(entry.at())))
                .update();
    }

    String strategy(CompanyId company) {
        return jdbc.sql("select strategy from assignment_rule where company_id = :company")
                .param("company", company.value())
                .query(String.class)
                .optional()
                .orElse("rotation");
    }

    void strategy(CompanyId company, String strategy) {
        jdbc.sql("""
                insert into assignment_rule (company_id, strategy) values (:company, :strategy)
                on conflict (company_id) do update set strategy = excluded.strategy
                """)
                .param("company", company.value())
                .param("strategy", strategy)
                .update();
    }

    /// @param free in order of their ids
    private static MemberId next(List<MemberId> free, @Nullable MemberId last) {
        return free.stream()
                .filter(member -> last == null || member.toString().compareTo(last.toString()) > 0)
                .findFirst()
                .orElse(free.getFirst());
    }

    private record Turn(String strategy, @Nullable UUID last) {}
}
