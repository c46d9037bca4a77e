package app.sembang.assistant;

import app.sembang.audit.AuditLog;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/// How answers came about, taken out as a file.
@RestController
@Tag(name = "Assistant")
@AllowedTo(Role.COMPANY_ADMIN)
class TraceExportController {
    private static final int AT_ONCE = 500;
    private static final Duration USUAL = Duration.ofDays(7);
    private static final Duration LONGEST = Duration.ofDays(92);

    private static final Instant LAST = Instant.parse("2200-01-01T00:00:00Z");

    private final Traces traces;
    private final CompanyTransactions transactions;
    private final AuditLog audit;
    private final JsonMapper json;
    private final Clock clock;

    TraceExportController(
            Traces traces, CompanyTransactions transactions, AuditLog audit, JsonMapper json, Clock clock) {
        this.traces = traces;
        this.transactions = transactions;
        this.audit = audit;
        this.json = json;
        this.clock = clock;
    }

    @GetMapping(path = "/api/v1/answer-traces/export", produces = "application/x-ndjson")
    @Operation(
            summary = "Take out how the assistant's answers came about, one JSON object a line, the oldest first",
            description = "At most 92 days at once; without `from`, the last 7.")
    @ApiResponse(
            responseCode = "200",
            content =
                    @Content(mediaType = "application/x-ndjson", schema = @Schema(implementation = Traces.Kept.class)))
    void export(
            Member me,
            @Parameter(description = "Included") @RequestParam @Nullable Instant from,
            @Parameter(description = "Not included; left out: now") @RequestParam @Nullable Instant to,
            HttpServletResponse response)
            throws IOException {
        within("from", from);
        within("to", to);
        var end = to == null ? clock.instant() : to;
        var begin = from == null ? end.minus(USUAL) : from;
        if (!begin.isBefore(end) || begin.plus(LONGEST).isBefore(end)) {
            throw Refusal.invalid("from", "begins before `to` and at most 92 days before it");
        }
        transactions.run(me.company(), () -> audit.record(me.company(), me.id(), "answer_traces_exported", null));
        response.setContentType("application/x-ndjson");
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"answer-traces.jsonl\"");
        var out = response.getOutputStream();
        Traces.Kept after = null;
        do {
            var last = after;
            var page = transactions.as(me.access(), () -> traces.between(me.company(), begin, end, last, AT_ONCE));
            for (var trace : page) {
                out.write(json.writeValueAsBytes(trace));
                out.write("\n".getBytes(StandardCharsets.US_ASCII));
            }
            after = page.size() < AT_ONCE ? null : page.getLast();
        } while (after != null);
    }

    private static void within(String field, @Nullable Instant time) {
        if (time != null && (time.isBefore(Instant.EPOCH) || time.isAfter(LAST))) {
            throw Refusal.invalid(field, "is before 1970 or after 2200");
        }
    }
}
