package app.sembang.conversations;

import app.sembang.fields.OwnField;
import app.sembang.identity.Member;
import app.sembang.shared.ConversationId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/// Fills in the company's own fields of a conversation. What happened names the fields, and no word of what they say.
@Component
class ConversationFacts {
    private final Desk desk;
    private final ConversationFields fields;
    private final ConversationReader reader;
    private final ConversationHistory history;

    ConversationFacts(Desk desk, ConversationFields fields, ConversationReader reader, ConversationHistory history) {
        this.desk = desk;
        this.fields = fields;
        this.reader = reader;
        this.history = history;
    }

    /// @param wanted by field; an empty text removes, what is left out stays
    /// @return what they said before that say something else now
    Map<UUID, String> fill(Member me, ConversationId id, Map<UUID, String> wanted) {
        return desk.change(me, id, (conversation, now) -> {
            var company = me.company();
            var before = reader.facts(company, id);
            var changed = new LinkedHashMap<>(fields.checked(company, wanted));
            changed.entrySet().removeIf(one -> one.getValue().equals(before.getOrDefault(one.getKey(), "")));
            if (changed.isEmpty()) {
                return Map.of();
            }
            fields.values().fill(company, id.value(), changed);
            var names = fields.all(company).stream()
                    .filter(field -> changed.containsKey(field.id()))
                    .map(OwnField::name)
                    .collect(Collectors.joining(", "));
            var collected = history.collect(company, now);
            collected.activity(conversation, "filled_in", me, Map.of("fields", names));
            collected.conversationChanged(conversation);
            collected.write();
            var said = new LinkedHashMap<UUID, String>();
            changed.keySet().forEach(field -> said.put(field, before.getOrDefault(field, "")));
            return said;
        });
    }
}
