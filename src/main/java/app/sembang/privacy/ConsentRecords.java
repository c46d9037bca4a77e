package app.sembang.privacy;

import app.sembang.contacts.Contacts;
import app.sembang.shared.Channel;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.ContactIdentityId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Ids;
import app.sembang.shared.MessageId;
import app.sembang.shared.Texts;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What contacts have agreed to or taken back by themselves, without any member's hand. Needs an open transaction of
/// the company.
@Component
public class ConsentRecords {
    /// The purpose of advertising.
    public static final String MARKETING = "marketing";

    /// That a record counts, and is of one of these contacts: an identity's goes with the identity.
    static final String OF_PERSON = """
             said.takes_back is null
               and not exists (select from consent other
                                where other.company_id = :company and other.takes_back = said.id)
               and (said.identity_id is null and said.contact_id = any (:person::uuid[])
                    or said.identity_id in (select id from contact_identity
                                             where company_id = :company and contact_id = any (:person::uuid[])))
            """;

    private static final int LONGEST_EVIDENCE = 500;

    private final JdbcClient jdbc;
    private final Contacts contacts;
    private final Clock clock;

    ConsentRecords(JdbcClient jdbc, Contacts contacts, Clock clock) {
        this.contacts = contacts;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// Said twice in the same words, it counts once.
    ///
    /// @param purpose a term in lower_snake
    /// @param evidence what was agreed to, and where
    public void granted(CompanyId company, ContactId contact, String purpose, Channel channel, String evidence) {
        said(company, contact, purpose, channel, true, evidence);
    }

    /// @param granted false: taken back
    public void said(
            CompanyId company, ContactId contact, String purpose, Channel channel, boolean granted, String evidence) {
        var words = Texts.beginning(Texts.storable(evidence), LONGEST_EVIDENCE);
        jdbc.sql("""
                insert into consent (company_id, id, contact_id, purpose, channel, granted, at, recorded_at, evidence)
                select :company, :id, :contact, :purpose, :channel, :granted, :now, :now, :evidence
                 where not exists (
                    select from (select granted, evidence from consent
                                  where company_id = :company and contact_id = :contact
                                    and purpose = :purpose and channel = :channel
                                  order by id desc
                                  limit 1) newest
                     where newest.granted = :granted and newest.evidence = :evidence)
                """)
                .param("company", company.value())
                .param("id", Ids.next())
                .param("contact", contact.value())
                .param("purpose", purpose)
                .param("channel", channel.value())
                .param("granted", granted)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("evidence", words)
                .update();
    }

    /// A message in which a contact says so.
    public record Written(
            ContactId contact,
            ContactIdentityId identity,
            Channel channel,
            ConversationId conversation,
            MessageId message,
            String words) {}

    /// What says again what counts already changes nothing.
    public void written(CompanyId company, Written by, String purpose, boolean granted) {
        var newest = newest(company, by.contact(), purpose, by.channel());
        if (newest.isPresent() && newest.get() == granted) return;
        jdbc.sql("""
                insert into consent (company_id, id, contact_id, identity_id, purpose, channel, granted, at, recorded_at,
                                     evidence, conversation_id, message_id)
                values (:company, :id, :contact, :identity, :purpose, :channel, :granted, :now, :now, :evidence,
                        :conversation, :message)
                """)
                .param("company", company.value())
                .param("id", Ids.next())
                .param("contact", by.contact().value())
                .param("identity", by.identity().value())
                .param("purpose", purpose)
                .param("channel", by.channel().value())
                .param("granted", granted)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("evidence", Texts.beginning(Texts.storable(by.words().strip()), LONGEST_EVIDENCE))
                .param("conversation", by.conversation().value())
                .param("message", by.message().value())
                .update();
    }

    /// Whether the newest word of the person about it is a no. Where nobody was asked it is not.
    public boolean withdrawn(CompanyId company, ContactId contact, String purpose, Channel channel) {
        return newest(company, contact, purpose, channel)
                .filter(granted -> !granted)
                .isPresent();
    }

    private Optional<Boolean> newest(CompanyId company, ContactId contact, String purpose, Channel channel) {
        return jdbc.sql("select said.granted from consent said where said.company_id = :company and " + OF_PERSON + """
                   and said.purpose = :purpose and (said.channel is null or said.channel = :channel)
                 order by said.id desc
                 limit 1
                """)
                .param("company", company.value())
                .param("person", person(contacts.person(company, contact)))
                .param("purpose", purpose)
                .param("channel", channel.value())
                .query(Boolean.class)
                .optional();
    }

    static String[] person(Collection<ContactId> person) {
        return person.stream().map(ContactId::toString).toArray(String[]::new);
    }
}
