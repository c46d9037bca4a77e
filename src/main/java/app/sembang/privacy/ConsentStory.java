package app.sembang.privacy;

import app.sembang.contacts.ContactStory;
import app.sembang.contacts.Contacts;
import app.sembang.shared.Channel;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What a contact agreed to and took back.
@Component
class ConsentStory implements ContactStory {
    private final JdbcClient jdbc;
    private final Contacts contacts;

    ConsentStory(JdbcClient jdbc, Contacts contacts) {
        this.jdbc = jdbc;
        this.contacts = contacts;
    }

    @Override
    public List<Happened> of(CompanyId company, ContactId contact, int most) {
        return jdbc.sql("select said.* from consent said where said.company_id = :company and "
                        + ConsentRecords.OF_PERSON
                        + " order by said.id desc limit :most")
                .param("company", company.value())
                .param("person", ConsentRecords.person(contacts.person(company, contact)))
                .param("most", most)
                .query((row, number) -> {
                    var by = row.getObject("recorded_by", UUID.class);
                    var conversation = row.getObject("conversation_id", UUID.class);
                    var channel = row.getString("channel");
                    return new Happened(
                            row.getObject("at", OffsetDateTime.class).toInstant(),
                            row.getBoolean("granted") ? "consent_granted" : "consent_withdrawn",
                            by == null ? null : new MemberId(by),
                            conversation == null ? null : new ConversationId(conversation),
                            channel == null ? null : Channel.from(channel),
                            Map.of("purpose", row.getString("purpose")),
                            row.getString("evidence"));
                })
                .list();
    }
}
