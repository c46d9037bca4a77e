package app.sembang.conversations;

import app.sembang.contacts.Contacts;
import app.sembang.contacts.ContactsMoved;
import app.sembang.realtime.Audience;
import app.sembang.realtime.StreamEvent;
import app.sembang.realtime.StreamEvents;
import app.sembang.shared.ContactIdentityId;
import app.sembang.shared.MemberId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Conversations go where their channel goes when contacts are joined or parted.
@Component
class MovedThreads {
    private final JdbcClient jdbc;
    private final Contacts contacts;
    private final StreamEvents stream;
    private final Merges merges;

    MovedThreads(JdbcClient jdbc, Contacts contacts, StreamEvents stream, Merges merges) {
        this.jdbc = jdbc;
        this.contacts = contacts;
        this.stream = stream;
        this.merges = merges;
    }

    @EventListener
    void on(ContactsMoved moved) {
        var identities =
                moved.identities().stream().map(ContactIdentityId::toString).toArray(String[]::new);
        var told = new ArrayList<StreamEvent>();
        jdbc.sql("""
                update conversation set contact_id = :to
                 where company_id = :company and contact_identity_id = any (:identities::uuid[])
                returning id, assignee_id
                """)
                .param("company", moved.company().value())
                .param("to", moved.to().value())
                .param("identities", identities)
                .query(row -> {
                    var id = row.getObject("id", UUID.class);
                    var assignee = row.getObject("assignee_id", UUID.class);
                    told.add(StreamEvent.of(new Audience.Company(), "conversation.changed", id));
                    if (assignee != null) {
                        told.add(StreamEvent.of(
                                new Audience.OneMember(new MemberId(assignee)), "conversation.changed", id));
                    }
                });
        stream.append(moved.company(), told);
        merges.partStrangers(moved.company(), List.of(moved.from(), moved.to()));
        var since = moved.since();
        if (since != null) {
            int written = jdbc.sql("""
                    select count(*)
                      from conversation
                      join message on message.company_id = :company and message.conversation_id = conversation.id
                     where conversation.company_id = :company and conversation.contact_identity_id = any (:identities::uuid[])
                       and message.author = 'contact' and message.at > :since
                    """)
                    .param("company", moved.company().value())
                    .param("identities", identities)
                    .param("since", since.atOffset(ZoneOffset.UTC))
                    .query(Integer.class)
                    .single();
            contacts.recount(moved.company(), moved.from(), moved.to(), written);
        }
    }
}
