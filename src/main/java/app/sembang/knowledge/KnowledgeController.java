package app.sembang.knowledge;

import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// What the assistant would find.
@RestController
@RequestMapping("/api/v1/knowledge")
@Tag(name = "Knowledge")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
class KnowledgeController {
    private static final int USUAL = 5;

    private final Knowledge knowledge;

    KnowledgeController(Knowledge knowledge) {
        this.knowledge = knowledge;
    }

    /// @param limit null: 5
    record KnowledgeQuery(
            @NotBlank @Size(max = 2000) String query,
            @Nullable @Min(1) @Max(20) Integer limit) {}

    /// What was found, the best first.
    record Hits(List<Hit> hits) {}

    /// What contradicts, the newest first.
    @Schema(name = "KnowledgeContradictions")
    record ContradictionList(List<Contradiction> items) {}

    @GetMapping("/contradictions")
    @Operation(
            summary = "List where two texts that hold now tell different amounts, times or shares of one thing",
            description = "At most a hundred. Until one is changed the newer one answers where both fit equally well.")
    ContradictionList contradictions(Member me) {
        return new ContradictionList(knowledge.contradictions(me.company()));
    }

    @PostMapping("/search")
    @Operation(
            summary = "Find the passages that answer a question",
            description =
                    "The best first, with the share of the question each covers, for whichever outlet. Empty where"
                            + " nothing fits well enough to answer with.")
    Hits search(Member me, @Valid @RequestBody KnowledgeQuery asked) {
        int limit = asked.limit() == null ? USUAL : asked.limit();
        return new Hits(knowledge.searchAll(me.company(), asked.query(), limit));
    }
}
