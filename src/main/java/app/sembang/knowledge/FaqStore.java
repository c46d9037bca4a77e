package app.sembang.knowledge;

import static app.sembang.knowledge.KnowledgeStore.instant;
import static app.sembang.knowledge.KnowledgeStore.language;
import static app.sembang.knowledge.KnowledgeStore.outlet;
import static app.sembang.knowledge.KnowledgeStore.time;
import static app.sembang.knowledge.KnowledgeStore.validity;

import app.sembang.shared.CompanyId;
import app.sembang.shared.MemberId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

@Component
class FaqStore {
    private final JdbcClient jdbc;

    FaqStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Newest first.
    List<Faq> list(CompanyId company, @Nullable FaqId after, int limit) {
        return jdbc.sql("""
                select * from faq
                 where company_id = :company
                   and (cast(:after as uuid) is null or id < cast(:after as uuid))
                 order by id desc
                 limit :limit
                """)
                .param("company", company.value())
                .param("after", after == null ? null : after.toString())
                .param("limit", limit)
                .query((row, number) -> faq(row))
                .list();
    }

    Optional<Faq> find(CompanyId company, FaqId id) {
        return jdbc.sql("select * from faq where company_id = :company and id = :id")
                .param("company", company.value())
                .param("id", id.value())
                .query((row, number) -> faq(row))
                .optional();
    }

    /// Until the transaction ends nobody else changes it.
    Optional<Faq> lock(CompanyId company, FaqId id) {
        return jdbc.sql("select * from faq where company_id = :company and id = :id for update")
                .param("company", company.value())
                .param("id", id.value())
                .query((row, number) -> faq(row))
                .optional();
    }

    long count(CompanyId company) {
        return jdbc.sql("select count(*) from faq where company_id = :company")
                .param("company", company.value())
                .query(Long.class)
                .single();
    }

    /// Adds one or changes the one that is there.
    void put(CompanyId company, Faq faq, String hash, @Nullable MemberId author) {
        jdbc.sql("""
                insert into faq (company_id, id, question, answer, language, outlet_id, valid_from, valid_to, hash,
                                 suspicious, member_id, created_at, changed_at)
                values (:company, :id, :question, :answer, :language, :outlet, :from, :to, :hash,
                        :suspicious, :author, :created, :changed)
                on conflict (company_id, id) do update
                   set question = excluded.question, answer = excluded.answer, language = excluded.language,
                       outlet_id = excluded.outlet_id, valid_from = excluded.valid_from, valid_to = excluded.valid_to,
                       hash = excluded.hash, suspicious = excluded.suspicious, changed_at = excluded.changed_at
                """)
                .param("company", company.value())
                .param("id", faq.id().value())
                .param("question", faq.question())
                .param("answer", faq.answer())
                .param(
                        "language",
                        faq.language() == null ? null : faq.language().tag())
                .param("outlet", faq.outletId() == null ? null : faq.outletId().value())
                .param("from", time(faq.validity().from()))
                .param("to", time(faq.validity().to()))
                .param("hash", hash)
                .param("suspicious", faq.suspicious())
                .param("author", author == null ? null : author.value())
                .param("created", time(faq.createdAt()))
                .param("changed", time(faq.changedAt()))
                .update();
    }

    void delete(CompanyId company, FaqId id) {
        jdbc.sql("delete from faq where company_id = :company and id = :id")
                .param("company", company.value())
                .param("id", id.value())
                .update();
    }

    private static Faq faq(ResultSet row) throws SQLException {
        return new Faq(
                FaqId.from(row.getString("id")),
                row.getString("question"),
                row.getString("answer"),
                language(row),
                outlet(row),
                validity(row),
                row.getBoolean("suspicious"),
                Objects.requireNonNull(instant(row, "created_at")),
                Objects.requireNonNull(instant(row, "changed_at")));
    }
}
