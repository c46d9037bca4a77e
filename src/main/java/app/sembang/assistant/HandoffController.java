package app.sembang.assistant;

import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// What a conversation tells by itself, and what the assistant leaves behind when a person takes it.
@RestController
@RequestMapping("/api/v1/conversations/{id}")
@Tag(name = "Assistant")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
class HandoffController {
    private final Handoffs handoffs;

    HandoffController(Handoffs handoffs) {
        this.handoffs = handoffs;
    }

    @GetMapping("/handoff")
    @Operation(
            summary = "Read why and with what the assistant last left a conversation to people, and who took it",
            description = "404 where it never did.")
    Handoff handoff(Member me, @PathVariable ConversationId id) {
        return handoffs.newest(me, id).orElseThrow(() -> Refusal.notFound("hand-over of conversation", id));
    }

    @PostMapping("/analysis")
    @Operation(
            summary = "Read what a conversation tells: language, intents, slots, products, score, mood and urgency",
            description = "Worked out by rules, each finding with where it stands; nothing is kept.")
    ConversationAnalysis analysis(Member me, @PathVariable ConversationId id) {
        return handoffs.analysis(me, id);
    }
}
