package app.sembang.contacts;

import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.MemberId;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// When a contact was joined with another or parted from it, as either of them tells it.
@Component
class MergeStory implements ContactStory {
    private final JdbcClient jdbc;

    MergeStory(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public List<Happened> of(CompanyId company, ContactId contact, int most) {
        return jdbc.sql("""
                select happened.at, happened.kind, happened.by, other.name
                  from contact_merge one
                  join contact other on other.company_id = :company
                                    and other.id = case when one.contact_id = :contact then one.merged_id else one.contact_id end
                 cross join lateral (values (one.at, 'contact_joined', one.member_id),
                                            (one.undone_at, 'contact_parted', one.undone_by)) as happened (at, kind, by)
                 where one.company_id = :company
                   and :contact in (one.contact_id, one.merged_id)
                   and happened.at is not null
                 order by happened.at desc, one.position desc
                 limit :most
                """)
                .param("company", company.value())
                .param("contact", contact.value())
                .param("most", most)
                .query((row, number) -> {
                    var by = row.getObject("by", UUID.class);
                    var name = row.getString("name");
                    return new Happened(
                            row.getObject("at", OffsetDateTime.class).toInstant(),
                            row.getString("kind"),
                            by == null ? null : new MemberId(by),
                            null,
                            null,
                            name == null ? Map.of() : Map.of("name", name),
                            null);
                })
                .list();
    }
}
