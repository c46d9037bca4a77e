package app.sembang.conversations;

import app.sembang.database.CompanyTransactions;
import app.sembang.identity.Member;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import app.sembang.shared.Refusal;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// An agent asks to give a conversation to somebody else, an admin decides. Everything is
/// written into the thread.
@Component
class Transfers {
    private final CompanyTransactions transactions;
    private final Desk desk;
    private final TransferRequests requests;
    private final ConversationHistory history;

    Transfers(CompanyTransactions transactions, Desk desk, TransferRequests requests, ConversationHistory history) {
        this.transactions = transactions;
        this.desk = desk;
        this.requests = requests;
        this.history = history;
    }

    UUID ask(Member me, ConversationId id, @Nullable MemberId to, String reason) {
        if (to != null) {
            desk.requireAssignable(me.company(), to, "to");
        }
        return desk.change(me, id, (conversation, now) -> {
            if (!conversation.status.open() || !me.id().equals(conversation.assignee)) {
                throw new Refusal(
                        Refusal.Kind.CONFLICT,
                        "not-yours",
                        "Only who is responsible for an open conversation asks that it goes to somebody else.");
            }
            if (me.id().equals(to)) {
                throw Refusal.invalid("to", "is who has it already");
            }
            var request = requests.open(me.company(), id, me.id(), to, reason, now);
            tell(me, conversation, now, "transfer_requested", to, reason);
            return request;
        });
    }

    /// @param to null: whom the agent named
    void approve(Member me, UUID id, @Nullable MemberId to, @Nullable String answer) {
        desk.change(me, conversationOf(me, id), (conversation, now) -> {
            var request = requests.requireOpen(me.company(), id);
            var goesTo = to == null && request.to() != null ? request.to().id() : to;
            if (goesTo == null) {
                throw Refusal.invalid("to", "must name somebody: the agent named nobody");
            }
            desk.requireAssignable(me.company(), goesTo, "to");
            requests.decide(me.company(), id, TransferRequests.State.APPROVED, me.id(), goesTo, answer, now);
            desk.transfer(me, conversation, goesTo, request.reason(), now);
            return id;
        });
    }

    void decline(Member me, UUID id, String answer) {
        desk.change(me, conversationOf(me, id), (conversation, now) -> {
            requests.requireOpen(me.company(), id);
            requests.decide(me.company(), id, TransferRequests.State.DECLINED, me.id(), null, answer, now);
            tell(me, conversation, now, "transfer_declined", null, answer);
            return id;
        });
    }

    void cancel(Member me, UUID id) {
        desk.change(me, conversationOf(me, id), (conversation, now) -> {
            var request = requests.requireOpen(me.company(), id);
            if (!request.by().id().equals(me.id())) {
                throw Refusal.notFound("transfer request", id);
            }
            requests.decide(me.company(), id, TransferRequests.State.CANCELLED, me.id(), null, null, now);
            tell(me, conversation, now, "transfer_cancelled", null, null);
            return id;
        });
    }

    private ConversationId conversationOf(Member me, UUID id) {
        return transactions
                .as(me.access(), () -> requests.find(me.company(), id))
                .orElseThrow(() -> Refusal.notFound("transfer request", id))
                .conversationId();
    }

    private void tell(
            Member me,
            Conversation conversation,
            Instant now,
            String kind,
            @Nullable MemberId to,
            @Nullable String reason) {
        var facts = new TreeMap<String, String>(Map.of());
        if (to != null) {
            facts.put("to", to.toString());
        }
        if (reason != null) {
            facts.put("reason", reason);
        }
        var collected = history.collect(me.company(), now);
        collected.activity(conversation, kind, me, facts);
        collected.conversationChanged(conversation);
        collected.write();
    }
}
