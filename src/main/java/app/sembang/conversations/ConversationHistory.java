package app.sembang.conversations;

import app.sembang.audit.Event;
import app.sembang.audit.EventLog;
import app.sembang.identity.Member;
import app.sembang.realtime.Audience;
import app.sembang.realtime.StreamEvent;
import app.sembang.realtime.StreamEvents;
import app.sembang.shared.CompanyId;
import app.sembang.shared.MemberId;
import app.sembang.shared.MessageId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/// Writes down, in the changing transaction, what a change did: the event log, the staff's stream, the
/// customer's side. One instance collects for one transaction; [Collected#write] sends everything in a handful
/// of statements.
@Component
class ConversationHistory {
    private final EventLog log;
    private final StreamEvents stream;
    private final ApplicationEventPublisher events;

    ConversationHistory(EventLog log, StreamEvents stream, ApplicationEventPublisher events) {
        this.log = log;
        this.stream = stream;
        this.events = events;
    }

    Collected collect(CompanyId company, Instant at) {
        return new Collected(company, at);
    }

    /// Who is responsible is asked when all is done.
    private record Activity(
            Conversation conversation,
            String kind,
            @Nullable MemberId actor,
            Map<String, String> facts) {
        ActivityWritten.Line line() {
            return new ActivityWritten.Line(
                    conversation.id, conversation.contact, kind, actor, conversation.assignee, facts);
        }
    }

    final class Collected {
        private final CompanyId company;
        private final Instant at;
        private final List<Event> logged = new ArrayList<>();
        private final List<StreamEvent> streamed = new ArrayList<>();
        private final List<ThreadChanged.Change> changes = new ArrayList<>();
        private final List<Activity> activities = new ArrayList<>();

        private Collected(CompanyId company, Instant at) {
            this.company = company;
            this.at = at;
        }

        void messageCreated(
                Conversation conversation, MessageId message, int seq, String kind, @Nullable MemberId member) {
            logged.add(new Event(at, kind, member, conversation.id, (long) seq, Map.of()));
            toStaff(conversation, "message.created", message.value());
            changes.add(change(ThreadChanged.What.MESSAGE_CREATED, conversation, message));
        }

        void messageChanged(Conversation conversation, MessageId message, @Nullable String kind) {
            if (kind != null) {
                logged.add(new Event(at, kind, null, conversation.id, null, Map.of("message", message.toString())));
            }
            toStaff(conversation, "message.changed", message.value());
            changes.add(change(ThreadChanged.What.MESSAGE_CHANGED, conversation, message));
        }

        /// A change of state that people see as a quiet line in the thread.
        void activity(Conversation conversation, String kind, @Nullable Member actor, Map<String, String> facts) {
            logged.add(new Event(
                    at, kind, actor == null ? null : actor.id(), conversation.id, (long) conversation.lastSeq, facts));
            // Nobody is notified of what somebody does who is blocked.
            if (conversation.blockedAt == null) {
                activities.add(new Activity(conversation, kind, actor == null ? null : actor.id(), facts));
            }
            toStaff(conversation, "activity.created", conversation.id.value());
        }

        void conversationChanged(Conversation conversation) {
            toStaff(conversation, "conversation.changed", conversation.id.value());
            changes.add(change(ThreadChanged.What.CONVERSATION_CHANGED, conversation, null));
        }

        void noteCreated(Conversation conversation, UUID note, MemberId author) {
            logged.add(new Event(
                    at,
                    "message_note_written",
                    author,
                    conversation.id,
                    (long) conversation.lastSeq,
                    Map.of("note", note)));
            toStaff(conversation, "note.created", note);
        }

        void readByMember(Conversation conversation, MessageId upTo) {
            changes.add(change(ThreadChanged.What.READ_BY_MEMBER, conversation, upTo));
        }

        /// The member no longer sees the conversation.
        void removedFrom(MemberId member, Conversation conversation) {
            streamed.add(new StreamEvent(
                    new Audience.OneMember(member),
                    "conversation.removed",
                    conversation.id.value(),
                    "{\"id\":\"" + conversation.id + "\"}",
                    null));
        }

        void write() {
            log.append(company, logged);
            stream.append(company, streamed);
            if (!changes.isEmpty()) {
                events.publishEvent(new ThreadChanged(company, List.copyOf(changes)));
            }
            if (!activities.isEmpty()) {
                events.publishEvent(new ActivityWritten(
                        company, at, activities.stream().map(Activity::line).toList()));
            }
        }

        private void toStaff(Conversation conversation, String kind, UUID subject) {
            streamed.add(StreamEvent.of(new Audience.Company(), kind, subject));
            if (conversation.assignee != null) {
                streamed.add(StreamEvent.of(new Audience.OneMember(conversation.assignee), kind, subject));
            }
        }

        private ThreadChanged.Change change(
                ThreadChanged.What what, Conversation conversation, @Nullable MessageId message) {
            return new ThreadChanged.Change(
                    what, conversation.channel, conversation.identity, conversation.id, message);
        }
    }
}
