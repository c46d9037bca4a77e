package app.sembang.leads;

import app.sembang.contacts.ContactsMoved;
import app.sembang.conversations.ConversationEnded;
import app.sembang.conversations.ConversationReopened;
import app.sembang.conversations.MessagesReceived;
import app.sembang.conversations.RepliesQueued;
import app.sembang.database.AfterCommit;
import app.sembang.leads.LeadStage.Outcome;
import app.sembang.sales.SaleMade;
import app.sembang.sales.SaleReversed;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Ids;
import app.sembang.shared.Refusal;
import app.sembang.shared.Texts;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What moves leads by itself, in the transaction in which it happens: a contact's first message begins one, the first
/// answer makes it contacted, a sale wins it, a lost conversation loses it, and reopening takes that back.
@Component
class LeadRules {
    private static final int LONGEST_REASON = 500;

    private final LeadStages stages;
    private final LeadStore leads;
    private final JdbcClient jdbc;
    private final InstantSource clock;
    /// Whose first answer was dealt with, so that a message in a talk that goes on costs nothing.
    private final Cache<ConversationId, Boolean> answered =
            Caffeine.newBuilder().maximumSize(100_000).build();

    LeadRules(LeadStages stages, LeadStore leads, JdbcClient jdbc, InstantSource clock) {
        this.stages = stages;
        this.leads = leads;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// One open lead for each contact, begun with the first message of a conversation.
    @EventListener
    void on(MessagesReceived received) {
        var contacts = received.messages().stream()
                .filter(message -> message.seq() == 1)
                .map(MessagesReceived.Item::contact)
                .distinct()
                .toList();
        if (contacts.isEmpty()) {
            return;
        }
        stages.begin(received.company());
        jdbc.sql("""
                insert into lead (company_id, id, contact_id, stage_id, created_at, changed_at)
                select :company, fresh.id, fresh.contact, stage.id, :now, :now
                  from unnest(:ids::uuid[], :contacts::uuid[]) as fresh (id, contact)
                  join lead_stage stage on stage.company_id = :company and stage.key = 'new'
                 where not exists (select from lead
                                    where lead.company_id = :company and lead.contact_id = fresh.contact and lead.outcome is null)
                    on conflict do nothing
                """)
                .param("company", received.company().value())
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param(
                        "ids",
                        contacts.stream().map(one -> Ids.next().toString()).toArray(String[]::new))
                .param("contacts", texts(contacts))
                .update();
    }

    @EventListener
    void on(RepliesQueued replies) {
        var fresh = replies.messages().stream()
                .map(RepliesQueued.Queued::conversation)
                .distinct()
                .filter(conversation -> answered.getIfPresent(conversation) == null)
                .toList();
        if (fresh.isEmpty()) {
            return;
        }
        // What only announces that a person will answer leaves the conversation new.
        var answeredNow = jdbc.sql("""
                with talked as (
                    select id, contact_id from conversation
                     where company_id = :company and id = any (:conversations::uuid[]) and status <> 'new'
                ), moved as (
                    update lead set stage_id = next.id, changed_at = :now
                      from talked, lead_stage stage, lead_stage next
                     where lead.company_id = :company and lead.contact_id = talked.contact_id and lead.outcome is null
                       and stage.company_id = :company and stage.id = lead.stage_id and stage.key = 'new'
                       and next.company_id = :company and next.key = 'contacted'
                    returning lead.id, stage.id as from_id, next.id as to_id
                ), noted as (
                    insert into lead_move (company_id, lead_id, from_id, to_id, rule, at)
                    select :company, id, from_id, to_id, 'answered', :now from moved)
                select id from talked
                """)
                .param("company", replies.company().value())
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("conversations", texts(fresh))
                .query((row, number) -> new ConversationId(row.getObject("id", UUID.class)))
                .list();
        AfterCommit.run(() -> answeredNow.forEach(conversation -> answered.put(conversation, Boolean.TRUE)));
    }

    @EventListener
    void on(ConversationEnded ended) {
        if (!ended.lost()) {
            return;
        }
        var company = ended.company();
        var lost = stage(company, Outcome.LOST);
        var reason = shortened(ended.notes());
        var open = leads.open(company, ended.contact());
        if (open.isEmpty()) {
            leads.insert(company, Ids.next(), ended.contact(), lost, null, null, reason, clock.instant());
            return;
        }
        leads.move(company, open.get(), lost, reason, null, null, "lost", clock.instant());
    }

    /// Of many sales for the same lead, one wins it.
    @EventListener
    void on(SaleMade made) {
        var company = made.company();
        var won = stage(company, Outcome.WON);
        var named = made.lead();
        if (named != null) {
            leads.lock(company, named);
        }
        var found = named == null ? leads.open(company, made.contact()) : leads.find(company, named);
        if (found.isEmpty()) {
            var id = Ids.next();
            leads.insert(company, id, made.contact(), won, null, made.amount(), null, clock.instant());
            leads.sold(company, id, made.sale());
            return;
        }
        var lead = found.get();
        if (lead.outcome() == Outcome.WON) {
            throw new Refusal(Refusal.Kind.CONFLICT, "lead-won", "Lead %s is won already.".formatted(lead.id()));
        }
        leads.move(
                company,
                lead,
                won,
                null,
                made.amount(),
                named == null ? null : made.by(),
                named == null ? "completed" : null,
                clock.instant());
        leads.sold(company, lead.id(), made.sale());
    }

    private LeadStage stage(CompanyId company, Outcome outcome) {
        return stages.all(company).stream()
                .filter(stage -> stage.outcome() == outcome)
                .findFirst()
                .orElseThrow();
    }

    private static @Nullable String shortened(@Nullable String notes) {
        return notes == null || notes.isBlank() ? null : Texts.beginning(notes.strip(), LONGEST_REASON);
    }

    /// A lead that the end of the conversation had lost stands where it stood before.
    @EventListener
    void on(ConversationReopened reopened) {
        var company = reopened.company();
        answered.invalidate(reopened.conversation());
        var newest = leads.list(
                company, new LeadStore.Filter(null, null, reopened.contact(), null), LeadStore.Order.MOVED, null, 1);
        if (newest.isEmpty() || newest.getFirst().outcome() != Outcome.LOST) {
            return;
        }
        var lead = newest.getFirst();
        var moves = leads.moves(company, lead.id());
        if (!moves.isEmpty() && "lost".equals(moves.getLast().rule())) {
            back(company, lead, moves.getLast().fromId());
        }
    }

    /// Without its sale no lead is won.
    @EventListener
    void on(SaleReversed reversed) {
        var company = reversed.company();
        leads.wonBy(company, reversed.sale()).ifPresent(lead -> {
            var moves = leads.moves(company, lead.id());
            var before = moves.isEmpty()
                    ? stages.all(company).getFirst().id()
                    : moves.getLast().fromId();
            leads.sold(company, lead.id(), null);
            if (lead.outcome() == Outcome.WON) back(company, lead, before);
        });
    }

    private void back(CompanyId company, Lead lead, UUID stage) {
        leads.move(company, lead, stages.require(company, stage), null, null, null, "reopened", clock.instant());
    }

    /// Leads go with the contact they were made for.
    @EventListener
    void on(ContactsMoved moved) {
        moved.take(jdbc, "lead");
    }

    private static String[] texts(Collection<?> values) {
        return values.stream().map(Object::toString).toArray(String[]::new);
    }
}
