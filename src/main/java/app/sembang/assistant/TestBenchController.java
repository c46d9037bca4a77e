package app.sembang.assistant;

import static org.springframework.http.HttpStatus.ACCEPTED;
import static org.springframework.http.HttpStatus.CREATED;
import static org.springframework.http.HttpStatus.NO_CONTENT;

import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Language;
import app.sembang.shared.Page;
import app.sembang.shared.TableFormat;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Scenarios, and asking them all of a version. They may quote real conversations, so agents do not see them.
@RestController
@RequestMapping("/api/v1")
@Tag(name = "Model versions")
@AllowedTo({Role.COMPANY_ADMIN, Role.VIEWER})
class TestBenchController {
    private final TestScenarios scenarios;
    private final TestRuns runs;
    private final ModelTests tests;

    TestBenchController(TestScenarios scenarios, TestRuns runs, ModelTests tests) {
        this.scenarios = scenarios;
        this.runs = runs;
        this.tests = tests;
    }

    @GetMapping("/test-scenarios")
    @Operation(summary = "List the scenarios, by name")
    Page<TestScenario> scenarios(Member me) {
        return new Page<>(scenarios.list(me.company()), null);
    }

    @PostMapping("/test-scenarios")
    @ResponseStatus(CREATED)
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(summary = "Make a scenario")
    TestScenario create(Member me, @Valid @RequestBody TestScenario.Draft draft) {
        return scenarios.create(me.company(), draft, me.id());
    }

    /// @param language of the names
    @Schema(name = "WantedStarterScenarios")
    record WantedStarters(@NotNull Language language) {}

    @PostMapping("/test-scenarios/starters")
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(summary = "Add the product's own scenarios, as far as they are missing; tells those it added")
    Page<TestScenario> addStarters(Member me, @Valid @RequestBody WantedStarters wanted) {
        return new Page<>(scenarios.addStarters(me.company(), wanted.language(), me.id()), null);
    }

    @PostMapping("/conversations/{id}/test-scenario")
    @ResponseStatus(CREATED)
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER})
    @Operation(
            summary = "Make a scenario of a conversation",
            description = "Up to what the contact wrote last, without names, numbers and addresses; it goes when the"
                    + " conversation is erased.")
    TestScenario fromConversation(Member me, @PathVariable ConversationId id) {
        return scenarios.fromConversation(me.access(), id, me.id());
    }

    @GetMapping("/test-scenarios/{id}")
    @Operation(summary = "Read a scenario")
    TestScenario scenario(Member me, @PathVariable UUID id) {
        return scenarios.find(me.company(), id);
    }

    @PutMapping("/test-scenarios/{id}")
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(summary = "Change a scenario; what was answered to it before stays as it was")
    TestScenario change(Member me, @PathVariable UUID id, @Valid @RequestBody TestScenario.Draft draft) {
        return scenarios.change(me.company(), id, draft);
    }

    @DeleteMapping("/test-scenarios/{id}")
    @ResponseStatus(NO_CONTENT)
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(summary = "Delete a scenario with all that was answered to it")
    void remove(Member me, @PathVariable UUID id) {
        scenarios.remove(me.company(), id);
    }

    /// @param scenarioIds none: all
    @Schema(name = "NewTestRun")
    record NewRun(@Nullable @Size(max = TestScenarios.MOST) List<@NotNull UUID> scenarioIds) {}

    @PostMapping("/model-versions/{id}/test-runs")
    @ResponseStatus(ACCEPTED)
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(
            summary = "Ask a version the scenarios, one after the other; nothing is sent",
            description = "It goes on by itself; where the version is being asked already, that run is told.")
    TestRun start(Member me, @PathVariable ModelVersionId id, @Valid @RequestBody NewRun run) {
        return runs.start(me.company(), id, run.scenarioIds(), me.id());
    }

    @GetMapping("/test-runs")
    @Operation(summary = "List runs, the newest first")
    Page<TestRun> runs(
            Member me,
            @RequestParam @Nullable ModelVersionId modelVersionId,
            @RequestParam @Nullable UUID after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MOST) int limit) {
        return Page.of(
                runs.list(me.company(), modelVersionId, after, limit + 1),
                limit,
                run -> run.id().toString());
    }

    @GetMapping("/test-runs/{id}")
    @Operation(summary = "Read how far a run has come")
    TestRun run(Member me, @PathVariable UUID id) {
        return runs.find(me.company(), id);
    }

    @DeleteMapping("/test-runs/{id}")
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(summary = "Stop a run; what was answered stays")
    TestRun stop(Member me, @PathVariable UUID id) {
        return runs.stop(me.company(), id);
    }

    @GetMapping("/test-runs/{id}/tests")
    @Operation(summary = "List what a version answered in a run, in the order in which it was asked")
    Page<ModelTest> tests(
            Member me,
            @PathVariable UUID id,
            @RequestParam @Nullable UUID after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MOST) int limit) {
        return Page.of(
                runs.tests(me.company(), id, after, limit + 1),
                limit,
                test -> test.id().toString());
    }

    @GetMapping(
            path = "/test-runs/{id}/export",
            produces = {"text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"})
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(summary = "Take the results of a run out as a file")
    ResponseEntity<byte[]> export(
            Member me, @PathVariable UUID id, @RequestParam(defaultValue = "csv") TableFormat format) {
        var file = runs.export(me.company(), id, format, me.id());
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_DISPOSITION, format.attachment("test-run"))
                .contentType(MediaType.parseMediaType(format.contentType()))
                .body(file);
    }

    @PutMapping("/model-tests/{id}/verdict")
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(summary = "Say what you think of an answer; it counts before what the rules say")
    ModelTest judge(Member me, @PathVariable UUID id, @Valid @RequestBody ModelTest.Verdict verdict) {
        return tests.judge(me.company(), id, verdict, me.id());
    }

    @DeleteMapping("/model-tests/{id}/verdict")
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(summary = "Take a verdict back")
    ModelTest unjudge(Member me, @PathVariable UUID id) {
        return tests.judge(me.company(), id, null, me.id());
    }
}
