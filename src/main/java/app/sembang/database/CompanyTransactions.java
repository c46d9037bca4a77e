package app.sembang.database;

import app.sembang.shared.CompanyId;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/// The only way to a company's rows: a transaction that tells the database for whom it runs.
/// Without one the policies show no rows at all. Never call a vendor or a model inside.
@Component
public class CompanyTransactions {
    private final TransactionTemplate transaction;
    private final JdbcClient jdbc;

    CompanyTransactions(PlatformTransactionManager manager, JdbcClient jdbc) {
        this.transaction = new TransactionTemplate(manager);
        this.jdbc = jdbc;
    }

    /// Runs as the product itself, seeing all of the company.
    public <T extends @Nullable Object> T in(CompanyId company, Supplier<T> work) {
        return as(Access.company(company), work);
    }

    /// Runs with what the member may see.
    public <T extends @Nullable Object> T as(Access access, Supplier<T> work) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("A company transaction is already open");
        }
        return transaction.execute(status -> {
            enter(access);
            return work.get();
        });
    }

    /// In the transaction that is open already, whatever it sees, else in one of its own as [#in].
    public <T extends @Nullable Object> T inside(CompanyId company, Supplier<T> work) {
        return TransactionSynchronizationManager.isActualTransactionActive() ? work.get() : in(company, work);
    }

    public void run(CompanyId company, Runnable work) {
        this.<@Nullable Object>in(company, () -> {
            work.run();
            return null;
        });
    }

    /// Lets a command that has loaded its aggregate in the member's scope write rows the member will no longer see,
    /// such as an assignment to somebody else.
    public void widen() {
        jdbc.sql("select set_config('app.scope', 'company', true)")
                .query(String.class)
                .single();
    }

    private void enter(Access access) {
        var member = access.member();
        jdbc.sql("""
                select set_config('app.company_id', :company, true),
                       set_config('app.member_id', :member, true),
                       set_config('app.scope', :scope, true)
                """)
                .param("company", access.company().toString())
                .param("member", member == null ? "" : member.toString())
                .param("scope", access.scope().setting())
                .query(row -> {});
    }
}
