package app.sembang.analytics;

import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.Cursor;
import app.sembang.shared.MemberId;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.LocalDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Three dashboards. Each of their figures names where the rows behind it are.
@RestController
@RequestMapping("/api/v1/dashboards")
@Tag(name = "Dashboards")
@AllowedTo(Role.SUPER_ADMIN)
class DashboardController {
    private static final String PART = "The beginning of a part of the period by the local clock, as in the dashboard's"
            + " `parts`: only what began, or happened, in it";

    private final Figures figures;

    DashboardController(Figures figures) {
        this.figures = figures;
    }

    @GetMapping("/company")
    @AllowedTo({Role.COMPANY_ADMIN, Role.VIEWER})
    @Operation(summary = "Show how the company does")
    Dashboard company(
            Member me,
            @Parameter(schema = @Schema(implementation = Period.class)) @RequestParam(defaultValue = "7d")
                    String period) {
        return figures.company(me, period(period));
    }

    @GetMapping("/company/figures/{figure}")
    @AllowedTo({Role.COMPANY_ADMIN, Role.VIEWER})
    @Operation(summary = "List the rows behind a figure of the company's dashboard, the latest first")
    Page<Dashboard.Row> companyRows(
            Member me,
            @Parameter(schema = @Schema(implementation = Figure.class)) @PathVariable String figure,
            @Parameter(schema = @Schema(implementation = Period.class)) @RequestParam(defaultValue = "7d")
                    String period,
            @Parameter(description = "Of conversations: only those this member is responsible for")
                    @RequestParam
                    @Nullable
                    MemberId member,
            @Parameter(description = PART) @RequestParam @DateTimeFormat(iso = DateTimeFormat.ISO.DATE_TIME) @Nullable
                    LocalDateTime part,
            @RequestParam @Nullable String after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MOST) int limit) {
        var narrowed = new Figures.Narrowed(member, null, part);
        return rows(me, Figure.Board.COMPANY, figure, period(period), narrowed, after, limit);
    }

    @GetMapping("/agent")
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER})
    @Operation(summary = "Show what waits for me and how I do")
    Dashboard agent(
            Member me,
            @Parameter(schema = @Schema(implementation = Period.class)) @RequestParam(defaultValue = "7d")
                    String period) {
        return figures.agent(me, period(period));
    }

    @GetMapping("/agent/figures/{figure}")
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER})
    @Operation(summary = "List the rows behind a figure of my dashboard, the latest first")
    Page<Dashboard.Row> agentRows(
            Member me,
            @Parameter(schema = @Schema(implementation = Figure.class)) @PathVariable String figure,
            @Parameter(schema = @Schema(implementation = Period.class)) @RequestParam(defaultValue = "7d")
                    String period,
            @Parameter(description = "Of leads: only those in this stage") @RequestParam @Nullable UUID stage,
            @RequestParam @Nullable String after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MOST) int limit) {
        var narrowed = new Figures.Narrowed(null, stage, null);
        return rows(me, Figure.Board.AGENT, figure, period(period), narrowed, after, limit);
    }

    @GetMapping("/platform")
    @Operation(summary = "Show how the platform does")
    Dashboard platform(
            Member me,
            @Parameter(schema = @Schema(implementation = Period.class)) @RequestParam(defaultValue = "7d")
                    String period) {
        return figures.platform(me, period(period));
    }

    @GetMapping("/platform/figures/{figure}")
    @Operation(summary = "List the rows behind a figure of the platform's dashboard, the latest first")
    Page<Dashboard.Row> platformRows(
            Member me,
            @Parameter(schema = @Schema(implementation = Figure.class)) @PathVariable String figure,
            @Parameter(schema = @Schema(implementation = Period.class)) @RequestParam(defaultValue = "7d")
                    String period,
            @Parameter(description = PART) @RequestParam @DateTimeFormat(iso = DateTimeFormat.ISO.DATE_TIME) @Nullable
                    LocalDateTime part,
            @RequestParam @Nullable String after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MOST) int limit) {
        var narrowed = new Figures.Narrowed(null, null, part);
        return rows(me, Figure.Board.PLATFORM, figure, period(period), narrowed, after, limit);
    }

    private static Period period(String text) {
        try {
            return Period.from(text);
        } catch (IllegalArgumentException none) {
            throw Refusal.invalid("period", "is none of today, 7d, 30d, 90d");
        }
    }

    private Page<Dashboard.Row> rows(
            Member me,
            Figure.Board board,
            String name,
            Period period,
            Figures.Narrowed narrowed,
            @Nullable String after,
            int limit) {
        var figure = Figure.of(board).stream()
                .filter(one -> one.value().equals(name))
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("figure", name));
        var cursor = after == null ? null : Cursor.from(after);
        return figures.rows(
                me,
                figure,
                period,
                narrowed,
                cursor == null ? null : cursor.at(),
                cursor == null ? null : cursor.id(),
                limit);
    }
}
