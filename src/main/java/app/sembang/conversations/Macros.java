package app.sembang.conversations;

import app.sembang.identity.Member;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MessageId;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Several things a member does with a conversation in one go. Each is a command of its own: what is refused ends the
/// row, and what was done before it stays and is told.
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

    /// What a run did to a conversation, and what was there before: enough to undo it.
    ///
    /// @param messageId what was said
    /// @param tags which it did not carry before
    /// @param fields what they said before, by field; empty: nothing
    /// @param priority the one before, where it changed
    /// @param snoozed whether it was put off, and before until when, if at all
    @Schema(name = "MacroDone")
    public record Done(
            @NotNull ConversationId conversationId,
            @Nullable MessageId messageId,
            @NotNull @Size(max = 100) List<@NotNull UUID> tags,
            @NotNull @Size(max = 100) Map<UUID, @NotNull @Size(max = 5000) String> fields,
            @Nullable Priority priority,
            boolean snoozed,
            @Nullable Instant snoozedUntil,
            boolean closed) {}

    /// What a run did, whole or as far as it came.
    ///
    /// @param done null: nothing
    /// @param refused what ended it; null: it is whole
    public record Ran(@Nullable Done done, @Nullable Refusal refused) {}

    /// @param hold how long the words can be taken back; null: they go at once
    public Ran run(Member me, ConversationId id, Steps steps, @Nullable Duration hold) {
        var running = new Running(me, id);
        try {
            running.all(steps, hold);
            return new Ran(running.done(), null);
        } catch (Refusal refused) {
            return new Ran(running.begun ? running.done() : null, refused);
        }
    }

    private final class Running {
        private final Member me;
        private final ConversationId id;
        private final Before before;
        private boolean begun;
        private @Nullable MessageId said;
        private List<UUID> put = List.of();
        private Map<UUID, String> fields = Map.of();
        private @Nullable Priority priority;
        private boolean snoozed;
        private boolean closed;

        Running(Member me, ConversationId id) {
            this.me = me;
            this.id = id;
            this.before = desk.change(
                    me, id, (conversation, now) -> new Before(conversation.priority, conversation.snoozedUntil));
        }

        void all(Steps steps, @Nullable Duration hold) {
            if (steps.text() != null) {
                said = desk.send(me, id, new Content.Text(steps.text()), null, null, null, null, hold)
                        .id();
                begun = true;
            }
            if (!steps.tags().isEmpty()) tag(steps.tags());
            if (!steps.fields().isEmpty()) {
                fields = facts.fill(me, id, steps.fields());
                begun = true;
            }
            if (steps.priority() != null) {
                desk.prioritise(me, id, steps.priority());
                priority = steps.priority() == before.priority() ? null : before.priority();
                begun = true;
            }
            if (steps.snooze() != null) {
                later.snooze(me, id, clock.instant().plus(steps.snooze()));
                begun = snoozed = true;
            }
            if (steps.close()) {
                desk.complete(me, id, new Desk.Ending(ConversationStatus.COMPLETED, null, List.of(), null, null, null));
                begun = closed = true;
            }
        }

        private void tag(List<UUID> wanted) {
            var fresh = new LinkedHashSet<>(wanted);
            tags.change(me, id, carried -> {
                fresh.removeAll(carried);
                carried.addAll(wanted);
                return carried;
            });
            put = List.copyOf(fresh);
            begun = true;
        }

        Done done() {
            return new Done(id, said, put, fields, priority, snoozed, before.snoozedUntil(), closed);
        }
    }

    private record Before(Priority priority, @Nullable Instant snoozedUntil) {}

    /// Takes back what a run did, the last of it first. Words that have gone meanwhile stay said: that is refused
    /// once all the rest is as it was.
    public void undo(Member me, Done done) {
        var id = done.conversationId();
        if (done.closed()) {
            desk.reopen(me, id);
        }
        if (done.snoozed()) {
            if (done.snoozedUntil() != null && done.snoozedUntil().isAfter(clock.instant())) {
                later.snooze(me, id, done.snoozedUntil());
            } else {
                later.wake(me, id);
            }
        }
        if (done.priority() != null) {
            desk.prioritise(me, id, done.priority());
        }
        if (!done.tags().isEmpty()) {
            tags.change(me, id, carried -> {
                carried.removeAll(done.tags());
                return carried;
            });
        }
        if (!done.fields().isEmpty()) {
            facts.fill(me, id, done.fields());
        }
        if (done.messageId() != null) {
            desk.takeBack(me, id, done.messageId());
        }
    }
}
