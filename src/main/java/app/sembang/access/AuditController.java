package app.sembang.access;

import app.sembang.audit.AuditCheck;
import app.sembang.audit.AuditEntry;
import app.sembang.audit.AuditLog;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import app.sembang.shared.MemberId;
import app.sembang.shared.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1")
@Tag(name = "Audit log")
@AllowedTo({Role.SUPER_ADMIN, Role.COMPANY_ADMIN})
class AuditController {
    private final AuditLog audit;
    private final Members members;
    private final CompanyTransactions transactions;

    AuditController(AuditLog audit, Members members, CompanyTransactions transactions) {
        this.audit = audit;
        this.members = members;
        this.transactions = transactions;
    }

    /// @param memberName null where the product acted, or somebody of the platform
    record Entry(
            long position,
            Instant at,
            String kind,
            @Nullable MemberId member,
            @Nullable String memberName,
            @Nullable UUID apiKey,
            @Nullable String ip,
            @Nullable String userAgent,
            @Nullable String subject,
            Map<String, Object> before,
            Map<String, Object> after,
            String hash) {}

    @GetMapping("/audit-entries")
    @Operation(
            summary = "List who changed settings, credentials and rights, signed in, or took data out; newest first",
            description = "Secrets are masked.")
    Page<Entry> list(
            Member me,
            @RequestParam(required = false) @Nullable String kind,
            @RequestParam(required = false) @Nullable MemberId member,
            @RequestParam(required = false) @Nullable Long after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MOST) int limit) {
        return transactions.as(me.access(), () -> {
            var entries = audit.list(me.company(), kind, member, after, limit + 1);
            var names = members.names(
                    me.company(),
                    entries.stream()
                            .map(AuditEntry::member)
                            .filter(Objects::nonNull)
                            .distinct()
                            .toList());
            return Page.of(
                    entries.stream().map(entry -> entry(entry, names)).toList(),
                    limit,
                    entry -> Long.toString(entry.position()));
        });
    }

    @GetMapping("/audit-check")
    @Operation(
            summary = "Check that no entry of the audit log was changed, removed or slipped in",
            description = "Each entry's hash covers the one before it. Keep `head` elsewhere to prove it later.")
    AuditCheck check(Member me) {
        return transactions.as(me.access(), () -> audit.verify(me.company()));
    }

    private static Entry entry(AuditEntry entry, Map<MemberId, String> names) {
        var member = entry.member();
        return new Entry(
                entry.position(),
                entry.at(),
                entry.kind(),
                member,
                member == null ? null : names.get(member),
                entry.apiKey(),
                entry.ip(),
                entry.userAgent(),
                entry.subject(),
                entry.before(),
                entry.after(),
                entry.hash());
    }
}
