package app.sembang.templates;

import static org.springframework.http.HttpStatus.CREATED;
import static org.springframework.http.HttpStatus.NO_CONTENT;

import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import app.sembang.shared.Texts;
import app.sembang.templates.CannedReplies.CannedReply;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.io.IOException;
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
import org.springframework.web.multipart.MultipartFile;

/// Texts people send again and again.
@RestController
@RequestMapping("/api/v1/canned-replies")
@Tag(name = "Templates")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER})
class CannedReplyController {
    private final CannedReplies replies;
    private final Templates templates;

    CannedReplyController(CannedReplies replies, Templates templates) {
        this.replies = replies;
        this.templates = templates;
    }

    @GetMapping
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "List the company's canned replies and my own")
    Page<CannedReply> list(
            Member me,
            @Parameter(description = "Words of the shortcut, the title or the text") @RequestParam(name = "q") @Nullable
                    String words) {
        return new Page<>(
                replies.list(me, words == null || words.isBlank() ? null : Texts.storable(words.strip())), null);
    }

    @PostMapping
    @ResponseStatus(CREATED)
    @Operation(summary = "Add a canned reply: anybody their own, an admin the company's too")
    CannedReply add(Member me, @Valid @RequestBody CannedReplyDraft draft) {
        return replies.add(me, draft.checked(templates.placeholders(me.company())));
    }

    @PutMapping("/{id}")
    @Operation(summary = "Change a canned reply", description = "Whose it is stays as it is.")
    CannedReply change(Member me, @PathVariable UUID id, @Valid @RequestBody CannedReplyDraft draft) {
        return replies.change(me, id, draft.checked(templates.placeholders(me.company())));
    }

    /// For the description only.
    record CannedFileUpload(
            @Schema(type = "string", format = "binary") String file) {}

    @PostMapping("/{id}/files")
    @ResponseStatus(CREATED)
    @Operation(
            summary = "Attach a file to a canned reply",
            description = "At most 10 MB; at most 5 for a reply, and none for one that does something besides.",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content =
                                    @Content(
                                            mediaType = "multipart/form-data",
                                            schema = @Schema(implementation = CannedFileUpload.class))))
    CannedReply attach(
            Member me,
            @PathVariable UUID id,
            @Parameter(hidden = true) @RequestParam(required = false) @Nullable MultipartFile file)
            throws IOException {
        if (file == null || file.isEmpty()) {
            if (replies.find(me, id).isEmpty()) throw Refusal.notFound("canned reply", id);
            throw Refusal.invalid("file", "Send the file as multipart/form-data.");
        }
        try (var body = file.getInputStream()) {
            return replies.attach(me, id, file.getOriginalFilename(), body);
        }
    }

    @DeleteMapping("/{id}/files/{fileId}")
    @Operation(summary = "Take a file off a canned reply")
    CannedReply detach(Member me, @PathVariable UUID id, @PathVariable UUID fileId) {
        return replies.detach(me, id, fileId);
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(NO_CONTENT)
    @Operation(summary = "Remove a canned reply")
    void remove(Member me, @PathVariable UUID id) {
        replies.remove(me, id);
    }
}
