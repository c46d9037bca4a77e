package app.sembang.conversations;

import app.sembang.identity.Member;
import app.sembang.shared.ConversationId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Several things a member does with a conversation in one go. Each is a command of its own: what is refused ends the
/// row, and what was done before it stays.
@Component
public class Macros {
    private final Desk desk;
    private final ConversationTags tags;
    private final ConversationFacts facts;
    private final Later later;
    private final Clock clock;

    Macros(Desk desk, ConversationTags tags, ConversationFacts facts, Later later, Clock clock) {
        this.desk = desk;
        this.tags = tags;
        this.facts = facts;
        this.later = later;
        this.clock = clock;
    }

    /// @param text is sent first; null: nothing is said
    public record Steps(
            @Nullable String text,
            List<UUID> tags,
            Map<UUID, String> fields,
            @Nullable Priority priority,
            @Nullable Duration snooze,
            boolean close) {}

    /// @param hold how long the words can be taken back; null: they go at once
    public void run(Member me, ConversationId id, Steps steps, @Nullable Duration hold) {
        if (steps.text() != null) {
            desk.send(me, id, new Content.Text(steps.text()), null, null, null, null, hold);
        }
        if (!steps.tags().isEmpty()) {
            tags.change(me, id, carried -> {
                carried.addAll(steps.tags());
                return carried;
            });
        }
        if (!steps.fields().isEmpty()) {
            facts.fill(me, id, steps.fields());
        }
        if (steps.priority() != null) {
            desk.prioritise(me, id, steps.priority());
        }
        if (steps.snooze() != null) {
            later.snooze(me, id, clock.instant().plus(steps.snooze()));
        }
        if (steps.close()) {
            desk.complete(me, id, new Desk.Ending(ConversationStatus.COMPLETED, null, List.of(), null, null));
        }
    }
}
