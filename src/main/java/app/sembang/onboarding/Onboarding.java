package app.sembang.onboarding;

import app.sembang.audit.AuditLog;
import app.sembang.catalog.Product;
import app.sembang.catalog.Products;
import app.sembang.companies.Companies;
import app.sembang.companies.OpeningHours;
import app.sembang.connections.ChannelAccounts;
import app.sembang.database.Access;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.Members;
import app.sembang.knowledge.Faqs;
import app.sembang.knowledge.Materials;
import app.sembang.shared.CompanyId;
import app.sembang.shared.MemberId;
import app.sembang.templates.Templates;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.sql.Array;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// How far a company is with setting up. Steps may be done in any order and left at any time.
@Component
class Onboarding {
    private final CompanyTransactions transactions;
    private final Companies companies;
    private final OpeningHours hours;
    private final Materials materials;
    private final Faqs faqs;
    private final Products products;
    private final Templates templates;
    private final ChannelAccounts accounts;
    private final Members members;
    private final AuditLog audit;
    private final JdbcClient jdbc;
    private final Clock clock;

    Onboarding(
            CompanyTransactions transactions,
            Companies companies,
            OpeningHours hours,
            Materials materials,
            Faqs faqs,
            Products products,
            Templates templates,
            ChannelAccounts accounts,
            Members members,
            AuditLog audit,
            JdbcClient jdbc,
            Clock clock) {
        this.transactions = transactions;
        this.companies = companies;
        this.hours = hours;
        this.materials = materials;
        this.faqs = faqs;
        this.products = products;
        this.templates = templates;
        this.accounts = accounts;
        this.members = members;
        this.audit = audit;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Schema(name = "OnboardingState")
    enum State {
        OPEN,
        SKIPPED,
        DONE;

        @JsonValue
        String value() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Schema(name = "OnboardingStepState")
    record StepState(Step step, State state) {}

    /// @param answering how many templates answer customers now
    /// @param samples how many of the company's templates are samples that nobody has changed
    /// @param completedAt when an admin said that the set-up is over; null while it is offered
    @Schema(name = "Onboarding")
    record Progress(
            List<StepState> steps,
            int answering,
            int samples,
            @Nullable Instant completedAt) {}

    private record Said(Set<String> skipped, @Nullable Instant completedAt) {
        static final Said NOTHING = new Said(Set.of(), null);
    }

    Progress of(CompanyId company) {
        return transactions.in(company, () -> progress(company));
    }

    private Progress progress(CompanyId company) {
        var said = said(company);
        var usable = templates.usable(company);
        var done = Map.of(
                Step.COMPANY,
                companies.find(company).orElseThrow().industryCategory() != null,
                Step.KNOWLEDGE,
                knowsSomething(company),
                Step.ANSWERS,
                usable.answering() > 0,
                Step.CHANNEL,
                !accounts.list(company).isEmpty(),
                Step.TEAM,
                members.count(company) > 1,
                Step.LIMITS,
                hours.usual(company, null).isPresent());
        var steps = Arrays.stream(Step.values())
                .map(step -> new StepState(
                        step,
                        done.getOrDefault(step, false)
                                ? State.DONE
                                : said.skipped.contains(step.value()) ? State.SKIPPED : State.OPEN))
                .toList();
        return new Progress(steps, usable.answering(), usable.samples(), said.completedAt);
    }

    private boolean knowsSomething(CompanyId company) {
        return !materials.list(company, null, null, 1).isEmpty()
                || !faqs.list(company, null, 1).isEmpty()
                || !products.list(company, Product.Filter.SOLD, null, 1).isEmpty();
    }

    /// @param steps all that are left for later
    Progress skip(CompanyId company, Collection<Step> steps) {
        transactions.run(
                company,
                () -> jdbc.sql("""
                        insert into onboarding (company_id, skipped) values (:company, :steps)
                        on conflict (company_id) do update set skipped = excluded.skipped
                        """)
                        .param("company", company.value())
                        .param(
                                "steps",
                                steps.stream().map(Step::value).distinct().toArray(String[]::new))
                        .update());
        return of(company);
    }

    /// The set-up is over, or offered again; saying it twice changes nothing.
    Progress complete(CompanyId company, boolean complete, MemberId by) {
        transactions.run(company, () -> {
            var now = complete ? clock.instant().atOffset(ZoneOffset.UTC) : null;
            int changed = jdbc.sql("""
                            insert into onboarding as known (company_id, completed_at) values (:company, cast(:at as timestamptz))
                            on conflict (company_id) do update set completed_at = excluded.completed_at
                             where (known.completed_at is null) <> (excluded.completed_at is null)
                            """)
                    .param("company", company.value())
                    .param("at", now)
                    .update();
            if (changed > 0) {
                audit.record(company, by, complete ? "onboarding_completed" : "onboarding_reopened", null);
            }
        });
        return of(company);
    }

    /// Adds the sample answers that are not there; asking twice adds none twice.
    Progress addSamples(Access admin) {
        templates.addSamples(admin);
        return of(admin.company());
    }

    /// Takes away the samples that nobody has changed.
    Progress removeSamples(Access admin) {
        templates.removeSamples(admin);
        return of(admin.company());
    }

    private Said said(CompanyId company) {
        return jdbc.sql("select skipped, completed_at from onboarding where company_id = :company")
                .param("company", company.value())
                .query((row, number) -> new Said(
                        strings(row.getArray("skipped")), instant(row.getObject("completed_at", OffsetDateTime.class))))
                .optional()
                .orElse(Said.NOTHING);
    }

    private static Set<String> strings(Array array) throws SQLException {
        return Arrays.stream((Object[]) array.getArray()).map(String::valueOf).collect(Collectors.toSet());
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime at) {
        return at == null ? null : at.toInstant();
    }
}
