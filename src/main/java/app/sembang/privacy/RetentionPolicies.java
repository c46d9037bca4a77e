package app.sembang.privacy;

import app.sembang.audit.AuditLog;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.CompanyId;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// For how long a company keeps what. [NightlyRetention] acts on it each night.
@RestController
@RequestMapping("/api/v1/retention-policy")
@Tag(name = "Privacy")
@AllowedTo(Role.COMPANY_ADMIN)
class RetentionPolicies {
    private final CompanyTransactions transactions;
    private final AuditLog audit;
    private final JdbcClient jdbc;
    private final Clock clock;

    RetentionPolicies(CompanyTransactions transactions, AuditLog audit, JdbcClient jdbc, Clock clock) {
        this.transactions = transactions;
        this.audit = audit;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// Null keeps for ever. Nothing of an open conversation is touched. The audit log is always kept whole: each entry
    /// proves the one before.
    ///
    /// @param messageMonths after the end of their conversation
    /// @param mediaMonths after the file came, once its conversation has ended
    /// @param contactMonths after the contact was last seen, with nothing open; the contact is erased
    /// @param activityMonths who took over, assigned and closed; a year at least, to answer who was affected by a
    /// breach
    @Schema(name = "RetentionPolicy")
    record Policy(
            @Nullable @Min(1) @Max(120) Integer messageMonths,
            @Nullable @Min(1) @Max(120) Integer mediaMonths,
            @Nullable @Min(1) @Max(120) Integer contactMonths,
            @Nullable @Min(12) @Max(120) Integer activityMonths) {
        private Map<String, Object> facts() {
            var facts = new LinkedHashMap<String, Object>();
            facts.put("messageMonths", Objects.requireNonNullElse(messageMonths, "ever"));
            facts.put("mediaMonths", Objects.requireNonNullElse(mediaMonths, "ever"));
            facts.put("contactMonths", Objects.requireNonNullElse(contactMonths, "ever"));
            facts.put("activityMonths", Objects.requireNonNullElse(activityMonths, "ever"));
            return facts;
        }
    }

    @GetMapping
    @Operation(summary = "Show how long the company keeps messages, files, contacts and activity")
    Policy show(Member me) {
        return of(me.company());
    }

    @PutMapping
    @Operation(
            summary = "Change how long the company keeps messages, files, contacts and activity",
            description = "Takes effect the next night. What is removed cannot be brought back.")
    Policy change(Member me, @Valid @RequestBody Policy policy) {
        return transactions.in(me.company(), () -> {
            var before = read(me.company());
            jdbc.sql("""
                    insert into retention_policy (company_id, message_months, media_months, contact_months, activity_months, updated_at)
                    values (:company, :messages, :media, :contacts, :activity, :now)
                    on conflict (company_id) do update
                       set message_months = excluded.message_months, media_months = excluded.media_months,
                           contact_months = excluded.contact_months, activity_months = excluded.activity_months,
                           updated_at = excluded.updated_at
                    """)
                    .param("company", me.company().value())
                    .param("messages", policy.messageMonths())
                    .param("media", policy.mediaMonths())
                    .param("contacts", policy.contactMonths())
                    .param("activity", policy.activityMonths())
                    .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                    .update();
            audit.record(
                    me.company(),
                    me.id(),
                    "retention_policy_changed",
                    "retention_policy",
                    before.facts(),
                    policy.facts());
            return policy;
        });
    }

    Policy of(CompanyId company) {
        return transactions.in(company, () -> read(company));
    }

    private Policy read(CompanyId company) {
        return jdbc.sql("""
                select message_months, media_months, contact_months, activity_months
                  from retention_policy where company_id = :company
                """)
                .param("company", company.value())
                .query((row, number) -> new Policy(
                        row.getObject("message_months", Integer.class),
                        row.getObject("media_months", Integer.class),
                        row.getObject("contact_months", Integer.class),
                        row.getObject("activity_months", Integer.class)))
                .optional()
                .orElse(new Policy(null, null, null, null));
    }
}
