package app.sembang.assistant;

import static org.springframework.http.HttpStatus.CREATED;
import static org.springframework.http.HttpStatus.NO_CONTENT;
import static org.springframework.http.HttpStatus.OK;

import app.sembang.assistant.ModelTest.Expectation;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.Language;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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

/// How a company's assistant is set up, version by version. Everybody in the company reads, admins change.
@RestController
@RequestMapping("/api/v1/model-versions")
@Tag(name = "Model versions")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
class ModelVersionController {
    /// So that a file of another kind is not taken for one of ours.
    private static final String FORMAT = "sembang-model-version-1";

    private final ModelVersions versions;
    private final ModelTests tests;
    private final Pipeline pipeline;

    ModelVersionController(ModelVersions versions, ModelTests tests, Pipeline pipeline) {
        this.versions = versions;
        this.tests = tests;
        this.pipeline = pipeline;
    }

    @GetMapping
    @Operation(summary = "List versions, the newest first")
    Page<ModelVersion> list(
            Member me,
            @RequestParam @Nullable Integer after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MOST) int limit) {
        return Page.of(versions.list(me.company(), after, limit + 1), limit, version -> "" + version.number());
    }

    @PostMapping
    @ResponseStatus(CREATED)
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(summary = "Make a version; it is a draft and answers nobody until it is activated")
    ModelVersion create(Member me, @Valid @RequestBody ModelVersion.Setup setup) {
        return versions.create(me.company(), setup, null, me.id());
    }

    @GetMapping("/{id}")
    @Operation(summary = "Read a version")
    ModelVersion find(Member me, @PathVariable ModelVersionId id) {
        return versions.find(me.company(), id);
    }

    @GetMapping("/{id}/figures")
    @AllowedTo({Role.COMPANY_ADMIN, Role.VIEWER})
    @Operation(summary = "Count what a version answered, and what became of its suggestions")
    ModelVersionFigures figures(Member me, @PathVariable ModelVersionId id) {
        return versions.figures(me.access(), id);
    }

    @PutMapping("/{id}")
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(summary = "Change a draft; a version that has been active stays as it is")
    ModelVersion change(Member me, @PathVariable ModelVersionId id, @Valid @RequestBody ModelVersion.Setup setup) {
        return versions.change(me.company(), id, setup, me.id());
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(NO_CONTENT)
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(summary = "Delete a draft")
    void remove(Member me, @PathVariable ModelVersionId id) {
        versions.remove(me.company(), id, me.id());
    }

    @PostMapping("/{id}/copies")
    @ResponseStatus(CREATED)
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(summary = "Make a draft with the same setup")
    ModelVersion duplicate(Member me, @PathVariable ModelVersionId id) {
        return versions.duplicate(me.company(), id, me.id());
    }

    @PutMapping("/{id}/activation")
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(summary = "Let this version answer from now on; activating an earlier one goes back to it")
    ModelVersion activate(Member me, @PathVariable ModelVersionId id) {
        return versions.activate(me.company(), id, me.id());
    }

    @DeleteMapping("/{id}/activation")
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(summary = "Let templates alone answer from now on")
    ModelVersion deactivate(Member me, @PathVariable ModelVersionId id) {
        return versions.deactivate(me.company(), id, me.id());
    }

    /// @param format names what this is; importing needs it
    @Schema(name = "ModelVersionFile")
    record Exported(@NotNull String format, @NotNull @Valid ModelVersion.Setup setup) {}

    @GetMapping("/{id}/export")
    @Operation(summary = "A version as a file, to be imported elsewhere")
    Exported export(Member me, @PathVariable ModelVersionId id) {
        return new Exported(FORMAT, versions.find(me.company(), id).setup());
    }

    @PostMapping("/import")
    @ResponseStatus(CREATED)
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(summary = "Make a draft from an exported version")
    ModelVersion importOne(Member me, @Valid @RequestBody Exported file) {
        if (!file.format().equals(FORMAT)) {
            throw Refusal.invalid("format", "This is not the file of a model version.");
        }
        return versions.create(me.company(), file.setup(), null, me.id());
    }

    /// @param message what a customer would write
    record PromptQuestion(@NotBlank @Size(max = 4000) String message) {}

    @PostMapping("/{id}/prompt-preview")
    @ResponseStatus(OK)
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(
            summary = "Show what a model would be told to answer a message, and how the room for it is divided",
            description = "No model is asked. Tokens are about as many as providers count.")
    PromptPreview prompt(Member me, @PathVariable ModelVersionId id, @Valid @RequestBody PromptQuestion question) {
        var version = versions.find(me.company(), id);
        var said = List.of(new Asked.Said(true, question.message()));
        return pipeline.prompt(new Asked(me.company(), said, null, null, null, 1, List.of()), version);
    }

    /// @param expectations what has to be so; none: a person judges
    @Schema(name = "NewModelTest")
    record NewTest(
            @NotBlank @Size(max = 4000) String message,
            @Nullable Language language,
            @Nullable @Size(max = 20) List<@NotNull @Valid Expectation> expectations) {}

    @PostMapping("/{id}/tests")
    @ResponseStatus(CREATED)
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(summary = "Ask this version something and hold its answer against what is expected; nothing is sent")
    ModelTest test(Member me, @PathVariable ModelVersionId id, @Valid @RequestBody NewTest test) {
        var expectations = test.expectations() == null ? List.<Expectation>of() : test.expectations();
        return tests.run(
                me.company(), id, ModelTests.Wanted.alone(test.message(), test.language(), expectations), me.id());
    }

    @GetMapping("/{id}/tests")
    @Operation(summary = "List what was tried with a version by itself, the newest first")
    Page<ModelTest> tests(
            Member me,
            @PathVariable ModelVersionId id,
            @RequestParam @Nullable UUID after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MOST) int limit) {
        return Page.of(
                tests.list(me.company(), id, after, limit + 1),
                limit,
                test -> test.id().toString());
    }
}
