package app.sembang.channels.whatsapp;

import app.sembang.channels.whatsapp.MessageTemplateStore.Row;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
import tools.jackson.databind.json.JsonMapper;

/// The messages that may be sent outside the reply window, once WhatsApp has approved them.
@RestController
@Tag(name = "Channels")
@RequestMapping("/api/v1/channel-accounts/{id}/message-templates")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
class MessageTemplateController {
    private final MessageTemplates templates;
    private final JsonMapper json;

    MessageTemplateController(MessageTemplates templates, JsonMapper json) {
        this.templates = templates;
        this.json = json;
    }

    /// @param status in WhatsApp's words, such as pending, approved, rejected, paused or disabled
    /// @param header null where there is none, or where it is no text
    /// @param headerKind image, video, document or location where one stands above the text; it stays when the
    /// text is changed and no header is given
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
            String body,
            @Nullable String footer,
            List<TemplateDraft.Button> buttons,
            List<String> variables,
            Map<String, String> examples,
            List<MessageTemplateStore.Change> history,
            Instant updatedAt) {}

    /// @param examples of the variables, by their names
    record WantedMessageTemplate(
            @NotNull String name,
            @NotNull String language,
            TemplateDraft.@NotNull Category category,
            @Nullable String header,
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
                        .map(row -> view(row, history.getOrDefault(row.id(), List.of())))
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
        return view(templates.create(me.company(), id, wanted.draft()), List.of());
    }

    @PutMapping
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(
            summary = "Replace the parts of the message template of this name and language",
            description = "WhatsApp reviews it again. Only approved, rejected and paused ones can be changed.")
    MessageTemplateView edit(
            Member me, @PathVariable ChannelAccountId id, @Valid @RequestBody WantedMessageTemplate wanted) {
        return view(templates.edit(me.company(), id, wanted.draft()), List.of());
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

    private MessageTemplateView view(Row row, List<MessageTemplateStore.Change> history) {
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
                draft.body(),
                draft.footer(),
                draft.buttons(),
                List.copyOf(variables),
                draft.examples(),
                history,
                row.updatedAt());
    }
}
