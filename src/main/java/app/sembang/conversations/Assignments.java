package app.sembang.conversations;

import static app.sembang.conversations.ConversationStore.texts;
import static app.sembang.conversations.ConversationStore.time;

import app.sembang.identity.Member;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Ids;
import app.sembang.shared.MemberId;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
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

    /// Gives new conversations their responsible member: the one of the contact's previous conversation while
    /// still there, else the next in turn. The turn is kept under the lock of the company's row, so over any
    /// stretch of time the members' shares differ by one at most.
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
        var eligible = members.active(company).stream()
                .filter(member -> member.role() == Role.COMPANY_USER)
                .map(Member::id)
                .sorted((one, other) -> one.value().compareTo(other.value()))
                .toList();
        if (eligible.isEmpty()) {
            return List.of();
        }
        var known = new HashSet<>(eligible);
        var entries = new ArrayList<Entry>();
        var last = strategy.last() == null ? null : new MemberId(strategy.last());
        for (var conversation : started) {
            var before = previousAssignees.get(conversation.id);
            if (before != null && known.contains(before)) {
                entries.add(new Entry(conversation.id, null, before, null, Rule.PREVIOUS, null, now));
                conversation.assignTo(before);
            } else {
                last = next(eligible, last);
                entries.add(new Entry(conversation.id, null, last, null, Rule.ROTATION, null, now));
                conversation.assignTo(last);
            }
        }
        jdbc.sql("update assignment_rule set last_member_id = :last where company_id = :company")
                .param("company", company.value())
                .param("last", last == null ? null : last.value())
                .update();
        return entries;
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

    private static MemberId next(List<MemberId> eligible, @Nullable MemberId last) {
        return eligible.stream()
                .filter(member -> last == null || member.value().compareTo(last.value()) > 0)
                .findFirst()
                .orElse(eligible.getFirst());
    }

    private record Turn(String strategy, @Nullable UUID last) {}
}
