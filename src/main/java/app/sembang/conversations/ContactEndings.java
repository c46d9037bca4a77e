package app.sembang.conversations;

import app.sembang.contacts.Contacts;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactIdentityId;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/// A customer ends the conversation, where the channel lets one: completed, with nothing sold. Writing again begins
/// anew. Needs an open transaction of the company.
@Component
public class ContactEndings {
    private final Contacts contacts;
    private final ConversationStore conversations;
    private final TransferRequests transfers;
    private final ScheduledMessages scheduled;
    private final ConversationHistory history;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    ContactEndings(
            Contacts contacts,
            ConversationStore conversations,
            TransferRequests transfers,
            ScheduledMessages scheduled,
            ConversationHistory history,
            ApplicationEventPublisher events,
            Clock clock) {
        this.contacts = contacts;
        this.conversations = conversations;
        this.transfers = transfers;
        this.scheduled = scheduled;
        this.history = history;
        this.events = events;
        this.clock = clock;
    }

    /// @return false where none is open
    public boolean end(CompanyId company, ContactIdentityId identity) {
        contacts.lock(company, List.of(identity));
        var open = conversations.openOf(company, List.of(identity)).stream().findFirst();
        if (open.isEmpty()) {
            return false;
        }
        var conversation = open.get();
        var now = clock.instant();
        conversation.complete(
                ConversationStatus.COMPLETED, new Conversation.Completion(null, List.of(), null, null, null, now));
        conversations.updateCompletion(company, conversation);
        transfers.drop(company, conversation.id, now);
        scheduled.cancelAll(company, List.of(conversation.id), ScheduledMessages.Reason.CONVERSATION_CLOSED, now);
        var collected = history.collect(company, now);
        collected.activity(conversation, "completed", null, Map.of("reason", "customer_ended"));
        collected.conversationChanged(conversation);
        collected.write();
        events.publishEvent(new ConversationEnded(
                company, conversation.id, conversation.contact, false, null, List.of(), null, null, null, null, now));
        return true;
    }
}
