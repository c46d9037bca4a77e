package app.sembang.leads;

import app.sembang.contacts.ContactStory;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.MemberId;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// How the leads of a contact went from stage to stage.
@Component
class LeadStory implements ContactStory {
    private final JdbcClient jdbc;

    LeadStory(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// A stage is told by its name where the company gave it one, else by its key.
    @Override
    public List<Happened> of(CompanyId company, ContactId contact, int most) {
        return jdbc.sql("""
                select move.at, move.member_id, move.rule, lead.title,
                       coalesce(before.name, before.key) as before_stage, coalesce(after.name, after.key) as after_stage
                  from lead
                  join lead_move move on move.company_id = :company and move.lead_id = lead.id
                  join lead_stage before on before.company_id = :company and before.id = move.from_id
                  join lead_stage after on after.company_id = :company and after.id = move.to_id
                 where lead.company_id = :company and lead.contact_id = :contact
                 order by move.at desc, move.position desc
                 limit :most
                """)
                .param("company", company.value())
                .param("contact", contact.value())
                .param("most", most)
                .query((row, number) -> {
                    var by = row.getObject("member_id", UUID.class);
                    var facts = new TreeMap<String, String>();
                    facts.put("stageFrom", row.getString("before_stage"));
                    facts.put("stageTo", row.getString("after_stage"));
                    if (row.getString("rule") != null) facts.put("rule", row.getString("rule"));
                    return new Happened(
                            row.getObject("at", OffsetDateTime.class).toInstant(),
                            "lead_moved",
                            by == null ? null : new MemberId(by),
                            null,
                            null,
                            facts,
                            row.getString("title"));
                })
                .list();
    }
}
