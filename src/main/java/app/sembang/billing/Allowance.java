package app.sembang.billing;

import app.sembang.companies.Companies;
import app.sembang.shared.CompanyId;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Asked before a message is sent and before a model is called. Until plans exist it says yes to all who are not
/// suspended; it counts what
/// was
/// used per company and day of the company's time zone.
@Component
public class Allowance {
    private final Companies companies;
    private final JdbcClient jdbc;
    private final Clock clock;

    /// What is counted.
    public enum Use {
        MESSAGE,
        MODEL_CALL
    }

    /// A share of the allowance that is set aside until it is settled or released.
    public record Permit(CompanyId company, Use use, int amount) {}

    Allowance(Companies companies, JdbcClient jdbc, Clock clock) {
        this.companies = companies;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// A suspended company sends nothing; what it has queued waits.
    public boolean mayISend(CompanyId company) {
        return companies.find(company).map(one -> !one.suspended()).orElse(false);
    }

    /// Empty when the plan does not allow as much.
    public Optional<Permit> reserve(CompanyId company, Use use, int amount) {
        return Optional.of(new Permit(company, use, amount));
    }

    /// Counts what was really used, in the company transaction in which it was. Each database connection
    /// counts in a row of its own, so that transactions of one company do not wait for each other.
    public void settle(Permit permit, int used) {
        if (used == 0) {
            return;
        }
        var zone = companies.find(permit.company()).orElseThrow().timeZone();
        jdbc.sql("""
                insert into usage_count (company_id, day, use, part, used)
                values (:company, :day, :use, pg_backend_pid() % 64, :used)
                on conflict (company_id, day, use, part) do update set used = usage_count.used + excluded.used
                """)
                .param("company", permit.company().value())
                .param("day", LocalDate.ofInstant(clock.instant(), zone))
                .param("use", permit.use().name().toLowerCase(Locale.ROOT))
                .param("used", used)
                .update();
    }

    /// Gives back what was not needed. Nothing is held until plans exist.
    public void release(Permit permit) {}
}
