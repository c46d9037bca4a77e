package app.sembang.assistant;

import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.models.Purpose;
import app.sembang.shared.Language;
import app.sembang.shared.OutletId;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// Trying out what the assistant would do with a talk. Sends and stores nothing.
@RestController
@Tag(name = "Assistant")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
class PreviewController {
    private static final int MOST_MESSAGES = 200;

    private final Pipeline pipeline;
    private final ModelVersions versions;

    PreviewController(Pipeline pipeline, ModelVersions versions) {
        this.pipeline = pipeline;
        this.versions = versions;
    }

    /// @param messages oldest first; the last is the contact's
    /// @param modelVersionId of any state; null: the active one
    /// @param outletId whose customer writes; null: the company's
    record AssistantPreview(
            @NotEmpty @Size(max = MOST_MESSAGES) List<@Valid @NotNull TalkMessage> messages,
            @Nullable ModelVersionId modelVersionId,
            @Nullable OutletId outletId) {}

    /// @param reply null where nothing would be said
    /// @param reason why this action: `template`, `no_evidence`, a class of the safety screen …
    record PreviewedAnswer(
            @Nullable String reply,
            Language language,
            @Nullable AnswerSource source,
            Answer.Action action,
            String reason,
            double confidence,
            List<Ground> evidence,
            List<Check> checks,
            AnswerTrace trace) {
        static PreviewedAnswer of(Answer answer) {
            return new PreviewedAnswer(
                    answer.text(),
                    answer.language(),
                    answer.source(),
                    answer.action(),
                    answer.reason(),
                    answer.confidence(),
                    answer.evidence(),
                    answer.checks(),
                    answer.trace());
        }
    }

    @PostMapping("/api/v1/assistant/preview")
    @Operation(summary = "Show what the assistant would answer, why, and what it would do with the answer")
    PreviewedAnswer preview(Member me, @Valid @RequestBody AssistantPreview talk) {
        if (talk.messages().getLast().from() != TalkMessage.From.contact) {
            throw Refusal.invalid("messages", "The last message is the contact's.");
        }
        var version = talk.modelVersionId() == null
                ? versions.active(me.company()).orElse(null)
                : versions.find(me.company(), talk.modelVersionId());
        var said = TalkMessage.said(talk.messages());
        var asked = new Asked(me.company(), said, null, talk.outletId(), null, said.size(), List.of());
        return PreviewedAnswer.of(pipeline.answer(asked, version, Purpose.TEST));
    }
}
