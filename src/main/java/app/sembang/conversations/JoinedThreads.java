package app.sembang.conversations;

import app.sembang.contacts.Contacts;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.ContactIdentityId;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Two identities of one channel account turn out to be one person's: what was said becomes one thread.
@Component
public class JoinedThreads {
    private final Contacts contacts;
    private final ConversationStore conversations;
    private final ScheduledMessages scheduled;
    private final ConversationHistory history;
    private final Merges merges;
    private final JdbcClient jdbc;
    private final Clock clock;

    JoinedThreads(
            Contacts contacts,
            ConversationStore conversations,
            ScheduledMessages scheduled,
            ConversationHistory history,
            Merges merges,
            JdbcClient jdbc,
            Clock clock) {
        this.contacts = contacts;
        this.conversations = conversations;
        this.scheduled = scheduled;
        this.history = history;
        this.merges = merges;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// What the person wrote under one name counts as written under another, so that a copy that comes under that
    /// one is known again. A message's number at the channel begins with the name of who wrote it. Needs an open
    /// transaction of the company, with the identity locked.
    public void writtenAs(CompanyId company, ContactIdentityId identity, String before, String after) {
        jdbc.sql("""
                update message set provider_id = :after || substr(provider_id, length(:before) + 1)
                 where company_id = :company
                   and conversation_id in (select id from conversation
                                            where company_id = :company and contact_identity_id = :identity)
                   and starts_with(provider_id, :before)
                   and not exists (select from message known
                                    where known.company_id = :company
                                      and known.channel_account_id = message.channel_account_id
                                      and known.provider_id = :after || substr(message.provider_id, length(:before) + 1))
                """)
                .param("company", company.value())
                .param("identity", identity.value())
                .param("before", before)
                .param("after", after)
                .update();
    }

    /// All that `from` has written goes over to `to`. An identity has one open conversation: where both have one, the
    /// one the person is in now, that of `from`, goes on and the other ends; who waited in that one still waits.
    /// Needs an open transaction of the company.
    ///
    /// @param contact whose identity `to` is
    public void join(CompanyId company, ContactIdentityId from, ContactIdentityId to, ContactId contact) {
        contacts.lock(company, List.of(from, to));
        var now = clock.instant();
        var collected = history.collect(company, now);
        var current = conversations.openOf(company, List.of(from)).stream().findFirst();
        var earlier = conversations.openOf(company, List.of(to)).stream().findFirst();
        if (current.isPresent() && earlier.isPresent()) {
            var goesOn = current.get();
            var ends = earlier.get();
            var waiting = ends.awaitingReplySince;
            ends.complete(
                    ConversationStatus.COMPLETED, new Conversation.Completion(null, List.of(), null, null, null, now));
            conversations.updateCompletion(company, ends);
            scheduled.cancelAll(company, List.of(ends.id), ScheduledMessages.Reason.CONVERSATION_CLOSED, now);
            collected.activity(ends, "completed", null, Map.of("reason", "goes_on"));
            collected.conversationChanged(ends);
            if (waiting != null && (goesOn.awaitingReplySince == null || goesOn.awaitingReplySince.isAfter(waiting))) {
                goesOn.awaitingReplySince = waiting;
                conversations.update(company, List.of(goesOn));
            }
        }
        jdbc.sql("""
                update conversation set contact_identity_id = :to, contact_id = :contact
                 where company_id = :company and contact_identity_id = :from
                """)
                .param("company", company.value())
                .param("from", from.value())
                .param("to", to.value())
                .param("contact", contact.value())
                .update();
        current.ifPresent(collected::conversationChanged);
        collected.write();
        merges.partStrangers(company, List.of(contact));
    }
}
