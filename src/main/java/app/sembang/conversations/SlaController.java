package app.sembang.conversations;

import app.sembang.audit.AuditLog;
import app.sembang.conversations.SlaPolicies.Policy;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// What the company promises its customers.
@RestController
@RequestMapping("/api/v1/company/sla")
@Tag(name = "Handling")
@AllowedTo(Role.COMPANY_ADMIN)
class SlaController {
    private final CompanyTransactions transactions;
    private final SlaPolicies policies;
    private final Desk desk;
    private final AuditLog audit;
    private final Clock clock;

    SlaController(CompanyTransactions transactions, SlaPolicies policies, Desk desk, AuditLog audit, Clock clock) {
        this.transactions = transactions;
        this.policies = policies;
        this.desk = desk;
        this.audit = audit;
        this.clock = clock;
    }

    /// @param policies at most one for each priority; without one nothing is promised
    @Schema(name = "SlaPolicies")
    record Promises(@NotNull @Size(max = 4) List<@NotNull @Valid Policy> policies) {}

    @GetMapping
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "Show within what times the company promises replies and solutions")
    Promises show(Member me) {
        return transactions.in(me.company(), () -> new Promises(policies.of(me.company())));
    }

    @PutMapping
    @Operation(
            summary = "Change within what times the company promises replies and solutions",
            description = "The list takes the place of the one there was. Nobody is told of what was late before.")
    Promises change(Member me, @Valid @RequestBody Promises promises) {
        var seen = EnumSet.noneOf(Priority.class);
        for (int i = 0; i < promises.policies().size(); i++) {
            var policy = promises.policies().get(i);
            var field = "policies[%d].".formatted(i);
            if (!seen.add(policy.priority())) {
                throw Refusal.invalid(field + "priority", "is in the list already");
            }
            if (!policy.promises()) {
                throw Refusal.invalid(
                        field + "firstReplyMinutes", "Promise at least one time, or leave the policy out.");
            }
            if (policy.escalateTo() != null) {
                desk.requireAssignable(me.company(), policy.escalateTo(), field + "escalateTo");
            }
        }
        return transactions.in(me.company(), () -> {
            var before = new Promises(policies.of(me.company()));
            policies.set(me.company(), promises.policies(), clock.instant());
            var after = new Promises(policies.of(me.company()));
            audit.recordChange(me.company(), me.id(), "sla_changed", me.company(), before, after);
            return after;
        });
    }
}
