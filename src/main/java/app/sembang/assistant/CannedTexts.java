package app.sembang.assistant;

import app.sembang.companies.Companies;
import app.sembang.conversations.ContactThreads;
import app.sembang.conversations.OutgoingCheck;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Language;
import app.sembang.shared.Refusal;
import app.sembang.templates.CannedReplies;
import app.sembang.templates.CannedReplies.CannedReply;
import app.sembang.templates.Templates;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Canned replies with what stands in place of their placeholders in a conversation; and the
/// guard that none leaves with one that is still open.
@RestController
@RequestMapping("/api/v1/canned-replies")
@Tag(name = "Templates")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER})
class CannedTexts implements OutgoingCheck {
    private final CompanyTransactions transactions;
    private final Companies companies;
    private final ContactThreads threads;
    private final CannedReplies replies;
    private final Templates templates;
    private final Lookup lookup;

    CannedTexts(
            CompanyTransactions transactions,
            Companies companies,
            ContactThreads threads,
            CannedReplies replies,
            Templates templates,
            Lookup lookup) {
        this.transactions = transactions;
        this.companies = companies;
        this.threads = threads;
        this.replies = replies;
        this.templates = templates;
        this.lookup = lookup;
    }

    /// @param language absent: that of the conversation, else the company's, else one there is
    /// a text in
    record CannedTextRequest(
            @NotNull ConversationId conversationId,
            @Nullable Language language) {}

    /// @param unresolved placeholders nothing is known for; such a text cannot be sent as it is
    record CannedText(Language language, String text, List<String> unresolved) {}

    @PostMapping("/{id}/text")
    @Operation(summary = "Show what a canned reply says in a conversation")
    CannedText text(Member me, @PathVariable UUID id, @Valid @RequestBody CannedTextRequest request) {
        var reply = replies.find(me, id).orElseThrow(() -> Refusal.notFound("canned reply", id));
        return filled(me, reply, request.conversationId(), request.language());
    }

    /// @param wanted null: the language of the conversation, if there are words in it
    CannedText filled(Member me, CannedReply reply, ConversationId conversation, @Nullable Language wanted) {
        return transactions.as(me.access(), () -> {
            var talk = threads.talk(me.company(), conversation, 1)
                    .orElseThrow(() -> Refusal.notFound("conversation", conversation));
            var language = Stream.of(
                            wanted,
                            talk.language(),
                            companies.find(me.company()).orElseThrow().preferredLanguage())
                    .filter(Objects::nonNull)
                    .filter(reply.texts()::containsKey)
                    .findFirst()
                    .or(() -> reply.texts().keySet().stream().findFirst())
                    .orElseThrow(() -> new Refusal(
                            Refusal.Kind.CONFLICT,
                            "nothing-to-say",
                            "Canned reply %s has no words.".formatted(reply.id())));
            var known = new HashMap<>(Map.of("agent_name", me.name()));
            if (talk.contactName() != null) {
                known.put("customer_name", talk.contactName());
            }
            lookup.hours(me.company(), talk.outlet(), language)
                    .forEach(hours -> known.put("business_hours", hours.text()));
            var filled = templates.fill(
                    me.company(), Objects.requireNonNull(reply.texts().get(language)), language, known);
            return new CannedText(language, filled.text(), filled.unresolved());
        });
    }

    @Override
    public void check(CompanyId company, String text) {
        if (text.indexOf('{') < 0) return;
        var open = templates.openPlaceholders(company, text);
        if (!open.isEmpty()) {
            throw new Refusal(
                    Refusal.Kind.INVALID,
                    "placeholder-open",
                    "The text still has {%s}; say what stands there.".formatted(open.getFirst()),
                    Map.of("placeholders", open));
        }
    }
}
