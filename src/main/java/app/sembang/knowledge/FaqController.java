package app.sembang.knowledge;

import static org.springframework.http.HttpStatus.CREATED;
import static org.springframework.http.HttpStatus.NO_CONTENT;

import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Questions with answers the assistant answers from. Everybody in the company reads, admins change.
@RestController
@RequestMapping("/api/v1/faqs")
@Tag(name = "Knowledge")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
class FaqController {
    private final Faqs faqs;

    FaqController(Faqs faqs) {
        this.faqs = faqs;
    }

    @GetMapping
    @Operation(summary = "List questions with their answers, newest first")
    Page<Faq> list(
            Member me,
            @RequestParam @Nullable FaqId after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MOST) int limit) {
        var items = faqs.list(me.company(), after, limit + 1);
        return Page.of(items, limit, faq -> faq.id().toString());
    }

    @PostMapping
    @ResponseStatus(CREATED)
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(summary = "Add a question with its answer; search finds it at once")
    Faq add(Member me, @Valid @RequestBody Faq.Draft draft) {
        return faqs.add(me.company(), draft, me.id());
    }

    @GetMapping("/{id}")
    @Operation(summary = "Read a question with its answer")
    Faq find(Member me, @PathVariable FaqId id) {
        return faqs.find(me.company(), id);
    }

    @PatchMapping("/{id}")
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(summary = "Change a question or its answer; what is left out stays")
    Faq change(Member me, @PathVariable FaqId id, @Valid @RequestBody Faq.Change change) {
        return faqs.change(me.company(), id, change, me.id());
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(NO_CONTENT)
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(summary = "Remove a question with its answer; no search finds it any more")
    void remove(Member me, @PathVariable FaqId id) {
        faqs.remove(me.company(), id, me.id());
    }
}
