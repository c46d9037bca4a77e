package app.sembang.contacts;

import static app.sembang.contacts.ContactStore.texts;

import app.sembang.database.ContactTrail;
import app.sembang.database.PersonalData;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// A contact who is erased is nobody from one commit to the next: whoever writes from the same account then is new.
@Component
class ContactData implements PersonalData {
    private final JdbcClient jdbc;
    private final ContactMerges merges;

    ContactData(JdbcClient jdbc, ContactMerges merges) {
        this.merges = merges;
        this.jdbc = jdbc;
    }

    @Override
    public Map<String, Long> detach(ContactTrail trail) {
        jdbc.sql("""
                update contact_identity
                   set external_id = 'erased:' || id, display_name = null, username = null, reachable = false, blocked = false
                 where company_id = :company and contact_id = :contact
                """)
                .param("company", trail.company().value())
                .param("contact", trail.contact().value())
                .update();
        jdbc.sql("""
                delete from contact_identity_alias
                 where company_id = :company
                   and contact_identity_id in (select id from contact_identity where company_id = :company and contact_id = :contact)
                """)
                .param("company", trail.company().value())
                .param("contact", trail.contact().value())
                .update();
        jdbc.sql("""
                update contact set name = null, language = null, phone = null, email = null, blocked_at = null, blocked_by = null,
                       block_reason = null
                 where company_id = :company and (id = :contact or id = any (:merged::uuid[]))
                """)
                .param("company", trail.company().value())
                .param("contact", trail.contact().value())
                .param("merged", texts(merges.owners(trail.company(), trail.contact())))
                .update();
        return Map.of();
    }
}
