package app.sembang.identity;

import app.sembang.audit.AuditLog;
import app.sembang.database.CompanyTransactions;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Refusal;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What a company asks of its people when they sign in.
@Component
class SecurityPolicies {
    private final CompanyTransactions transactions;
    private final Sessions sessions;
    private final AuditLog audit;
    private final JdbcClient jdbc;

    SecurityPolicies(CompanyTransactions transactions, Sessions sessions, AuditLog audit, JdbcClient jdbc) {
        this.transactions = transactions;
        this.sessions = sessions;
        this.audit = audit;
        this.jdbc = jdbc;
    }

    /// @param twoFactorRequired whoever has not signed in with a code may only set one up
    record SecurityPolicy(boolean twoFactorRequired) {}

    SecurityPolicy of(CompanyId company) {
        return transactions.in(
                company,
                () -> jdbc.sql("select two_factor_required from security_policy where company_id = :company")
                        .param("company", company.value())
                        .query((row, number) -> new SecurityPolicy(row.getBoolean("two_factor_required")))
                        .optional()
                        .orElse(new SecurityPolicy(false)));
    }

    void set(Member me, SecurityPolicy policy) {
        transactions.run(me.company(), () -> {
            if (policy.twoFactorRequired() && onlyByProviderWithout(me.company())) {
                throw new Refusal(
                        Refusal.Kind.CONFLICT,
                        "single-sign-on-one-step",
                        "Your company's people come in by its identity provider only, and that does not count as"
                                + " two-step sign-in, so nobody could come in any more. Change that first.");
            }
            jdbc.sql("""
                    insert into security_policy (company_id, two_factor_required) values (:company, :required)
                    on conflict (company_id) do update set two_factor_required = excluded.two_factor_required
                    """)
                    .param("company", me.company().value())
                    .param("required", policy.twoFactorRequired())
                    .update();
            audit.record(
                    me.company(),
                    me.id(),
                    "security_policy_changed",
                    null,
                    Map.of(),
                    Map.of("twoFactorRequired", policy.twoFactorRequired()));
        });
        sessions.forget(me.company());
    }

    private boolean onlyByProviderWithout(CompanyId company) {
        return jdbc.sql("""
                select exists (
                    select from single_sign_on where company_id = :company and required and not two_factor)
                """)
                .param("company", company.value())
                .query(Boolean.class)
                .single();
    }
}
