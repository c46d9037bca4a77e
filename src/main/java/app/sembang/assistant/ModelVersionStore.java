package app.sembang.assistant;

import app.sembang.assistant.ModelVersion.Setup;
import app.sembang.assistant.ModelVersion.State;
import app.sembang.shared.CompanyId;
import app.sembang.shared.MemberId;
import java.math.BigDecimal;
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
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/// Rows of `model_version`. Everything here runs inside a transaction of the company.
@Repository
class ModelVersionStore {
    private final JdbcClient jdbc;
    private final JsonMapper json;

    ModelVersionStore(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    Optional<ModelVersion> active(CompanyId company) {
        return jdbc.sql("select * from model_version where company_id = :company and state = 'active'")
                .param("company", company.value())
                .query(this::read)
                .optional();
    }

    Optional<ModelVersion> find(CompanyId company, ModelVersionId id) {
        return jdbc.sql("select * from model_version where company_id = :company and id = :id")
                .param("company", company.value())
                .param("id", id.value())
                .query(this::read)
                .optional();
    }

    List<ModelVersion> list(CompanyId company, @Nullable Integer below, int limit) {
        return jdbc.sql("""
                select * from model_version
                 where company_id = :company and (cast(:below as int) is null or number < :below)
                 order by number desc
                 limit :limit
                """)
                .param("company", company.value())
                .param("below", below)
                .param("limit", limit)
                .query(this::read)
                .list();
    }

    ModelVersionFigures figures(CompanyId company, ModelVersionId id) {
        return jdbc.sql("""
                select * from
                    (select count(*) filter (where outcome = 'answered') as answered,
                            count(*) filter (where outcome = 'handed_over') as handed_over
                       from answer_decision where company_id = :company and model_version_id = :id) decided,
                    (select count(*) as suggested, count(message_id) as sent,
                            count(*) filter (where edit_distance = 0) as sent_as_is, avg(edit_distance) as changed,
                            count(rating) as rated, avg(rating) as rating
                       from suggestion where company_id = :company and model_version_id = :id) suggested
                """)
                .param("company", company.value())
                .param("id", id.value())
                .query((row, number) -> new ModelVersionFigures(
                        row.getInt("answered"),
                        row.getInt("handed_over"),
                        row.getInt("suggested"),
                        row.getInt("sent"),
                        row.getInt("sent_as_is"),
                        row.getObject("changed", BigDecimal.class),
                        row.getInt("rated"),
                        row.getObject("rating", BigDecimal.class)))
                .single();
    }

    /// Numbers are given out one by one.
    int nextNumber(CompanyId company) {
        lock(company);
        return jdbc.sql("select coalesce(max(number), 0) + 1 from model_version where company_id = :company")
                .param("company", company.value())
                .query(Integer.class)
                .single();
    }

    /// Versions of a company change one after the other until the transaction ends.
    void lock(CompanyId company) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('model_version ' || :company, 0))")
                .param("company", company.toString())
                .query(row -> {});
    }

    void insert(CompanyId company, ModelVersion version, @Nullable MemberId by) {
        jdbc.sql("""
                insert into model_version (company_id, id, number, state, setup, parent_id, made_by, made_at, changed_at)
                values (:company, :id, :number, :state, cast(:setup as jsonb), :parent, :by, :at, :at)
                """)
                .param("company", company.value())
                .param("id", version.id().value())
                .param("number", version.number())
                .param("state", version.state().value())
                .param("setup", json.writeValueAsString(version.setup()))
                .param(
                        "parent",
                        version.parentId() == null ? null : version.parentId().value())
                .param("by", by == null ? null : by.value())
                .param("at", time(version.madeAt()))
                .update();
    }

    void update(CompanyId company, ModelVersionId id, Setup setup, Instant at) {
        jdbc.sql("""
                update model_version set setup = cast(:setup as jsonb), changed_at = :at
                 where company_id = :company and id = :id and state = 'draft'
                """)
                .param("company", company.value())
                .param("id", id.value())
                .param("setup", json.writeValueAsString(setup))
                .param("at", time(at))
                .update();
    }

    void delete(CompanyId company, ModelVersionId id) {
        jdbc.sql("delete from model_version where company_id = :company and id = :id and state = 'draft'")
                .param("company", company.value())
                .param("id", id.value())
                .update();
    }

    void retireActive(CompanyId company) {
        jdbc.sql("update model_version set state = 'retired' where company_id = :company and state = 'active'")
                .param("company", company.value())
                .update();
    }

    void activate(CompanyId company, ModelVersionId id, Instant at) {
        jdbc.sql("""
                update model_version set state = 'active', activated_at = :at where company_id = :company and id = :id
                """)
                .param("company", company.value())
                .param("id", id.value())
                .param("at", time(at))
                .update();
    }

    private ModelVersion read(ResultSet row, int number) throws SQLException {
        var parent = row.getObject("parent_id", UUID.class);
        var activated = row.getObject("activated_at", OffsetDateTime.class);
        return new ModelVersion(
                new ModelVersionId(row.getObject("id", UUID.class)),
                row.getInt("number"),
                State.from(row.getString("state")),
                json.readValue(row.getString("setup"), Setup.class),
                parent == null ? null : new ModelVersionId(parent),
                row.getObject("made_at", OffsetDateTime.class).toInstant(),
                row.getObject("changed_at", OffsetDateTime.class).toInstant(),
                activated == null ? null : activated.toInstant());
    }

    private static OffsetDateTime time(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
