package app.sembang.assistant;

import app.sembang.assistant.UnansweredQuestions.Citation;
import app.sembang.assistant.UnansweredQuestions.Group;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.knowledge.FaqId;
import app.sembang.knowledge.Faqs;
import app.sembang.knowledge.MaterialId;
import app.sembang.knowledge.Materials;
import app.sembang.shared.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// What is missing in what the company wrote down, and what of it is used.
@RestController
@RequestMapping("/api/v1")
@Tag(name = "Knowledge")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
class UnansweredController {
    private static final Duration LOOKED_BACK = Duration.ofDays(30);
    private static final int MOST = 100;

    private final UnansweredQuestions questions;
    private final Traces traces;
    private final Faqs faqs;
    private final Materials materials;
    private final CompanyTransactions transactions;
    private final Clock clock;

    UnansweredController(
            UnansweredQuestions questions,
            Traces traces,
            Faqs faqs,
            Materials materials,
            CompanyTransactions transactions,
            Clock clock) {
        this.questions = questions;
        this.traces = traces;
        this.faqs = faqs;
        this.materials = materials;
        this.transactions = transactions;
        this.clock = clock;
    }

    @GetMapping("/unanswered-questions")
    @Operation(
            summary = "List what customers asked in the last 30 days and the assistant had no answer to",
            description = "Alike questions are one, the most asked first; personal data is left out.")
    Page<Group> unanswered(Member me) {
        return new Page<>(questions.of(me), null);
    }

    @GetMapping("/faqs/{id}/citations")
    @Operation(summary = "List the assistant's replies of the last 30 days that rest on a question's answer")
    Page<Citation> ofFaq(Member me, @PathVariable FaqId id) {
        faqs.find(me.company(), id);
        return citing(me, id.value());
    }

    @GetMapping("/materials/{id}/citations")
    @Operation(summary = "List the assistant's replies of the last 30 days that rest on a material")
    Page<Citation> ofMaterial(Member me, @PathVariable MaterialId id) {
        materials.find(me.company(), id);
        return citing(me, id.value());
    }

    private Page<Citation> citing(Member me, UUID source) {
        return new Page<>(
                transactions.as(
                        me.access(),
                        () -> traces.citing(
                                me.company(), source, clock.instant().minus(LOOKED_BACK), MOST)),
                null);
    }
}
