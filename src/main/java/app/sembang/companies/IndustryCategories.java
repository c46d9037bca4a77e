package app.sembang.companies;

import app.sembang.audit.AuditLog;
import app.sembang.database.CompanyTransactions;
import app.sembang.shared.CompanyId;
import app.sembang.shared.MemberId;
import app.sembang.shared.Refusal;
import com.fasterxml.jackson.annotation.JsonIgnore;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// The fields of business companies work in, and what the assistant is told about each. The platform's data, the
/// same for all companies.
@Component
public class IndustryCategories {
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    private final CompanyTransactions transactions;
    private final AuditLog audit;
    private final JdbcClient jdbc;
    private final JsonMapper json;

    IndustryCategories(CompanyTransactions transactions, AuditLog audit, JdbcClient jdbc, JsonMapper json) {
        this.transactions = transactions;
        this.audit = audit;
        this.jdbc = jdbc;
        this.json = json;
    }

    /// @param name what a company's `industryCategory` says
    /// @param prompt where there is none for the company's country
    /// @param promptsByCountry by ISO 3166 code
    /// @param objections what customers hesitate over
    @Schema(name = "IndustryCategory")
    public record Category(
            String code,
            String name,
            String description,
            String prompt,
            Map<String, String> promptsByCountry,
            List<String> objections,
            @Nullable String tips) {
        /// What the assistant of a company in that country is told.
        @JsonIgnore
        public String promptIn(String country) {
            return promptsByCountry.getOrDefault(country, prompt);
        }
    }

    /// What is to be other; null leaves it as it is. Maps and lists are replaced as a whole.
    @Schema(name = "IndustryCategoryChange")
    public record Change(
            @Nullable @Size(max = 500) String description,
            @Nullable @Size(min = 1, max = 8000) String prompt,

            @Nullable @Size(max = 50) Map<String, String> promptsByCountry,

            @Nullable @Size(max = 20) List<@NotBlank @Size(max = 200) String> objections,
            @Nullable @Size(max = 4000) String tips) {}

    /// In the order in which they are offered.
    public List<Category> all(CompanyId reader) {
        return transactions.in(
                reader,
                () -> jdbc.sql(
                                "select * from industry_category where company_id = platform_company() order by position")
                        .query(this::category)
                        .list());
    }

    /// What this company's field of business is; empty where it chose none.
    public Optional<Category> of(Company company) {
        return transactions.in(
                company.id(),
                () -> jdbc.sql("""
                        select * from industry_category where company_id = platform_company() and name = :name
                        """)
                        .param("name", company.industryCategory())
                        .query(this::category)
                        .optional());
    }

    /// For the platform only.
    public Category change(String code, Change change, MemberId by) {
        check(change.promptsByCountry());
        return transactions.in(Companies.PLATFORM, () -> {
            var before = require(code);
            jdbc.sql("""
                    update industry_category
                       set description = coalesce(:description, description), prompt = coalesce(:prompt, prompt),
                           prompts_by_country = coalesce(cast(:prompts as jsonb), prompts_by_country),
                           objections = coalesce(cast(:objections as text[]), objections), tips = coalesce(:tips, tips)
                     where company_id = platform_company() and code = :code
                    """)
                    .param("code", code)
                    .param("description", change.description())
                    .param("prompt", change.prompt())
                    .param(
                            "prompts",
                            change.promptsByCountry() == null
                                    ? null
                                    : json.writeValueAsString(change.promptsByCountry()))
                    .param(
                            "objections",
                            change.objections() == null
                                    ? null
                                    : change.objections().toArray(String[]::new))
                    .param("tips", change.tips())
                    .update();
            var after = require(code);
            audit.recordChange(Companies.PLATFORM, by, "industry_category_changed", code, before, after);
            return after;
        });
    }

    private Category require(String code) {
        return jdbc.sql("select * from industry_category where company_id = platform_company() and code = :code")
                .param("code", code)
                .query(this::category)
                .optional()
                .orElseThrow(() -> Refusal.notFound("industry category", code));
    }

    private static void check(@Nullable Map<String, String> prompts) {
        if (prompts == null) {
            return;
        }
        prompts.forEach((country, prompt) -> {
            if (!country.matches("[A-Z]{2}") || prompt == null || prompt.isBlank() || prompt.length() > 8000) {
                throw Refusal.invalid(
                        "promptsByCountry." + country, "Give 1 to 8000 characters for a two-letter country code.");
            }
        });
    }

    private Category category(ResultSet row, int number) throws SQLException {
        return new Category(
                row.getString("code"),
                row.getString("name"),
                row.getString("description"),
                row.getString("prompt"),
                json.readValue(row.getString("prompts_by_country"), TEXTS),
                Arrays.asList((String[]) row.getArray("objections").getArray()),
                row.getString("tips"));
    }
}
