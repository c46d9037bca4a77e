package app.sembang.assistant;

import static org.springframework.http.HttpStatus.CREATED;
import static org.springframework.http.HttpStatus.OK;

import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Language;
import app.sembang.shared.MessageId;
import app.sembang.shared.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/// What people are offered to say, why the assistant said what it did, and what was said in another language.
@RestController
@RequestMapping("/api/v1")
@Tag(name = "Assistant")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER})
class SuggestionController {
    private final Suggestions suggestions;
    private final Translations translations;
    private final JsonMapper json;

    SuggestionController(Suggestions suggestions, Translations translations, JsonMapper json) {
        this.suggestions = suggestions;
        this.translations = translations;
        this.json = json;
    }

    @PostMapping("/conversations/{id}/suggestions")
    @ResponseStatus(CREATED)
    @Operation(
            summary = "Offer something to say to what the contact wrote last, with what it rests on",
            description = """
                    With `Accept: text/event-stream` it can be followed while it is made: server-sent events, each with a \
                    name and a JSON object as `data`. The last one is `suggestion` or `problem`; a stream that ends without \
                    either was cut off. Who goes away before finds the suggestion in the conversation's list.

                    | event | data |
                    | --- | --- |
                    | `step` | { step }: `looking_up`, `wording` or `checking` |
                    | `words` | { text }: more of the reply as a model says it. Not checked yet: to be shown, not to be sent |
                    | `restart` | { because }: the words so far count no more; codes of the checks they failed, or `unfinished` |
                    | `suggestion` | Suggestion, checked: what is answered without a stream |
                    | `problem` | Problem |
                    """)
    @ApiResponse(
            responseCode = "200",
            description = "Events, with `Accept: text/event-stream`",
            content = @Content(mediaType = MediaType.TEXT_EVENT_STREAM_VALUE, schema = @Schema(type = "string")))
    @ApiResponse(responseCode = "201", description = "Created", useReturnTypeSchema = true)
    @Nullable
    Suggestion make(
            Member me,
            @PathVariable ConversationId id,
            @Parameter(hidden = true) @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = "") String accept,
            HttpServletResponse response) {
        return made(accept, response, follower -> suggestions.make(me, id, follower));
    }

    /// Null where it was written already, as the end of a stream.
    private @Nullable Suggestion made(
            String accept, HttpServletResponse response, Function<@Nullable Consumer<Making>, Suggestion> making) {
        if (!accept.contains(MediaType.TEXT_EVENT_STREAM_VALUE)) return making.apply(null);
        var stream = new SuggestionStream(response, json);
        stream.end(making.apply(stream));
        return null;
    }

    @PostMapping("/suggestions/{id}/shorter")
    @ResponseStatus(CREATED)
    @Operation(
            summary = "Offer the same in fewer words",
            description =
                    "A new suggestion that rests on the same and states the same facts: worded by the company's language"
                            + " model, or without one the text without sentences that state nothing. 409"
                            + " `cannot-be-shorter` where nothing can go. With `Accept: text/event-stream` it can be"
                            + " followed like one that is made anew.")
    @ApiResponse(
            responseCode = "200",
            description = "Events, with `Accept: text/event-stream`",
            content = @Content(mediaType = MediaType.TEXT_EVENT_STREAM_VALUE, schema = @Schema(type = "string")))
    @ApiResponse(responseCode = "201", description = "Created", useReturnTypeSchema = true)
    @Nullable
    Suggestion shorter(
            Member me,
            @PathVariable SuggestionId id,
            @Parameter(hidden = true) @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = "") String accept,
            HttpServletResponse response) {
        return made(accept, response, follower -> suggestions.shorter(me, id, follower));
    }

    @GetMapping("/conversations/{id}/suggestions")
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "List what was offered in a conversation, the newest first")
    Page<Suggestion> list(
            Member me,
            @PathVariable ConversationId id,
            @RequestParam(defaultValue = "20") @Min(1) @Max(Page.MOST) int limit) {
        return new Page<>(suggestions.of(me.access(), id, limit), null);
    }

    /// @param rating 1 to 5
    record SuggestionRating(@NotNull @Min(1) @Max(5) Integer rating, Suggestion.@Nullable RatingReason reason) {}

    @PostMapping("/suggestions/{id}/rating")
    @Operation(summary = "Say how good a suggestion was; the newest rating counts")
    Suggestion rate(Member me, @PathVariable SuggestionId id, @Valid @RequestBody SuggestionRating rating) {
        return suggestions.rate(me, id, rating.rating(), rating.reason());
    }

    /// @param language to translate to
    record WantedTranslation(@NotNull Language language) {}

    @PostMapping("/conversations/{id}/messages/{messageId}/translation")
    @Operation(
            summary = "Translate a message with the company's language model",
            description =
                    "Nothing of it is kept. Telephone numbers, addresses of mail, identity and card numbers do not go to"
                            + " the model.")
    Translations.Translation translate(
            Member me,
            @PathVariable ConversationId id,
            @PathVariable MessageId messageId,
            @Valid @RequestBody WantedTranslation wanted) {
        return translations.translate(me, id, messageId, wanted.language());
    }

    /// @param text as the member wrote it
    /// @param language absent: that of the conversation
    @Schema(name = "DraftToTranslate")
    record WantedDraft(
            @NotBlank @Size(max = 6000) String text,
            @Nullable Language language) {}

    @PostMapping("/conversations/{id}/draft-translations")
    @ResponseStatus(OK)
    @Operation(
            summary = "Translate what I am about to write with the company's language model",
            description = "Nothing of it is kept or sent. What stands for somebody does not go to the model.")
    Translations.Translation translateDraft(
            Member me, @PathVariable ConversationId id, @Valid @RequestBody WantedDraft wanted) {
        return translations.ofDraft(me, id, wanted.text(), wanted.language());
    }

    /// @param request as JSON: instructions, turns, tools and limits, with what tells who somebody is left out
    record TracedRequest(String request) {}

    @GetMapping("/conversations/{id}/traces/{traceId}/request")
    @AllowedTo({Role.COMPANY_ADMIN, Role.VIEWER})
    @Operation(
            summary = "Read what a model was asked before an answer, in full",
            description = "Enough to ask the same again. Where a model was asked several times, the last time, which"
                    + " holds what was said before.")
    TracedRequest tracedRequest(Member me, @PathVariable ConversationId id, @PathVariable UUID traceId) {
        return new TracedRequest(suggestions.request(me.access(), id, traceId));
    }

    @GetMapping("/conversations/{id}/traces")
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(
            summary = "List how the assistant's answers and suggestions in a conversation came about, the newest first")
    Page<Traces.Kept> traces(
            Member me,
            @PathVariable ConversationId id,
            @Parameter(description = "Only how this message came about") @RequestParam @Nullable MessageId message,
            @RequestParam @Nullable UUID after,
            @RequestParam(defaultValue = "20") @Min(1) @Max(Page.MOST) int limit) {
        return Page.of(
                suggestions.traces(me.access(), id, message, after, limit + 1),
                limit,
                trace -> trace.id().toString());
    }
}
