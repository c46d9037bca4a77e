package app.sembang.conversations;

import app.sembang.audit.AuditLog;
import app.sembang.conversations.Assignments.Settings;
import app.sembang.conversations.Assignments.Strategy;
import app.sembang.conversations.Assignments.WhenAway;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// How the company gives conversations by rule.
@RestController
@RequestMapping("/api/v1/assignment-rule")
@Tag(name = "Handling")
@AllowedTo(Role.COMPANY_ADMIN)
class AssignmentRuleController {
    private final CompanyTransactions transactions;
    private final Assignments assignments;
    private final AssignmentRounds rounds;
    private final AuditLog audit;

    AssignmentRuleController(
            CompanyTransactions transactions, Assignments assignments, AssignmentRounds rounds, AuditLog audit) {
        this.transactions = transactions;
        this.assignments = assignments;
        this.rounds = rounds;
        this.audit = audit;
    }

    /// @param automatic whether new and waiting conversations are given by rule at all
    /// @param keepsAgent whether who comes back meets the person they know
    /// @param whenAway what becomes of the conversations of somebody who is away for a while
    /// @param awayAfter so many minutes after their app was closed somebody counts as away; 0: only who says so;
    ///     left out: as before
    @Schema(name = "AssignmentSettings")
    record Rule(
            @NotNull Boolean automatic,
            @NotNull Strategy strategy,
            @NotNull Boolean keepsAgent,
            @NotNull WhenAway whenAway,
            @Nullable @Min(0) @Max(480) Integer awayAfter) {}

    @GetMapping
    @Operation(summary = "Show how conversations are given by rule")
    Rule show(Member me) {
        return shown(transactions.in(me.company(), () -> assignments.settings(me.company())));
    }

    @PutMapping
    @Operation(summary = "Change how conversations are given by rule; what waits is given at once where it can be")
    Rule change(Member me, @Valid @RequestBody Rule rule) {
        return transactions.in(me.company(), () -> {
            var before = assignments.settings(me.company());
            var after = new Settings(
                    rule.automatic(),
                    rule.strategy(),
                    rule.keepsAgent(),
                    rule.whenAway(),
                    Objects.requireNonNullElse(rule.awayAfter(), before.awayAfter()));
            assignments.settings(me.company(), after);
            audit.recordChange(
                    me.company(), me.id(), "assignment_rule_changed", me.company(), shown(before), shown(after));
            rounds.plan(me.company());
            return shown(after);
        });
    }

    private static Rule shown(Settings settings) {
        return new Rule(
                settings.automatic(),
                settings.strategy(),
                settings.keepsAgent(),
                settings.whenAway(),
                settings.awayAfter());
    }
}
