package app.sembang.conversations;

import static app.sembang.conversations.ConversationStore.texts;
import static app.sembang.conversations.ConversationStore.uuid;

import app.sembang.identity.Member;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Refusal;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Puts the company's labels, the same as contacts carry, on conversations: what this one talk is about.
@Component
public class ConversationTags {
    private final Desk desk;
    private final ConversationHistory history;
    private final JdbcClient jdbc;

    ConversationTags(Desk desk, ConversationHistory history, JdbcClient jdbc) {
        this.desk = desk;
        this.history = history;
        this.jdbc = jdbc;
    }

    /// A label of the company, and whether the conversation carries it.
    private record Known(UUID id, String name, boolean carried) {}

    /// @param change makes of the labels a conversation carries those it carries from now on
    /// @return whether that is another set of them
    public boolean change(Member me, ConversationId id, UnaryOperator<Set<UUID>> change) {
        return desk.change(me, id, (conversation, now) -> {
            var known = known(me, id);
            var before = known.stream().filter(Known::carried).map(Known::id).collect(Collectors.toUnmodifiableSet());
            var after = change.apply(new HashSet<>(before));
            if (!known.stream().map(Known::id).collect(Collectors.toSet()).containsAll(after)) {
                throw Refusal.invalid("tags", "is no tag of this company");
            }
            var put = known.stream()
                    .filter(one -> !one.carried() && after.contains(one.id()))
                    .toList();
            var taken = known.stream()
                    .filter(one -> one.carried() && !after.contains(one.id()))
                    .toList();
            if (put.isEmpty() && taken.isEmpty()) {
                return false;
            }
            var collected = history.collect(me.company(), now);
            if (!put.isEmpty()) {
                jdbc.sql("""
                        insert into conversation_tagging (company_id, conversation_id, tag_id, at, member_id)
                        select :company, :conversation, tag, :now, :member from unnest(:tags::uuid[]) as tag
                        """)
                        .param("company", me.company().value())
                        .param("conversation", id.value())
                        .param("tags", texts(put, Known::id))
                        .param("now", now.atOffset(ZoneOffset.UTC))
                        .param("member", me.id().value())
                        .update();
                collected.activity(conversation, "tagged", me, Map.of("tags", names(put)));
            }
            if (!taken.isEmpty()) {
                jdbc.sql("""
                        delete from conversation_tagging
                         where company_id = :company and conversation_id = :conversation and tag_id = any (:tags::uuid[])
                        """)
                        .param("company", me.company().value())
                        .param("conversation", id.value())
                        .param("tags", texts(taken, Known::id))
                        .update();
                collected.activity(conversation, "untagged", me, Map.of("tags", names(taken)));
            }
            collected.conversationChanged(conversation);
            collected.write();
            return true;
        });
    }

    private List<Known> known(Member me, ConversationId conversation) {
        return jdbc.sql("""
                select tag.id, tag.name, tagging.tag_id is not null as carried
                  from contact_tag tag
                  left join conversation_tagging tagging
                    on tagging.company_id = :company and tagging.conversation_id = :conversation and tagging.tag_id = tag.id
                 where tag.company_id = :company
                 order by tag.name_key collate "C"
                """)
                .param("company", me.company().value())
                .param("conversation", conversation.value())
                .query((row, number) -> new Known(uuid(row, "id"), row.getString("name"), row.getBoolean("carried")))
                .list();
    }

    private static String names(Collection<Known> tags) {
        return tags.stream().map(Known::name).collect(Collectors.joining(", "));
    }
}
