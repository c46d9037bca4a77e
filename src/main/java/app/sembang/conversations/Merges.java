package app.sembang.conversations;

import app.sembang.contacts.Contacts;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.Member;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Refusal;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Two conversations of one contact are read as one. Each keeps its channel, its messages and their numbers, and goes
/// on
/// by itself: nothing moves, so nothing is lost or reordered, and parting them leaves both as they are.
@Component
class Merges {
    private final CompanyTransactions transactions;
    private final Contacts contacts;
    private final ConversationStore conversations;
    private final ConversationHistory history;
    private final Clock clock;

    Merges(
            CompanyTransactions transactions,
            Contacts contacts,
            ConversationStore conversations,
            ConversationHistory history,
            Clock clock) {
        this.transactions = transactions;
        this.contacts = contacts;
        this.conversations = conversations;
        this.history = history;
        this.clock = clock;
    }

    /// Reads a conversation together with another one of the same contact; whichever leads that one leads both.
    void merge(Member me, ConversationId id, ConversationId into) {
        transactions.as(me.access(), () -> {
            var company = me.company();
            var seen = conversations.find(company, id).orElseThrow(() -> Refusal.notFound("conversation", id));
            var other = conversations
                    .find(company, into)
                    .orElseThrow(() -> Refusal.invalid("into", "is no conversation of this contact"));
            transactions.widen();
            var leads = other.mergedInto == null ? other : found(company, other.mergedInto);
            contacts.lock(
                    company,
                    Stream.of(seen, other, leads)
                            .map(one -> one.identity)
                            .distinct()
                            .toList());
            var conversation = found(company, id);
            var lead = found(company, leads.id);
            if (lead.id.equals(conversation.mergedInto)) {
                return id;
            }
            requireMergeable(company, conversation, lead);
            conversation.mergedInto = lead.id;
            conversations.updateMerge(company, conversation);
            tell(company, me, "merged", conversation, lead);
            return id;
        });
    }

    private void requireMergeable(CompanyId company, Conversation conversation, Conversation lead) {
        if (lead.id.equals(conversation.id)) {
            throw Refusal.invalid("into", "is the same conversation, or read together with it already");
        }
        if (!lead.contact.equals(conversation.contact)) {
            throw Refusal.invalid("into", "is no conversation of this contact");
        }
        if (conversation.mergedInto != null
                || lead.mergedInto != null
                || conversations.leads(company, conversation.id)) {
            throw new Refusal(
                    Refusal.Kind.CONFLICT,
                    "merged-already",
                    "Conversation %s is read together with others; part them first.".formatted(conversation.id),
                    Map.of("conversation", conversation.id));
        }
    }

    /// Each is read by itself again.
    void part(Member me, ConversationId id) {
        transactions.as(me.access(), () -> {
            var company = me.company();
            var seen = conversations.find(company, id).orElseThrow(() -> Refusal.notFound("conversation", id));
            transactions.widen();
            contacts.lock(company, List.of(seen.identity));
            part(company, me, found(company, id));
            return id;
        });
    }

    /// What was one contact's is two contacts' now. Needs an open transaction of the company.
    void partStrangers(CompanyId company, Collection<ContactId> of) {
        conversations.mergedWithStrangers(company, of).forEach(conversation -> part(company, null, conversation));
    }

    private void part(CompanyId company, @Nullable Member me, Conversation conversation) {
        var leads = conversation.mergedInto;
        if (leads != null) {
            conversation.mergedInto = null;
            conversations.updateMerge(company, conversation);
            tell(company, me, "parted", conversation, found(company, leads));
        }
    }

    private void tell(
            CompanyId company, @Nullable Member me, String kind, Conversation conversation, Conversation lead) {
        var collected = history.collect(company, clock.instant());
        collected.activity(conversation, kind, me, Map.of("with", lead.id.toString()));
        collected.activity(lead, kind, me, Map.of("with", conversation.id.toString()));
        collected.conversationChanged(conversation);
        collected.conversationChanged(lead);
        collected.write();
    }

    private Conversation found(CompanyId company, ConversationId id) {
        return conversations.find(company, id).orElseThrow();
    }
}
