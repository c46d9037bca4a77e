package app.sembang.conversations;

import app.sembang.catalog.ProductId;
import app.sembang.conversations.Views.MessageView;
import app.sembang.conversations.Views.NoteView;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Language;
import app.sembang.shared.MessageId;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import app.sembang.shared.Texts;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// What is said in a conversation: messages to and from the customer, and notes between colleagues.
@RestController
@RequestMapping("/api/v1/conversations/{id}")
@Tag(name = "Messages")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER})
class MessageController {
    private static final String CLIENT_ID = "[A-Za-z0-9_-]{1,64}";

    private final CompanyTransactions transactions;
    private final ConversationReader reader;
    private final MessageStore messages;
    private final ConversationStore conversations;
    private final Desk desk;
    private final Drafts drafts;
    private final Sendable sendable;
    private final Offers offers;
    private final JsonMapper json;

    MessageController(
            CompanyTransactions transactions,
            ConversationReader reader,
            MessageStore messages,
            ConversationStore conversations,
            Desk desk,
            Drafts drafts,
            Sendable sendable,
            Offers offers,
            JsonMapper json) {
        this.transactions = transactions;
        this.reader = reader;
        this.messages = messages;
        this.conversations = conversations;
        this.desk = desk;
        this.drafts = drafts;
        this.sendable = sendable;
        this.offers = offers;
        this.json = json;
    }

    /// @param text of a message of type `text`
    /// @param content of any other: choices, a link, cards, a template, a file of the company, a place, contacts
    /// @param productId of one of type `product`: a card with its price of now
    /// @param packageId of one of type `package`
    /// @param packageTier its place among the package's tiers; null: the first
    /// @param quotes the message of the same conversation it answers
    /// @param suggestionId what was suggested and is sent, as it was or changed
    /// @param clientId made by the sender; the same one again gives the message stored the first time
    /// @param seenUpTo the `seq` of the last message the sender saw: refused with `newer-reply`
    ///     where a colleague or the assistant has replied since
    /// @param holdSeconds how long it can be taken back before it is sent; null: it goes at once
    record NewMessage(
            @Schema(allowableValues = {"text", "content", "product", "package"})
            @NotNull
            @Pattern(regexp = "text|content|product|package", message = "is not a type that can be sent")
            String type,

            @Nullable @Size(max = 20_000) String text,

            @Nullable @Pattern(regexp = CLIENT_ID, message = "is not 1 to 64 of A-Z a-z 0-9 _ -")
            String clientId,

            @Nullable MessageId quotes,

            @Nullable @PositiveOrZero Integer seenUpTo,

            @Nullable @PositiveOrZero @Max(30) Integer holdSeconds,

            @Nullable UUID suggestionId,

            @Nullable ProductId productId,

            @Nullable UUID packageId,

            @Nullable Integer packageTier,

            @Nullable @Schema(implementation = Content.class)
            JsonNode content) {}

    record NewNote(
            @NotBlank @Size(max = 20_000) String text,

            @Nullable @Pattern(regexp = CLIENT_ID, message = "is not 1 to 64 of A-Z a-z 0-9 _ -")
            String clientId) {}

    @GetMapping("/messages")
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "Read a page of a thread, the newest by default; items ascend by seq")
    Page<MessageView> list(
            Member me,
            @PathVariable ConversationId id,
            @Parameter(description = "Only messages below this seq, the newest of them") @RequestParam @Nullable
                    Integer before,
            @Parameter(description = "Only messages above this seq, the oldest of them") @RequestParam @Nullable
                    Integer after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MOST) int limit) {
        return transactions.as(me.access(), () -> {
            exists(me, id);
            var found = messages.page(me.company(), id, before, after, limit + 1);
            boolean more = found.size() > limit;
            var page = !more ? found : after == null ? found.subList(1, found.size()) : found.subList(0, limit);
            var next = !more
                    ? null
                    : String.valueOf(
                            after == null
                                    ? page.getFirst().seq()
                                    : page.getLast().seq());
            return new Page<>(reader.messages(me.company(), page), next);
        });
    }

    @GetMapping("/matches")
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(
            summary = "Find words in a thread: which messages and notes have them, the oldest first",
            description = "In every language; a part of a word is enough. The newest 1,000.")
    Page<MessageStore.Match> matches(
            Member me,
            @PathVariable ConversationId id,
            @Parameter(description = "Without them nothing is found")
                    @RequestParam(name = "q")
                    @Nullable
                    @Size(max = 100)
                    String words) {
        return transactions.as(me.access(), () -> {
            exists(me, id);
            return new Page<>(
                    words == null || words.isBlank()
                            ? List.of()
                            : messages.matches(me.company(), id, Texts.storable(words.strip()), 1000),
                    null);
        });
    }

    @PostMapping("/messages")
    @Operation(
            summary = "Write to the customer; from now on the member answers, not the assistant",
            description =
                    "Sent again with the same `clientId` it gives the message stored the first time. What was begun to be"
                            + " written goes with it.")
    @ApiResponse(responseCode = "201", description = "Stored, to be sent")
    @ApiResponse(responseCode = "200", description = "Stored before under this `clientId`")
    ResponseEntity<MessageView> send(
            Member me, @PathVariable ConversationId id, @Valid @RequestBody NewMessage message) {
        var stored = desk.send(
                me,
                id,
                content(me, id, message),
                message.quotes(),
                message.suggestionId(),
                message.clientId(),
                message.seenUpTo(),
                message.holdSeconds() == null ? null : Duration.ofSeconds(message.holdSeconds()));
        if (!stored.repeated() && message.type().equals("text")) {
            drafts.tellSent(me, id, Drafts.Kind.REPLY);
        }
        return ResponseEntity.status(stored.repeated() ? HttpStatus.OK : HttpStatus.CREATED)
                .body(shown(me, stored.id()));
    }

    private Content content(Member me, ConversationId id, NewMessage message) {
        if (message.type().equals("product")) {
            var product = message.productId();
            if (product == null) throw Refusal.invalid("productId", "Name a product.");
            return offered(me, id, message.clientId(), () -> offers.product(me.company(), product));
        }
        if (message.type().equals("package")) {
            var bundle = message.packageId();
            if (bundle == null) throw Refusal.invalid("packageId", "Name a package.");
            int tier = message.packageTier() == null ? 0 : message.packageTier();
            return offered(me, id, message.clientId(), () -> offers.bundle(me.company(), bundle, tier, spoken(me, id)));
        }
        if (message.type().equals("text")) {
            if (message.text() == null || message.text().isBlank()) {
                throw Refusal.invalid("text", "must not be blank");
            }
            return new Content.Text(Texts.storable(message.text()));
        }
        if (message.content() == null || !message.content().isObject()) {
            throw Refusal.invalid("content", "must be an object");
        }
        Content content;
        try {
            content = json.treeToValue(cleaned(message.content()), Content.class);
        } catch (JacksonException notOurs) {
            throw Refusal.invalid("content", "is not as the description of a message's content says");
        }
        return sendable.checked(me.company(), content);
    }

    /// Sent again with the same `clientId` it is what was sent the first time, whatever it costs by now.
    private Content offered(Member me, ConversationId id, @Nullable String clientId, Supplier<Content.Cards> offer) {
        return transactions.as(me.access(), () -> {
            exists(me, id);
            var sent = clientId == null ? Optional.<Message>empty() : messages.byClientId(me.company(), id, clientId);
            return sent.map(Message::content).orElseGet(offer);
        });
    }

    /// What the contact writes in; null: not known yet.
    private @Nullable Language spoken(Member me, ConversationId id) {
        return conversations.find(me.company(), id).map(found -> found.language).orElse(null);
    }

    private JsonNode cleaned(JsonNode node) {
        return switch (node) {
            case StringNode text -> StringNode.valueOf(Texts.storable(text.stringValue()));
            case ArrayNode list -> {
                var items = json.createArrayNode();
                list.forEach(item -> items.add(cleaned(item)));
                yield items;
            }
            case ObjectNode object -> {
                var fields = json.createObjectNode();
                object.forEachEntry((name, value) -> fields.set(Texts.storable(name), cleaned(value)));
                yield fields;
            }
            default -> node;
        };
    }

    @PostMapping("/messages/{messageId}/attempts")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(summary = "Send a message again that failed or whose outcome is unknown")
    MessageView sendAgain(Member me, @PathVariable ConversationId id, @PathVariable MessageId messageId) {
        desk.sendAgain(me, id, messageId);
        return shown(me, messageId);
    }

    @DeleteMapping("/messages/{messageId}")
    @Operation(
            summary = "Take back what the customer was sent",
            description = "Words and file are shown to nobody any more, neither to the customer nor here; the audit log"
                    + " says who did it. Done once the channel has done it. `not-withdrawable` where it cannot,"
                    + " `withdrawal-too-late` where it no longer can: see `withdrawHours` of its capabilities.")
    MessageView withdraw(Member me, @PathVariable ConversationId id, @PathVariable MessageId messageId) {
        desk.withdraw(me, id, messageId);
        return shown(me, messageId);
    }

    @DeleteMapping("/messages/{messageId}/hold")
    @Operation(
            summary = "Take back what is held for a moment before it is sent",
            description = "The server keeps the time: a message whose browser was closed is sent all the same."
                    + " `not-held` where it is on its way already.")
    MessageView takeBack(Member me, @PathVariable ConversationId id, @PathVariable MessageId messageId) {
        desk.takeBack(me, id, messageId);
        return shown(me, messageId);
    }

    @GetMapping("/notes")
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "Read the notes of a conversation, oldest first")
    Page<NoteView> notes(Member me, @PathVariable ConversationId id) {
        return transactions.as(me.access(), () -> {
            exists(me, id);
            return new Page<>(reader.notes(me.company(), id), null);
        });
    }

    @PostMapping("/notes")
    @Operation(
            summary = "Write a note that only colleagues see",
            description = "Sent again with the same `clientId` it gives the note stored the first time.")
    @ApiResponse(responseCode = "201", description = "Stored")
    @ApiResponse(responseCode = "200", description = "Stored before under this `clientId`")
    ResponseEntity<NoteView> note(Member me, @PathVariable ConversationId id, @Valid @RequestBody NewNote note) {
        var stored = desk.note(me, id, Texts.storable(note.text()), note.clientId());
        if (!stored.repeated()) {
            drafts.tellSent(me, id, Drafts.Kind.NOTE);
        }
        var shown = transactions
                .in(me.company(), () -> reader.notes(me.company(), List.of(stored.id())))
                .getFirst();
        return ResponseEntity.status(stored.repeated() ? HttpStatus.OK : HttpStatus.CREATED)
                .body(shown);
    }

    private void exists(Member me, ConversationId id) {
        if (conversations.find(me.company(), id).isEmpty()) {
            throw Refusal.notFound("conversation", id);
        }
    }

    private MessageView shown(Member me, MessageId id) {
        return transactions
                .in(me.company(), () -> reader.messages(me.company(), List.of(id)))
                .getFirst();
    }
}
