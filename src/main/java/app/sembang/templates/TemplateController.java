package app.sembang.templates;

import static org.springframework.http.HttpStatus.CREATED;
import static org.springframework.http.HttpStatus.NO_CONTENT;

import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.Language;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
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

/// A company's own templates and those the platform offers to all. Everybody reads them, admins change them.
@RestController
@RequestMapping("/api/v1/templates")
@Tag(name = "Templates")
@AllowedTo({Role.SUPER_ADMIN, Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
class TemplateController {
    private final Templates templates;

    TemplateController(Templates templates) {
        this.templates = templates;
    }

    @GetMapping
    @Operation(summary = "List the company's own templates and the global ones, oldest first")
    Page<Template> list(
            Member me,
            @Parameter(schema = @Schema(implementation = Category.class)) @RequestParam @Nullable String category,
            @Parameter(schema = @Schema(implementation = Language.class)) @RequestParam @Nullable String language,
            @RequestParam @Nullable Boolean global,
            @RequestParam @Nullable UUID after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MOST) int limit) {
        var filter = new TemplateFilter(category(category), language(language), global);
        var items = templates.list(me.company(), filter, after, limit + 1);
        return Page.of(items, limit, template -> template.id().toString());
    }

    private static @Nullable Category category(@Nullable String code) {
        if (code == null) return null;
        try {
            return Category.from(code);
        } catch (IllegalArgumentException unknown) {
            throw Refusal.invalid("category", "There is no category '%s'.".formatted(code));
        }
    }

    private static @Nullable Language language(@Nullable String tag) {
        if (tag == null) return null;
        return Language.find(tag)
                .orElseThrow(() -> Refusal.invalid("language", "'%s' is none of en, ms, zh, ta.".formatted(tag)));
    }

    @PostMapping
    @ResponseStatus(CREATED)
    @AllowedTo({Role.SUPER_ADMIN, Role.COMPANY_ADMIN})
    @Operation(summary = "Add a template to the company, or as the platform for all companies")
    Template create(Member me, @RequestBody TemplateDraft draft) {
        return templates.create(me.access(), draft);
    }

    record TemplateFindings(List<TemplateFinding> items) {}

    @GetMapping("/check")
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(
            summary = "Find templates in use that can never fire, that stand in each other's way, or read the same",
            description = "Every template is asked its own patterns and examples, all of them together.")
    TemplateFindings check(Member me) {
        return new TemplateFindings(templates.check(me.company()));
    }

    record LibraryUses(List<LibraryUse> items) {}

    @GetMapping("/usage")
    @AllowedTo(Role.SUPER_ADMIN)
    @Operation(
            summary = "Count the companies that use each global template, and how often its answer was sent",
            description = "A template no company has looked at yet is left out.")
    LibraryUses usage(Member me) {
        return new LibraryUses(templates.libraryUse());
    }

    @GetMapping("/{id}")
    @Operation(summary = "Read one template as the company uses it")
    Template find(Member me, @PathVariable TemplateId id) {
        return templates.find(me.company(), id);
    }

    @PutMapping("/{id}")
    @AllowedTo({Role.SUPER_ADMIN, Role.COMPANY_ADMIN})
    @Operation(summary = "Give a template a new version; earlier ones stay as evidence of what was answered")
    Template revise(Member me, @PathVariable TemplateId id, @RequestBody TemplateDraft draft) {
        return templates.revise(me.access(), id, draft);
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(NO_CONTENT)
    @AllowedTo({Role.SUPER_ADMIN, Role.COMPANY_ADMIN})
    @Operation(summary = "Remove one of one's own templates; what it has answered keeps its evidence")
    void remove(Member me, @PathVariable TemplateId id) {
        templates.remove(me.access(), id);
    }

    @GetMapping("/{id}/change")
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(
            summary = "Compare the company's own words with what the library says now",
            description =
                    "Of use while a template has a `newVersion`. To take the library's words, select the template without "
                            + "modifications; to put one's own on them, with `basedOn` = `to`; to keep one's own as they "
                            + "are, with `keptOver` = `to`.")
    TemplateChange change(Member me, @PathVariable TemplateId id) {
        return templates.change(me.company(), id);
    }

    @PutMapping("/{id}/selection")
    @AllowedTo({Role.SUPER_ADMIN, Role.COMPANY_ADMIN})
    @Operation(summary = "Say whether, in what order and with which words of its own the company uses a template")
    Template select(Member me, @PathVariable TemplateId id, @RequestBody Selection selection) {
        return templates.select(me.access(), id, selection);
    }
}
