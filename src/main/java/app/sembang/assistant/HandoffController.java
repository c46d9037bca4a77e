package app.sembang.assistant;

import static org.springframework.http.HttpStatus.NO_CONTENT;

import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// What a conversation tells by itself, and what the assistant leaves behind when a person takes it.
@RestController
@RequestMapping("/api/v1/conversations/{id}")
@Tag(name = "Assistant")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
class HandoffController {
    private final Handoffs handoffs;
    private final Memory memory;

    HandoffController(Handoffs handoffs, Memory memory) {
        this.handoffs = handoffs;
        this.memory = memory;
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

    @GetMapping("/memory")
    @Operation(
            summary = "Read what the assistant remembers of a conversation's customer",
            description = "What the customer wants, may spend, objected to and asked, and what we promised: the newest"
                    + " three of each kind, of all conversations with the customer that you see.")
    Page<Remembered> memory(Member me, @PathVariable ConversationId id) {
        return new Page<>(memory.of(me.access(), id), null);
    }

    @PutMapping("/memory/{rememberedId}/forgotten")
    @ResponseStatus(NO_CONTENT)
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER})
    @Operation(summary = "Forget something until it is said again")
    void forget(Member me, @PathVariable ConversationId id, @PathVariable UUID rememberedId) {
        memory.forget(me.access(), id, rememberedId, true);
    }

    @DeleteMapping("/memory/{rememberedId}/forgotten")
    @ResponseStatus(NO_CONTENT)
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER})
    @Operation(summary = "Remember something again that was to be forgotten")
    void remember(Member me, @PathVariable ConversationId id, @PathVariable UUID rememberedId) {
        memory.forget(me.access(), id, rememberedId, false);
    }
}
