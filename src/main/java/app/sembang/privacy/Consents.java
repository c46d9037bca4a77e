package app.sembang.privacy;

import app.sembang.audit.AuditLog;
import app.sembang.contacts.Contacts;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.Channel;
import app.sembang.shared.ContactId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Ids;
import app.sembang.shared.MemberId;
import app.sembang.shared.MessageId;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import app.sembang.shared.Texts;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// What contacts have agreed to and taken back. Nothing is overwritten: the newest record of a purpose and channel
/// counts.
@RestController
@RequestMapping("/api/v1/contacts/{id}/consents")
@Tag(name = "Contacts")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER})
class Consents {
    private final CompanyTransactions transactions;
    private final Contacts contacts;
    private final AuditLog audit;
    private final JdbcClient jdbc;
    private final Clock clock;

    Consents(CompanyTransactions transactions, Contacts contacts, AuditLog audit, JdbcClient jdbc, Clock clock) {
        this.transactions = transactions;
        this.contacts = contacts;
        this.audit = audit;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// @param channel null: all channels
    /// @param at when the contact said so; now where it is left out
    /// @param evidence how that can be shown, such as 'message of 3 May in the chat' or 'form on the website'
    record NewConsent(
            @NotNull
            @Pattern(regexp = "[a-z][a-z_]{0,59}", message = "is not a term in lower_snake of at most 60 letters")
            String purpose,

            @Nullable Channel channel,
            @NotNull Boolean granted,
            @Nullable Instant at,
            @NotBlank @Size(max = 500) String evidence) {}

    /// @param recordedBy null where the contact has said so without anybody's hand
    /// @param messageId in which the contact says so
    record Consent(
            UUID id,
            String purpose,
            @Nullable Channel channel,
            boolean granted,
            Instant at,
            @Nullable MemberId recordedBy,
            Instant recordedAt,
            String evidence,
            @Nullable ConversationId conversationId,
            @Nullable MessageId messageId) {}

    @GetMapping
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "List what a contact has agreed to or taken back, newest first")
    Page<Consent> list(Member me, @PathVariable ContactId id) {
        return transactions.as(me.access(), () -> {
            mustExist(me, id);
            // What somebody who turned out to be the same person has said counts too, and hangs on that one's row.
            transactions.widen();
            var person = contacts.person(me.company(), id);
            return new Page<>(
                    jdbc.sql("select said.* from consent said where said.company_id = :company and "
                                    + ConsentRecords.OF_PERSON
                                    + " order by said.id desc limit 1000")
                            .param("company", me.company().value())
                            .param("person", ConsentRecords.person(person))
                            .query((row, number) -> {
                                var channel = row.getString("channel");
                                var by = row.getObject("recorded_by", UUID.class);
                                var conversation = row.getObject("conversation_id", UUID.class);
                                var message = row.getObject("message_id", UUID.class);
                                return new Consent(
                                        row.getObject("id", UUID.class),
                                        row.getString("purpose"),
                                        channel == null ? null : Channel.from(channel),
                                        row.getBoolean("granted"),
                                        row.getObject("at", OffsetDateTime.class)
                                                .toInstant(),
                                        by == null ? null : new MemberId(by),
                                        row.getObject("recorded_at", OffsetDateTime.class)
                                                .toInstant(),
                                        row.getString("evidence"),
                                        conversation == null ? null : new ConversationId(conversation),
                                        message == null ? null : new MessageId(message));
                            })
                            .list(),
                    null);
        });
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Record that a contact agreed to something or took it back")
    Consent record(Member me, @PathVariable ContactId id, @Valid @RequestBody NewConsent wanted) {
        var now = clock.instant();
        var at = wanted.at() == null ? now : wanted.at();
        if (at.isAfter(now)) {
            throw Refusal.invalid("at", "must not lie in the future");
        }
        var channel = wanted.channel();
        var consent = new Consent(
                Ids.next(),
                wanted.purpose(),
                channel,
                wanted.granted(),
                at,
                me.id(),
                now,
                Texts.storable(wanted.evidence().strip()),
                null,
                null);
        transactions.as(me.access(), () -> {
            mustExist(me, id);
            jdbc.sql("""
                    insert into consent (company_id, id, contact_id, purpose, channel, granted, at, recorded_by, recorded_at, evidence)
                    values (:company, :id, :contact, :purpose, :channel, :granted, :at, :by, :now, :evidence)
                    """)
                    .param("company", me.company().value())
                    .param("id", consent.id())
                    .param("contact", id.value())
                    .param("purpose", consent.purpose())
                    .param("channel", channel == null ? null : channel.value())
                    .param("granted", consent.granted())
                    .param("at", at.atOffset(ZoneOffset.UTC))
                    .param("by", me.id().value())
                    .param("now", now.atOffset(ZoneOffset.UTC))
                    .param("evidence", consent.evidence())
                    .update();
            audit.record(
                    me.company(),
                    me.id(),
                    consent.granted() ? "consent_granted" : "consent_withdrawn",
                    id,
                    Map.of(),
                    Map.of("purpose", consent.purpose()));
            return consent;
        });
        return consent;
    }

    @DeleteMapping("/{consentId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            summary = "Take back a record that was mistaken",
            description = "What was said before it counts again. The record and who took it back are kept as proof.")
    void takeBack(Member me, @PathVariable ContactId id, @PathVariable UUID consentId) {
        transactions.<@Nullable Object>as(me.access(), () -> {
            mustExist(me, id);
            transactions.widen();
            int taken = jdbc.sql("""
                    insert into consent (company_id, id, contact_id, identity_id, purpose, channel, granted, at, recorded_by,
                                         recorded_at, evidence, takes_back)
                    select said.company_id, :id, said.contact_id, said.identity_id, said.purpose, said.channel, said.granted,
                           :now, :by, :now, said.evidence, said.id
                      from consent said
                     where said.company_id = :company and said.id = :mistaken and
                    """ + ConsentRecords.OF_PERSON + " on conflict do nothing")
                    .param("company", me.company().value())
                    .param("id", Ids.next())
                    .param("mistaken", consentId)
                    .param("person", ConsentRecords.person(contacts.person(me.company(), id)))
                    .param("by", me.id().value())
                    .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                    .update();
            if (taken == 0) throw Refusal.notFound("consent", consentId);
            audit.record(
                    me.company(), me.id(), "consent_taken_back", id, Map.of("consent", consentId.toString()), Map.of());
            return null;
        });
    }

    private void mustExist(Member me, ContactId id) {
        if (!contacts.exists(me.company(), id)) {
            throw Refusal.notFound("contact", id);
        }
    }
}
