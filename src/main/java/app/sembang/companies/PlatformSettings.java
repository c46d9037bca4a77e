package app.sembang.companies;

import app.sembang.audit.AuditLog;
import app.sembang.database.CompanyTransactions;
import app.sembang.shared.MemberId;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What those who run the platform may choose for the whole installation.
@Component
public class PlatformSettings {
    private static final Values DEFAULTS = new Values(30, null, Company.Status.ACTIVE);

    private final CompanyTransactions transactions;
    private final AuditLog audit;
    private final JdbcClient jdbc;
    private final JdbcClient platform;

    PlatformSettings(
            CompanyTransactions transactions,
            AuditLog audit,
            JdbcClient jdbc,
            @Qualifier("platform") JdbcClient platform) {
        this.transactions = transactions;
        this.audit = audit;
        this.jdbc = jdbc;
        this.platform = platform;
    }

    /// @param deletionWaitingDays how long a company to be deleted can still be kept
    /// @param supportEmail whom people of a suspended company are told to write to
    /// @param newCompanyStatus the state a company begins in: trial or active
    @Schema(name = "PlatformSettings")
    public record Values(int deletionWaitingDays, @Nullable String supportEmail, Company.Status newCompanyStatus) {}

    /// What is to be other; null leaves it as it is, an empty address removes it.
    @Schema(name = "PlatformSettingsChange")
    public record Change(
            @Nullable @Min(0) @Max(365) Integer deletionWaitingDays,
            @Nullable @Email @Size(max = 254) String supportEmail,
            Company.@Nullable Status newCompanyStatus) {}

    /// Whatever transaction is open.
    public Values read() {
        return stored(platform);
    }

    public Values change(Change change, MemberId by) {
        if (change.newCompanyStatus() == Company.Status.SUSPENDED) {
            throw Refusal.invalid("newCompanyStatus", "A company begins in trial or active.");
        }
        return transactions.in(Companies.PLATFORM, () -> {
            var before = stored(jdbc);
            var days = change.deletionWaitingDays();
            var email = change.supportEmail();
            var status = change.newCompanyStatus();
            var after = new Values(
                    days == null ? before.deletionWaitingDays() : days,
                    email == null ? before.supportEmail() : email.isBlank() ? null : email.strip(),
                    status == null ? before.newCompanyStatus() : status);
            jdbc.sql("""
                    insert into platform_setting (company_id, deletion_waiting_days, support_email, new_company_status)
                    values (:company, :days, :email, :status)
                    on conflict (company_id) do update
                       set deletion_waiting_days = excluded.deletion_waiting_days, support_email = excluded.support_email,
                           new_company_status = excluded.new_company_status
                    """)
                    .param("company", Companies.PLATFORM.value())
                    .param("days", after.deletionWaitingDays())
                    .param("email", after.supportEmail())
                    .param("status", after.newCompanyStatus().value())
                    .update();
            audit.recordChange(Companies.PLATFORM, by, "platform_settings_changed", null, before, after);
            return after;
        });
    }

    private static Values stored(JdbcClient client) {
        return client.sql("""
                select deletion_waiting_days, support_email, new_company_status
                  from platform_setting where company_id = :company
                """)
                .param("company", Companies.PLATFORM.value())
                .query((row, number) -> new Values(
                        row.getInt("deletion_waiting_days"),
                        row.getString("support_email"),
                        Company.Status.from(row.getString("new_company_status"))))
                .optional()
                .orElse(DEFAULTS);
    }
}
