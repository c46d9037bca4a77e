package app.sembang.channels.whatsapp;

import app.sembang.channels.whatsapp.MessageTemplateStore.Row;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.media.MediaFile;
import app.sembang.media.MediaFiles;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
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
import tools.jackson.databind.json.JsonMapper;

/// The messages that may be sent outside the reply window, once WhatsApp has approved them.
@RestController
@Tag(name = "Channels")
@RequestMapping("/api/v1/channel-accounts/{id}/message-templates")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
class MessageTemplateController {
    private final MessageTemplates templates;
    private final MediaFiles files;
    private final JsonMapper json;

    MessageTemplateController(MessageTemplates templates, MediaFiles files, JsonMapper json) {
        this.templates = templates;
        this.files = files;
        this.json = json;
    }

    /// @param status in WhatsApp's words, such as pending, approved, rejected, paused or disabled
    /// @param header null where there is none, or where it is no text
    /// @param headerKind image, video, document or location where one stands above the text; it stays when the
    /// text is changed and no header is given
    /// @param headerFile the file that was handed in to stand there, which goes along where no other is chosen
    /// @param buttons those whose kind Sembang knows
    /// @param variables of header and body, in their order
    /// @param history every status it had, oldest first
    record MessageTemplateView(
            UUID id,
            String name,
            String language,
            String category,
            String status,
            @Nullable String quality,
            @Nullable String reason,
            @Nullable String header,
            @Nullable String headerKind,
            @Nullable HeaderFile headerFile,
            String body,
            @Nullable String footer,
            List<TemplateDraft.Button> buttons,
            List<String> variables,
            Map<String, String> examples,
            List<MessageTemplateStore.Change> history,
            Instant updatedAt) {}

    /// A file above the text of a template.
    ///
    /// @param url signed, for an hour at most
    record HeaderFile(
            UUID id,
            TemplateDraft.Above.Format kind,
            String contentType,
            long size,
            @Nullable String fileName,
            String url) {}

    /// For the description only.
    record HeaderUpload(
            @Schema(type = "string", format = "binary") String file) {}

    /// @param headerFile a file that was handed in, in place of the header
    /// @param examples of the variables, by their names
    record WantedMessageTemplate(
            @NotNull String name,
            @NotNull String language,
            TemplateDraft.@NotNull Category category,
            @Nullable String header,
            @Nullable UUID headerFile,
            @NotNull String body,
            @Nullable String footer,
            @Nullable List<TemplateDraft.Button> buttons,
            @Nullable Map<String, String> examples) {

        TemplateDraft draft() {
            return new TemplateDraft(
                    name,
                    language,
                    category,
                    header == null || header.isBlank() ? null : header,
                    body,
                    footer == null || footer.isBlank() ? null : footer,
                    Objects.requireNonNullElse(buttons, List.of()),
                    Objects.requireNonNullElse(examples, Map.of()));
        }
    }

    @GetMapping
    @Operation(summary = "List the message templates of an account, by name and language")
    Page<MessageTemplateView> list(Member me, @PathVariable ChannelAccountId id) {
        var history = templates.history(me.company(), id);
        return new Page<>(
                templates.list(me.company(), id).stream()
                        .map(row -> view(me, row, history.getOrDefault(row.id(), List.of())))
                        .toList(),
                null);
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(
            summary = "Submit a message template to WhatsApp for review",
            description = "WhatsApp's rules are checked first; what they would refuse is refused at once, by field.")
    MessageTemplateView create(
            Member me, @PathVariable ChannelAccountId id, @Valid @RequestBody WantedMessageTemplate wanted) {
        return view(me, templates.create(me.company(), id, me.id(), wanted.draft(), wanted.headerFile()), List.of());
    }

    @PutMapping
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(
            summary = "Replace the parts of the message template of this name and language",
            description = "WhatsApp reviews it again. Only approved, rejected and paused ones can be changed.")
    MessageTemplateView edit(
            Member me, @PathVariable ChannelAccountId id, @Valid @RequestBody WantedMessageTemplate wanted) {
        return view(me, templates.edit(me.company(), id, me.id(), wanted.draft(), wanted.headerFile()), List.of());
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(summary = "Delete the message template of this name at WhatsApp, in this language only")
    void delete(
            Member me,
            @PathVariable ChannelAccountId id,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String language) {
        templates.delete(me.company(), id, name, language);
    }

    @PostMapping("/refresh")
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(summary = "Take over what WhatsApp has now, with what was made elsewhere")
    Page<MessageTemplateView> refresh(Member me, @PathVariable ChannelAccountId id) {
        templates.refresh(me.company(), id);
        return list(me, id);
    }

    @PostMapping("/files")
    @ResponseStatus(HttpStatus.CREATED)
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(
            summary = "Take in a file that shall stand above the text of a template",
            description =
                    "JPEG or PNG of at most 5 MB, MP4 or PDF of at most 10 MB. Name its `id` as the `headerFile` of a"
                            + " template; what no template names goes after a day.",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content =
                                    @Content(
                                            mediaType = "multipart/form-data",
                                            schema = @Schema(implementation = HeaderUpload.class))))
    HeaderFile take(
            Member me,
            @PathVariable ChannelAccountId id,
            @Parameter(hidden = true) @RequestParam(required = false) @Nullable MultipartFile file)
            throws IOException {
        templates.known(me.company(), id);
        if (file == null || file.isEmpty()) {
            throw Refusal.invalid("file", "Send the file as multipart/form-data.");
        }
        try (var body = file.getInputStream()) {
            var taken = templates.take(me.company(), id, me.id(), file.getOriginalFilename(), body);
            return headerFile(me, taken).orElseThrow();
        }
    }

    private Optional<HeaderFile> headerFile(Member me, MediaFile file) {
        return TemplateDraft.Above.Format.of(file.contentType())
                .map(kind -> new HeaderFile(
                        file.id(),
                        kind,
                        file.contentType(),
                        file.size(),
                        file.fileName(),
                        files.urlOf(me.company(), file.id())));
    }

    /// Where the header was made another one elsewhere, the file handed in here is none of it.
    private @Nullable HeaderFile headerFile(Member me, Row row, @Nullable String headerKind) {
        return row.headerMedia() == null
                ? null
                : files.find(me.company(), row.headerMedia())
                        .flatMap(found -> headerFile(me, found.file()))
                        .filter(file -> file.kind().value().equals(headerKind))
                        .orElse(null);
    }

    private MessageTemplateView view(Member me, Row row, List<MessageTemplateStore.Change> history) {
        var components = json.readTree(row.components());
        var draft = TemplateDraft.of(row.name(), row.language(), row.category(), components);
        var variables = new LinkedHashSet<>(TemplateDraft.variables(draft.header()));
        variables.addAll(TemplateDraft.variables(draft.body()));
        return new MessageTemplateView(
                row.id(),
                row.name(),
                row.language(),
                row.category(),
                row.status(),
                row.quality(),
                row.reason(),
                draft.header(),
                TemplateDraft.headerKindOf(components),
                headerFile(me, row, TemplateDraft.headerKindOf(components)),
                draft.body(),
                draft.footer(),
                draft.buttons(),
                List.copyOf(variables),
                draft.examples(),
                history,
                row.updatedAt());
    }
}
