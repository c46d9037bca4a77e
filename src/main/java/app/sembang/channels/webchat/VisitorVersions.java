package app.sembang.channels.webchat;

import app.sembang.database.AfterCommit;
import app.sembang.database.CompanyTransactions;
import app.sembang.realtime.VisitorKey;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Sha256;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The version a visitor's tokens must carry, and whether the visitor has answered what the site asks. What another
/// process has raised is known here within ten seconds.
@Repository
class VisitorVersions {
    private final CompanyTransactions transactions;
    private final JdbcClient jdbc;
    private final Cache<VisitorKey, Integer> known = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterWrite(Duration.ofSeconds(10))
            .build();

    VisitorVersions(CompanyTransactions transactions, JdbcClient jdbc) {
        this.transactions = transactions;
        this.jdbc = jdbc;
    }

    int current(CompanyId company, VisitorKey visitor) {
        var cached = known.getIfPresent(visitor);
        if (cached != null) {
            return cached;
        }
        int read = transactions.in(company, () -> read(company, visitor));
        known.put(visitor, read);
        return read;
    }

    /// What is known now and to everybody; inside a transaction.
    int read(CompanyId company, VisitorKey visitor) {
        return jdbc.sql("""
                select version from webchat_visitor
                 where company_id = :company and channel_account_id = :account and visitor_id = :visitor
                """)
                .param("company", company.value())
                .param("account", visitor.account().value())
                .param("visitor", kept(visitor))
                .query(Integer.class)
                .optional()
                .orElse(1);
    }

    /// Whether the visitor has answered what the site asks.
    boolean answered(CompanyId company, VisitorKey visitor) {
        return transactions.inside(
                company,
                () -> jdbc.sql("""
                        select exists (
                            select from webchat_visitor
                             where company_id = :company and channel_account_id = :account and visitor_id = :visitor
                               and answered_at is not null)
                        """)
                        .param("company", company.value())
                        .param("account", visitor.account().value())
                        .param("visitor", kept(visitor))
                        .query(Boolean.class)
                        .single());
    }

    /// With the open transaction.
    void answer(CompanyId company, VisitorKey visitor, Instant now) {
        jdbc.sql("""
                insert into webchat_visitor (company_id, channel_account_id, visitor_id, version, answered_at)
                values (:company, :account, :visitor, 1, :now)
                on conflict (company_id, channel_account_id, visitor_id) do update set answered_at = excluded.answered_at
                """)
                .param("company", company.value())
                .param("account", visitor.account().value())
                .param("visitor", kept(visitor))
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
    }

    /// A random name says nothing of anybody; a customer's own is not written down for ever.
    private static String kept(VisitorKey visitor) {
        return Identification.proved(visitor.visitor()) ? "user:" + Sha256.hex(visitor.visitor()) : visitor.visitor();
    }

    /// Ends all sessions of the visitor up to this version, with the open transaction where there is one.
    void raise(CompanyId company, VisitorKey visitor, int above) {
        transactions.inside(company, () -> {
            AfterCommit.run(() -> known.invalidate(visitor));
            return jdbc.sql("""
                    insert into webchat_visitor as visitor (company_id, channel_account_id, visitor_id, version)
                    values (:company, :account, :visitor, :above + 1)
                    on conflict (company_id, channel_account_id, visitor_id) do update
                       set version = greatest(visitor.version, excluded.version)
                    """)
                    .param("company", company.value())
                    .param("account", visitor.account().value())
                    .param("visitor", kept(visitor))
                    .param("above", above)
                    .update();
        });
    }
}
