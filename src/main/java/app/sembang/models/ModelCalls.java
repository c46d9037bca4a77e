package app.sembang.models;

import app.sembang.billing.Allowance;
import app.sembang.billing.Allowance.Permit;
import app.sembang.companies.Companies;
import app.sembang.database.CompanyTransactions;
import app.sembang.models.Outcome.Failure;
import app.sembang.models.Outcome.Said;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Ids;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The ledger of calls, never with a word of what was said, and the sums budgets are checked by.
@Component
class ModelCalls {
    private final CompanyTransactions transactions;
    private final Companies companies;
    private final Allowance allowance;
    private final JdbcClient jdbc;
    private final MeterRegistry metrics;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    ModelCalls(
            CompanyTransactions transactions,
            Companies companies,
            Allowance allowance,
            JdbcClient jdbc,
            MeterRegistry metrics,
            ApplicationEventPublisher events,
            Clock clock) {
        this.transactions = transactions;
        this.companies = companies;
        this.allowance = allowance;
        this.jdbc = jdbc;
        this.metrics = metrics;
        this.events = events;
        this.clock = clock;
    }

    /// Outside of any transaction.
    ///
    /// @param permit settled where the call was answered
    void record(
            CompanyId company,
            Purpose purpose,
            Provider provider,
            String model,
            Outcome outcome,
            ModelReply.Usage usage,
            @Nullable BigDecimal cost,
            Duration took,
            Permit permit) {
        var word = word(outcome);
        metrics.timer("sembang.model.calls", "provider", provider.kind().value(), "outcome", word)
                .record(took);
        transactions.run(company, () -> {
            insert(company, purpose, provider, model, word, usage, cost, took);
            if (outcome instanceof Said) {
                add(company, provider.rank(), usage.total(), cost == null ? BigDecimal.ZERO : cost);
                allowance.settle(permit, permit.amount());
                tell(company, provider);
            } else {
                allowance.release(permit);
            }
        });
    }

    /// Calls that ran at the same moment may have passed a limit together, each of them below it: whoever is refused
    /// tells it, too.
    boolean isSpent(CompanyId company, Provider provider) {
        var budget = provider.budget();
        if (!budget.limits() || budget.after(used(company, provider.rank())) != Budget.State.SPENT) return false;
        transactions.inside(company, () -> {
            tell(company, provider);
            return true;
        });
        return true;
    }

    private void tell(CompanyId company, Provider provider) {
        if (!provider.budget().limits()) return;
        var today = today(company);
        provider.budget()
                .nearly(used(company, provider.rank()))
                .forEach((span, figures) -> events.publishEvent(new BudgetReached(
                        company,
                        span,
                        provider.rank(),
                        span == BudgetReached.Span.DAY
                                ? today.toString()
                                : YearMonth.from(today).toString(),
                        figures[0],
                        figures[1])));
    }

    private static String word(Outcome outcome) {
        return switch (outcome) {
            case Said said -> said.stop() == ModelReply.Stop.REFUSAL ? "declined" : "answered";
            case Failure failure -> failure.trouble().name().toLowerCase(Locale.ROOT);
        };
    }

    private void insert(
            CompanyId company,
            Purpose purpose,
            Provider provider,
            String model,
            String outcome,
            ModelReply.Usage usage,
            @Nullable BigDecimal cost,
            Duration took) {
        jdbc.sql("""
                insert into model_call (company_id, id, at, purpose, rank, provider, model, input_tokens, cache_read_tokens,
                                        cache_write_tokens, output_tokens, cost_usd, took_ms, outcome)
                values (:company, :id, :at, :purpose, :rank, :provider, :model, :input, :cacheRead, :cacheWrite, :output,
                        :cost, :ms, :outcome)
                """)
                .param("company", company.value())
                .param("id", Ids.next())
                .param("at", clock.instant().atOffset(ZoneOffset.UTC))
                .param("purpose", purpose.name().toLowerCase(Locale.ROOT))
                .param("rank", provider.rank())
                .param("provider", provider.kind().value())
                .param("model", model)
                .param("input", usage.input())
                .param("cacheRead", usage.cacheRead())
                .param("cacheWrite", usage.cacheWrite())
                .param("output", usage.output())
                .param("cost", cost)
                .param("ms", took.toMillis())
                .param("outcome", outcome)
                .update();
    }

    /// Each database connection adds to a row of its own, so that calls do not wait for each other.
    private void add(CompanyId company, int rank, int tokens, BigDecimal cost) {
        jdbc.sql("""
                insert into model_usage (company_id, day, rank, part, tokens, cost_usd)
                values (:company, :day, :rank, pg_backend_pid() % 64, :tokens, :cost)
                on conflict (company_id, day, rank, part)
                do update set tokens = model_usage.tokens + excluded.tokens,
                              cost_usd = model_usage.cost_usd + excluded.cost_usd
                """)
                .param("company", company.value())
                .param("day", today(company))
                .param("rank", rank)
                .param("tokens", tokens)
                .param("cost", cost)
                .update();
    }

    /// In a transaction of the company or outside of any. Calls under way are not in it: those that run at
    /// the same moment may pass a limit together.
    Budget.Used used(CompanyId company, int rank) {
        var today = today(company);
        return transactions.inside(
                company,
                () -> jdbc.sql("""
                        select coalesce(sum(cost_usd), 0) as cost,
                               coalesce(sum(tokens) filter (where day = :today), 0) as tokens
                          from model_usage
                         where company_id = :company and rank = :rank and day >= :first
                        """)
                        .param("company", company.value())
                        .param("rank", rank)
                        .param("today", today)
                        .param("first", today.withDayOfMonth(1))
                        .query((row, number) -> new Budget.Used(row.getBigDecimal("cost"), row.getLong("tokens")))
                        .single());
    }

    private LocalDate today(CompanyId company) {
        return LocalDate.ofInstant(
                clock.instant(), companies.find(company).orElseThrow().timeZone());
    }
}
