package app.sembang.knowledge;

import app.sembang.knowledge.KnowledgeIndex.Entry;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Language;
import app.sembang.shared.OutletId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// All that can be found, and whether it has changed.
@Component
class KnowledgeStore {
    private final JdbcClient jdbc;

    KnowledgeStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// What was changed last comes first.
    List<Entry> entries(CompanyId company) {
        return jdbc.sql("""
                select p.id, p.material_id, null::uuid as faq_id, m.title, p.heading, p.text, p.hash, p.language,
                       p.suspicious, m.outlet_id, m.valid_from, m.valid_to, m.changed_at, p.position
                  from passage p
                  join material m on m.company_id = p.company_id and m.id = p.material_id
                 where p.company_id = :company
                 union all
                select id, null, id, question, '', answer, hash, language,
                       suspicious, outlet_id, valid_from, valid_to, changed_at, 0
                  from faq
                 where company_id = :company
                 order by changed_at desc, position, id
                """)
                .param("company", company.value())
                .query((row, number) -> entry(row))
                .list();
    }

    private static Entry entry(ResultSet row) throws SQLException {
        var material = row.getObject("material_id", UUID.class);
        var faq = row.getObject("faq_id", UUID.class);
        return new Entry(
                row.getObject("id", UUID.class),
                material == null ? null : new MaterialId(material),
                faq == null ? null : new FaqId(faq),
                row.getString("title"),
                row.getString("heading"),
                row.getString("text"),
                row.getString("hash"),
                language(row),
                row.getBoolean("suspicious"),
                outlet(row),
                validity(row));
    }

    /// Empty before the first change.
    Optional<UUID> stamp(CompanyId company) {
        return jdbc.sql("select stamp from knowledge_stamp where company_id = :company")
                .param("company", company.value())
                .query(UUID.class)
                .optional();
    }

    /// Whoever changes what can be found calls it in the same transaction.
    void stampAnew(CompanyId company) {
        jdbc.sql("""
                insert into knowledge_stamp (company_id, stamp) values (:company, gen_random_uuid())
                on conflict (company_id) do update set stamp = excluded.stamp
                """).param("company", company.value()).update();
    }

    static @Nullable Language language(ResultSet row) throws SQLException {
        var tag = row.getString("language");
        return tag == null ? null : Language.from(tag);
    }

    static @Nullable OutletId outlet(ResultSet row) throws SQLException {
        var outlet = row.getObject("outlet_id", UUID.class);
        return outlet == null ? null : new OutletId(outlet);
    }

    static Validity validity(ResultSet row) throws SQLException {
        return new Validity(instant(row, "valid_from"), instant(row, "valid_to"));
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    static @Nullable OffsetDateTime time(@Nullable Instant at) {
        return at == null ? null : at.atOffset(ZoneOffset.UTC);
    }
}
