package app.sembang.knowledge;

import static app.sembang.knowledge.KnowledgeStore.instant;
import static app.sembang.knowledge.KnowledgeStore.language;
import static app.sembang.knowledge.KnowledgeStore.outlet;
import static app.sembang.knowledge.KnowledgeStore.time;
import static app.sembang.knowledge.KnowledgeStore.validity;

import app.sembang.shared.CompanyId;
import app.sembang.shared.Ids;
import app.sembang.shared.Language;
import app.sembang.shared.MemberId;
import app.sembang.shared.OutletId;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

@Component
class MaterialStore {
    private static final String MATERIAL = """
            select m.id, m.type, m.title, %s as content, m.format, f.file_name, m.status, m.reason, m.outlet_id, m.valid_from,
                   m.valid_to, m.created_at, m.changed_at, m.processed_at, p.*
              from material m
              left join media f on f.company_id = m.company_id and f.id = m.media_id
             cross join lateral (
                   select count(*) as passages,
                          count(*) filter (where suspicious) as suspicious,
                          array_agg(distinct language) filter (where language is not null) as languages
                     from passage
                    where company_id = m.company_id and material_id = m.id) p
             where m.company_id = :company
            """;

    private final JdbcClient jdbc;

    MaterialStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Where the words of a material are: in itself or in a file.
    record Words(
            @Nullable String content,
            @Nullable UUID media,
            @Nullable Format format) {}

    /// Newest first.
    List<Material> list(CompanyId company, Material.@Nullable Status status, @Nullable MaterialId after, int limit) {
        return jdbc.sql(MATERIAL.formatted("null") + """
                   and (cast(:after as uuid) is null or m.id < cast(:after as uuid))
                   and (cast(:status as text) is null or m.status = cast(:status as text))
                 order by m.id desc
                 limit :limit
                """)
                .param("company", company.value())
                .param("after", after == null ? null : after.toString())
                .param("status", status == null ? null : status.code())
                .param("limit", limit)
                .query((row, number) -> material(row))
                .list();
    }

    Optional<Material> find(CompanyId company, MaterialId id) {
        return jdbc.sql(MATERIAL.formatted("m.content") + " and m.id = :id")
                .param("company", company.value())
                .param("id", id.value())
                .query((row, number) -> material(row))
                .optional();
    }

    /// Until the transaction ends nobody else changes the material, and no job its passages.
    boolean lock(CompanyId company, MaterialId id) {
        return jdbc.sql("select 1 from material where company_id = :company and id = :id for update")
                .param("company", company.value())
                .param("id", id.value())
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    long count(CompanyId company) {
        return jdbc.sql("select count(*) from material where company_id = :company")
                .param("company", company.value())
                .query(Long.class)
                .single();
    }

    void insert(CompanyId company, Material material, Words words, @Nullable MemberId author) {
        jdbc.sql("""
                insert into material (company_id, id, type, title, content, media_id, format, status, outlet_id, valid_from,
                                      valid_to, version, member_id, created_at, changed_at)
                values (:company, :id, :type, :title, :content, cast(:media as uuid), :format, :status, cast(:outlet as uuid), :from,
                        :to, 1, :author, :now, :now)
                """)
                .param("company", company.value())
                .param("id", material.id().value())
                .param("type", material.type().code())
                .param("title", material.title())
                .param("content", words.content())
                .param("media", words.media())
                .param("format", words.format() == null ? null : words.format().code())
                .param("status", material.status().code())
                .param(
                        "outlet",
                        material.outletId() == null ? null : material.outletId().value())
                .param("from", time(material.validity().from()))
                .param("to", time(material.validity().to()))
                .param("author", author == null ? null : author.value())
                .param("now", time(material.createdAt()))
                .update();
    }

    void update(
            CompanyId company,
            MaterialId id,
            Material.Type type,
            String title,
            @Nullable OutletId outlet,
            Validity validity,
            Instant now) {
        jdbc.sql("""
                update material
                   set type = :type, title = :title, outlet_id = cast(:outlet as uuid), valid_from = :from, valid_to = :to,
                       changed_at = :now
                 where company_id = :company and id = :id
                """)
                .param("company", company.value())
                .param("id", id.value())
                .param("type", type.code())
                .param("title", title)
                .param("outlet", outlet == null ? null : outlet.value())
                .param("from", time(validity.from()))
                .param("to", time(validity.to()))
                .param("now", time(now))
                .update();
    }

    /// Returns the version a job is to read.
    int replaceWords(CompanyId company, MaterialId id, Words words, Instant now) {
        return jdbc.sql("""
                update material
                   set content = :content, media_id = cast(:media as uuid), format = :format, status = 'uploaded',
                       reason = null, version = version + 1, changed_at = :now
                 where company_id = :company and id = :id
                returning version
                """)
                .param("company", company.value())
                .param("id", id.value())
                .param("content", words.content())
                .param("media", words.media())
                .param("format", words.format() == null ? null : words.format().code())
                .param("now", time(now))
                .query(Integer.class)
                .single();
    }

    Optional<UUID> media(CompanyId company, MaterialId id) {
        return jdbc.sql("""
                select media_id from material where company_id = :company and id = :id and media_id is not null
                """)
                .param("company", company.value())
                .param("id", id.value())
                .query(UUID.class)
                .optional();
    }

    void delete(CompanyId company, MaterialId id) {
        for (var statement : List.of(
                "delete from passage where company_id = :company and material_id = :id",
                "delete from material where company_id = :company and id = :id")) {
            jdbc.sql(statement)
                    .param("company", company.value())
                    .param("id", id.value())
                    .update();
        }
    }

    /// Empty where the material is gone or has other words since.
    Optional<Words> begin(CompanyId company, MaterialId id, int version) {
        return jdbc.sql("""
                update material set status = 'processing'
                 where company_id = :company and id = :id and version = :version
                   and status in ('uploaded', 'processing')
                returning content, media_id, format
                """)
                .param("company", company.value())
                .param("id", id.value())
                .param("version", version)
                .query((row, number) ->
                        new Words(row.getString("content"), row.getObject("media_id", UUID.class), format(row)))
                .optional();
    }

    /// Returns false, and changes nothing, where the material is gone or has other words since.
    boolean end(CompanyId company, MaterialId id, int version, Material.@Nullable Reason reason, Instant now) {
        return jdbc.sql("""
                        update material set status = :status, reason = :reason, processed_at = :now
                         where company_id = :company and id = :id and version = :version and status = 'processing'
                        """)
                        .param("company", company.value())
                        .param("id", id.value())
                        .param("version", version)
                        .param("status", reason == null ? "processed" : "failed")
                        .param("reason", reason == null ? null : reason.code())
                        .param("now", time(now))
                        .update()
                == 1;
    }

    /// Of all other materials together.
    long passagesBeside(CompanyId company, MaterialId id) {
        return jdbc.sql("select count(*) from passage where company_id = :company and material_id <> :id")
                .param("company", company.value())
                .param("id", id.value())
                .query(Long.class)
                .single();
    }

    /// What says the same as before keeps its id.
    void replacePassages(CompanyId company, MaterialId material, Collection<Passages.Draft> drafts) {
        jdbc.sql("""
                delete from passage
                 where company_id = :company and material_id = :material and hash <> all(:hashes)
                """)
                .param("company", company.value())
                .param("material", material.value())
                .param(
                        "hashes",
                        drafts.stream().map(draft -> draft.wording().hash()).toArray(String[]::new))
                .update();
        int position = 0;
        for (var draft : drafts) insert(company, material, position++, draft);
    }

    private void insert(CompanyId company, MaterialId material, int position, Passages.Draft draft) {
        var language = draft.wording().language();
        jdbc.sql("""
                insert into passage (company_id, id, material_id, position, heading, text, hash, language, suspicious)
                values (:company, :id, :material, :position, :heading, :text, :hash, :language, :suspicious)
                on conflict (company_id, material_id, hash) do update
                   set position = excluded.position, heading = excluded.heading, text = excluded.text
                """)
                .param("company", company.value())
                .param("id", Ids.next())
                .param("material", material.value())
                .param("position", position)
                .param("heading", draft.heading())
                .param("text", draft.text())
                .param("hash", draft.wording().hash())
                .param("language", language == null ? null : language.tag())
                .param("suspicious", draft.wording().suspicious())
                .update();
    }

    List<Passage> passages(CompanyId company, MaterialId material, int after, int limit) {
        return jdbc.sql("""
                select id, position, heading, text, language, suspicious from passage
                 where company_id = :company and material_id = :material and position > :after
                 order by position
                 limit :limit
                """)
                .param("company", company.value())
                .param("material", material.value())
                .param("after", after)
                .param("limit", limit)
                .query((row, number) -> new Passage(
                        row.getObject("id", UUID.class),
                        row.getInt("position"),
                        row.getString("heading"),
                        row.getString("text"),
                        language(row),
                        row.getBoolean("suspicious")))
                .list();
    }

    private static Material material(ResultSet row) throws SQLException {
        var reason = row.getString("reason");
        return new Material(
                MaterialId.from(row.getString("id")),
                Material.Type.from(row.getString("type")),
                row.getString("title"),
                row.getString("content"),
                format(row),
                row.getString("file_name"),
                Material.Status.from(row.getString("status")),
                reason == null ? null : Material.Reason.from(reason),
                outlet(row),
                validity(row),
                row.getInt("passages"),
                row.getInt("suspicious"),
                languages(row.getArray("languages")),
                Objects.requireNonNull(instant(row, "created_at")),
                Objects.requireNonNull(instant(row, "changed_at")),
                instant(row, "processed_at"));
    }

    private static @Nullable Format format(ResultSet row) throws SQLException {
        var code = row.getString("format");
        return code == null ? null : Format.from(code);
    }

    private static List<Language> languages(@Nullable Array tags) throws SQLException {
        if (tags == null) return List.of();
        return Arrays.stream((String[]) tags.getArray())
                .map(Language::from)
                .sorted()
                .toList();
    }
}
