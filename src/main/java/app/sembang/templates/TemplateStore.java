package app.sembang.templates;

import app.sembang.database.Access;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Ids;
import app.sembang.shared.Language;
import app.sembang.shared.OutletId;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

@Repository
class TemplateStore {
    private static final String SELECT_TEMPLATE = """
            select t.company_id = platform_company() as global, t.id, t.name, t.category, t.industry_category,
                   v.language, t.sample, v.patterns, v.examples, v.response, v.variations, v.localized_versions,
                   t.priority, t.recommended, t.active, t.valid_from, t.valid_to,
                   v.context, v.expected_outcome, v.follow_up, v.number as version, t.created_at, t.updated_at,
                   coalesce(s.enabled, t.company_id = :company) as enabled,
                   coalesce(s.preferred, false) as preferred, s.priority as selected_priority, s.modifications, s.outlet_id,
                   s.based_on, s.kept_over,
                   case when (seen.language, seen.patterns, seen.examples, seen.response, seen.variations, seen.localized_versions)
                             is distinct from
                             (newest.language, newest.patterns, newest.examples, newest.response, newest.variations,
                              newest.localized_versions)
                        then t.version end as new_version,
                   coalesce(u.usage_count, 0) as usage_count, u.last_used_at
              from template t
              left join template_selection s on s.company_id = :company and s.template_id = t.id
              join template_version v
                on (v.company_id, v.template_id, v.number) = (t.company_id, t.id, coalesce(s.based_on, t.version))
              join template_version newest
                on (newest.company_id, newest.template_id, newest.number) = (t.company_id, t.id, t.version)
              join template_version seen
                on (seen.company_id, seen.template_id, seen.number)
                   = (t.company_id, t.id, coalesce(s.kept_over, s.based_on, t.version))
              left join lateral (
                   select sum(u.usage_count)::bigint as usage_count, max(u.last_used_at) as last_used_at
                     from template_usage u
                    where u.company_id = :company and u.template_id = t.id) u on true
             where t.company_id in (:company, platform_company()) and t.removed_at is null
            """;

    /// Why a company does not use a template that it may use.
    static final String SWITCHED_OFF = "disabled";

    private final JdbcClient jdbc;
    private final JdbcClient platform;
    private final JsonMapper json;

    TemplateStore(JdbcClient jdbc, @Qualifier("platform") JdbcClient platform, JsonMapper json) {
        this.jdbc = jdbc;
        this.platform = platform;
        this.json = json;
    }

    /// A template that may come into question, with the reason why the company does not use it.
    record Eligible(Template template, @Nullable String unusedBecause) {
        boolean isUsed() {
            return unusedBecause == null;
        }

        /// Whether a message may turn on it: what the company left out answers nothing, nor is it answered for.
        boolean isInPlay() {
            return isUsed() || SWITCHED_OFF.equals(unusedBecause);
        }
    }

    String stamp(CompanyId company) {
        return jdbc.sql("""
                select coalesce(string_agg(stamp::text, '/' order by company_id = :company), '')
                  from template_stamp
                 where company_id in (:company, platform_company())
                """)
                .param("company", company.value())
                .query(String.class)
                .single();
    }

    /// Until the transaction ends.
    void awaitOthersOfTheStart() {
        jdbc.sql("select pg_advisory_xact_lock(hashtext('starter templates'))").query(row -> {});
    }

    void raiseStamp(CompanyId company) {
        jdbc.sql("""
                insert into template_stamp as known (company_id, stamp) values (:company, 1)
                on conflict (company_id) do update set stamp = known.stamp + 1
                """).param("company", company.value()).update();
    }

    List<Eligible> eligible(CompanyId company, @Nullable String industry) {
        return jdbc
                .sql(SELECT_TEMPLATE + "order by t.id")
                .param("company", company.value())
                .query(this::template)
                .list()
                .stream()
                .map(template -> new Eligible(template, unusedBecause(template, industry)))
                .toList();
    }

    private static @Nullable String unusedBecause(Template template, @Nullable String industry) {
        if (!template.active()) return "inactive";
        var wanted = template.industryCategory();
        if (wanted != null && !wanted.equalsIgnoreCase(industry)) return "industry";
        return template.selection().enabled() ? null : SWITCHED_OFF;
    }

    Optional<Template> find(CompanyId company, TemplateId id) {
        return jdbc.sql(SELECT_TEMPLATE + "and t.id = :id")
                .param("company", company.value())
                .param("id", id.value())
                .query(this::template)
                .optional();
    }

    List<Template> list(CompanyId company, TemplateFilter filter, @Nullable UUID after, int limit) {
        var category = filter.category();
        var language = filter.language();
        return jdbc.sql(SELECT_TEMPLATE + """
                   and (cast(:after as uuid) is null or t.id > :after)
                   and (cast(:category as text) is null or t.category = :category)
                   and (cast(:language as text) is null or v.language = :language
                        or jsonb_exists(v.localized_versions, :language))
                   and (cast(:global as boolean) is null or (t.company_id = platform_company()) = :global)
                 order by t.id
                 limit :limit
                """)
                .param("company", company.value())
                .param("after", after)
                .param("category", category == null ? null : category.code())
                .param("language", language == null ? null : language.tag())
                .param("global", filter.global())
                .param("limit", limit)
                .query(this::template)
                .list();
    }

    TemplateId insert(Access writer, TemplateDraft draft, boolean sample, Instant now) {
        var id = TemplateId.next();
        jdbc.sql("""
                insert into template (company_id, id, name, category, industry_category, language, priority, recommended,
                                      active, valid_from, valid_to, version, sample, created_at, updated_at)
                values (:company, :id, :name, :category, :industry, :language, :priority, :recommended,
                        :active, :validFrom, :validTo, 1, :sample, :now, :now)
                """)
                .params(columns(writer.company(), id, draft, now))
                .param("sample", sample)
                .update();
        insertVersion(writer, id, 1, draft, now);
        return id;
    }

    void addVersion(Access writer, TemplateId id, TemplateDraft draft, Instant now) {
        var number = jdbc.sql("""
                update template
                   set name = :name, category = :category, industry_category = :industry, language = :language,
                       priority = :priority, recommended = :recommended, active = :active,
                       valid_from = :validFrom, valid_to = :validTo, version = version + 1, sample = false,
                       updated_at = :now
                 where company_id = :company and id = :id
                returning version
                """)
                .params(columns(writer.company(), id, draft, now))
                .query(Integer.class)
                .single();
        insertVersion(writer, id, number, draft, now);
    }

    /// Its versions stay, as evidence of what was answered.
    void remove(CompanyId company, TemplateId id, Instant now) {
        jdbc.sql(
                        "update template set removed_at = :now where company_id = :company and id = :id and removed_at is null")
                .param("company", company.value())
                .param("id", id.value())
                .param("now", column(now))
                .update();
    }

    private static Map<String, @Nullable Object> columns(
            CompanyId company, TemplateId id, TemplateDraft draft, Instant now) {
        var columns = new TreeMap<String, @Nullable Object>();
        columns.put("company", company.value());
        columns.put("id", id.value());
        columns.put("name", draft.name());
        columns.put("category", draft.category().code());
        columns.put("industry", draft.industryCategory());
        columns.put("language", draft.language().tag());
        columns.put("priority", draft.priority());
        columns.put("recommended", draft.recommended());
        columns.put("active", draft.active());
        columns.put("validFrom", column(draft.validFrom()));
        columns.put("validTo", column(draft.validTo()));
        columns.put("now", column(now));
        return columns;
    }

    private void insertVersion(Access writer, TemplateId id, int number, TemplateDraft draft, Instant now) {
        var author = writer.member();
        jdbc.sql("""
                insert into template_version (company_id, template_id, number, name, language, patterns, examples,
                                              response, variations, localized_versions, context, expected_outcome,
                                              follow_up, author_id, created_at)
                values (:company, :template, :number, :name, :language, cast(:patterns as jsonb),
                        cast(:examples as jsonb), :response, cast(:variations as jsonb), cast(:localized as jsonb),
                        :context, :expectedOutcome, :followUp, :author, :now)
                """)
                .param("company", writer.company().value())
                .param("template", id.value())
                .param("number", number)
                .param("name", draft.name())
                .param("language", draft.language().tag())
                .param("patterns", json.writeValueAsString(draft.patterns()))
                .param("examples", json.writeValueAsString(draft.examples()))
                .param("response", draft.response())
                .param("variations", json.writeValueAsString(draft.variations()))
                .param("localized", json.writeValueAsString(draft.localizedVersions()))
                .param("context", draft.context())
                .param("expectedOutcome", draft.expectedOutcome())
                .param("followUp", draft.followUp())
                .param("author", author == null ? null : author.value())
                .param("now", column(now))
                .update();
    }

    /// What a template said in one version.
    record Version(int number, Map<Language, Wording> wordings) {}

    /// @param number null: the newest
    Optional<Version> version(CompanyId company, TemplateId id, @Nullable Integer number) {
        return jdbc.sql("""
                select v.number, v.language, v.patterns, v.examples, v.response, v.variations, v.localized_versions
                  from template t
                  join template_version v
                    on (v.company_id, v.template_id, v.number)
                       = (t.company_id, t.id, coalesce(cast(:number as integer), t.version))
                 where t.company_id in (:company, platform_company()) and t.id = :id
                """)
                .param("company", company.value())
                .param("id", id.value())
                .param("number", number)
                .query((row, index) -> new Version(
                        row.getInt("number"),
                        Wording.byLanguage(
                                Language.from(row.getString("language")), wording(row), localizedVersions(row))))
                .optional();
    }

    void select(CompanyId company, Template template, Selection selection, Instant now) {
        var modifications = selection.modifications();
        jdbc.sql("""
                insert into template_selection (company_id, template_company_id, template_id, enabled, preferred,
                                                priority, modifications, outlet_id, based_on, kept_over,
                                                updated_at)
                values (:company, case when :global then platform_company() else :company end, :template, :enabled,
                        :preferred, :priority, cast(:modifications as jsonb), cast(:outlet as uuid), :basedOn, :keptOver,
                        :now)
                on conflict (company_id, template_id) do update
                   set enabled = excluded.enabled, preferred = excluded.preferred, priority = excluded.priority,
                       modifications = excluded.modifications, outlet_id = excluded.outlet_id,
                       based_on = excluded.based_on, kept_over = excluded.kept_over, updated_at = excluded.updated_at
                """)
                .param("company", company.value())
                .param("global", template.global())
                .param("template", template.id().value())
                .param("enabled", selection.enabled())
                .param("preferred", selection.preferred())
                .param(
                        "outlet",
                        selection.outletId() == null
                                ? null
                                : selection.outletId().toString())
                .param("priority", selection.priority())
                .param("basedOn", selection.basedOn())
                .param("keptOver", selection.keptOver())
                .param("modifications", modifications == null ? null : json.writeValueAsString(modifications))
                .param("now", column(now))
                .update();
    }

    /// Sorted by template, so that two batches that meet on one slot wait for each other instead of blocking.
    void recordUse(CompanyId company, List<TemplateUse> uses) {
        var byTemplate =
                uses.stream().collect(Collectors.groupingBy(TemplateUse::template, TreeMap::new, Collectors.toList()));
        jdbc.sql("""
                insert into template_usage as known (company_id, template_id, slot, usage_count, last_used_at)
                select :company, template, pg_backend_pid() % 16, uses, at
                  from unnest(:templates::uuid[], :counts::bigint[], :times::timestamptz[]) as used (template, uses, at)
                on conflict (company_id, template_id, slot) do update
                   set usage_count = known.usage_count + excluded.usage_count,
                       last_used_at = greatest(known.last_used_at, excluded.last_used_at)
                """)
                .param("company", company.value())
                .param(
                        "templates",
                        byTemplate.keySet().stream().map(TemplateId::toString).toArray(String[]::new))
                .param(
                        "counts",
                        byTemplate.values().stream()
                                .map(used -> String.valueOf(used.size()))
                                .toArray(String[]::new))
                .param(
                        "times",
                        byTemplate.values().stream().map(TemplateStore::latest).toArray(String[]::new))
                .update();
    }

    private static String latest(List<TemplateUse> uses) {
        return uses.stream()
                .map(TemplateUse::at)
                .max(Instant::compareTo)
                .orElseThrow()
                .toString();
    }

    /// Of the platform's templates, those that any company has looked at.
    List<LibraryUse> libraryUse() {
        return platform.sql("""
                select s.template_id, s.companies, s.customised, coalesce(u.sent, 0) as sent, u.last_used_at
                  from (select template_id, count(*) filter (where enabled) as companies,
                               count(*) filter (where enabled and based_on is not null) as customised
                          from template_selection
                         where template_company_id = platform_company()
                         group by template_id) s
                  left join (select template_id, sum(usage_count)::bigint as sent, max(last_used_at) as last_used_at
                               from template_usage
                              group by template_id) u on u.template_id = s.template_id
                 order by s.template_id
                """)
                .query((row, number) -> new LibraryUse(
                        new TemplateId(row.getObject("template_id", UUID.class)),
                        row.getLong("companies"),
                        row.getLong("customised"),
                        row.getLong("sent"),
                        instant(row, "last_used_at")))
                .list();
    }

    List<TemplateVariable> variables(CompanyId company) {
        return jdbc.sql("""
                select id, company_id = platform_company() as global, name, values_by_language, fallback_by_language
                  from template_variable
                 where company_id in (:company, platform_company())
                 order by name collate "C", company_id = platform_company()
                """)
                .param("company", company.value())
                .query(this::variable)
                .list();
    }

    TemplateCertainty certainty(CompanyId company) {
        return new TemplateCertainty(jdbc.sql("select sure_from from template_certainty where company_id = :company")
                .param("company", company.value())
                .query(BigDecimal.class)
                .optional()
                .orElse(null));
    }

    void be(CompanyId company, TemplateCertainty certainty) {
        jdbc.sql(certainty.sureFrom() == null ? "delete from template_certainty where company_id = :company" : """
                                insert into template_certainty (company_id, sure_from) values (:company, :sure)
                                on conflict (company_id) do update set sure_from = excluded.sure_from
                                """)
                .param("company", company.value())
                .param("sure", certainty.sureFrom())
                .update();
    }

    Set<String> variableNames(CompanyId company) {
        var names = new HashSet<String>();
        variables(company).forEach(variable -> names.add(variable.name()));
        return names;
    }

    TemplateVariable saveVariable(CompanyId company, VariableDraft draft, Instant now) {
        return jdbc.sql("""
                insert into template_variable (company_id, id, name, values_by_language, fallback_by_language,
                                               created_at, updated_at)
                values (:company, :id, :name, cast(:values as jsonb), cast(:fallback as jsonb), :now, :now)
                on conflict (company_id, name) do update
                   set values_by_language = excluded.values_by_language,
                       fallback_by_language = excluded.fallback_by_language, updated_at = excluded.updated_at
                returning id, company_id = platform_company() as global, name, values_by_language,
                          fallback_by_language
                """)
                .param("company", company.value())
                .param("id", Ids.next())
                .param("name", draft.name())
                .param("values", json.writeValueAsString(draft.values()))
                .param("fallback", json.writeValueAsString(draft.fallback()))
                .param("now", column(now))
                .query(this::variable)
                .single();
    }

    private TemplateVariable variable(ResultSet row, int number) throws SQLException {
        return new TemplateVariable(
                row.getObject("id", UUID.class),
                row.getBoolean("global"),
                row.getString("name"),
                json.readValue(row.getString("values_by_language"), TEXTS),
                json.readValue(row.getString("fallback_by_language"), TEXTS));
    }

    private Template template(ResultSet row, int number) throws SQLException {
        var modifications = row.getString("modifications");
        var wording = wording(row);
        return new Template(
                new TemplateId(row.getObject("id", UUID.class)),
                row.getBoolean("global"),
                row.getString("name"),
                Category.from(row.getString("category")),
                row.getString("industry_category"),
                Language.from(row.getString("language")),
                row.getBoolean("sample"),
                wording.patterns(),
                wording.examples(),
                wording.response(),
                wording.variations(),
                localizedVersions(row),
                row.getInt("priority"),
                row.getBoolean("recommended"),
                row.getBoolean("active"),
                instant(row, "valid_from"),
                instant(row, "valid_to"),
                row.getString("context"),
                row.getString("expected_outcome"),
                row.getString("follow_up"),
                row.getInt("version"),
                row.getObject("new_version", Integer.class),
                new Selection(
                        row.getBoolean("enabled"),
                        row.getBoolean("preferred"),
                        row.getObject("selected_priority", Integer.class),
                        modifications == null ? null : json.readValue(modifications, Modifications.class),
                        outlet(row),
                        row.getObject("based_on", Integer.class),
                        row.getObject("kept_over", Integer.class)),
                row.getLong("usage_count"),
                instant(row, "last_used_at"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }

    private Wording wording(ResultSet row) throws SQLException {
        return new Wording(
                json.readValue(row.getString("patterns"), LIST),
                json.readValue(row.getString("examples"), LIST),
                row.getString("response"),
                json.readValue(row.getString("variations"), LIST));
    }

    private Map<Language, Wording> localizedVersions(ResultSet row) throws SQLException {
        return json.readValue(row.getString("localized_versions"), WORDINGS);
    }

    private static @Nullable OutletId outlet(ResultSet row) throws SQLException {
        var outlet = row.getObject("outlet_id", UUID.class);
        return outlet == null ? null : new OutletId(outlet);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    private static @Nullable OffsetDateTime column(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    private static final TypeReference<List<String>> LIST = new TypeReference<>() {};
    private static final TypeReference<Map<Language, String>> TEXTS = new TypeReference<>() {};
    private static final TypeReference<Map<Language, Wording>> WORDINGS = new TypeReference<>() {};
}
