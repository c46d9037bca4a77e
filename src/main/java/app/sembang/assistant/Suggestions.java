package app.sembang.assistant;

import app.sembang.assistant.Answer.Action;
import app.sembang.assistant.Suggestion.RatingReason;
import app.sembang.conversations.AssistantMode;
import app.sembang.conversations.ContactThreads;
import app.sembang.conversations.ContactThreads.Talk;
import app.sembang.conversations.MessageTakenBack;
import app.sembang.conversations.SuggestionUsed;
import app.sembang.database.Access;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.Member;
import app.sembang.models.Purpose;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Language;
import app.sembang.shared.MessageId;
import app.sembang.shared.Refusal;
import app.sembang.shared.Refusal.Kind;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// What people are offered to say, and what they make of it.
@Component
class Suggestions {
    private static final int MOST_LINES = 30;
    private static final Set<String> OF_PRODUCTS = Set.of("money", "stock");

    private final Pipeline pipeline;
    private final Lookup lookup;
    private final Shortening shortening;
    private final ModelVersions versions;
    private final ContactThreads threads;
    private final SuggestionStore store;
    private final Traces traces;
    private final Memory memory;
    private final CompanyTransactions transactions;
    private final Clock clock;

    Suggestions(
            Pipeline pipeline,
            Lookup lookup,
            Shortening shortening,
            ModelVersions versions,
            ContactThreads threads,
            SuggestionStore store,
            Traces traces,
            Memory memory,
            CompanyTransactions transactions,
            Clock clock) {
        this.pipeline = pipeline;
        this.lookup = lookup;
        this.shortening = shortening;
        this.versions = versions;
        this.threads = threads;
        this.store = store;
        this.traces = traces;
        this.memory = memory;
        this.transactions = transactions;
        this.clock = clock;
    }

    /// Looks for something to say to what the contact wrote last. It takes as long as a model does.
    ///
    /// @param follower told how it comes along, from when it is sure that there is something to answer
    Suggestion make(Member me, ConversationId conversation, @Nullable Consumer<Making> follower) {
        var talk = transactions
                .as(me.access(), () -> threads.talk(me.company(), conversation, MOST_LINES))
                .orElseThrow(() -> Refusal.notFound("conversation", conversation));
        requireOn(talk);
        var asked = upToTheContact(Asked.in(me.access(), talk, memory.of(me.access(), conversation)));
        var version = versions.active(me.company()).orElse(null);
        var answer = pipeline.answer(asked, version, Purpose.SUGGESTION, follower);
        boolean offers = answer.text() != null && answer.source() != null && answer.action() != Action.HANDOFF;
        var text = offers ? Objects.requireNonNull(answer.text()) : Wordings.say("checking", answer.language());
        var suggestion = new Suggestion(
                SuggestionId.next(),
                conversation,
                text,
                answer.language(),
                offers ? Objects.requireNonNull(answer.source()) : AnswerSource.OFFLINE,
                answer.reason(),
                answer.evidence(),
                BorneClaims.in(text, answer.language(), answer.evidence()),
                offers ? answer.confidence() : Suggestion.NOT_AN_ANSWER,
                version == null ? null : version.number(),
                false,
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                null,
                null);
        keep(me, suggestion, talk.lastSeq(), version, answer.trace(), answer.request());
        return suggestion;
    }

    /// The same in fewer words; it answers what the longer one answers, and is as old.
    ///
    /// @param follower told how it comes along
    Suggestion shorter(Member me, SuggestionId id, @Nullable Consumer<Making> follower) {
        record Longer(Suggestion suggestion, int upTo, Talk talk) {}
        var longer = transactions.as(me.access(), () -> {
            var suggestion = require(me.company(), id);
            var talk = threads.talk(me.company(), suggestion.conversationId(), MOST_LINES)
                    .orElseThrow(() -> Refusal.notFound("suggestion", id));
            return new Longer(suggestion, store.upTo(me.company(), id), talk);
        });
        requireOn(longer.talk());
        var was = longer.suggestion();
        var version = versions.active(me.company()).orElse(null);
        var asked = upToTheContact(Asked.in(me.access(), longer.talk(), List.of()));
        var shorter = shortening.of(was, asked, version, follower);
        var suggestion = new Suggestion(
                SuggestionId.next(),
                was.conversationId(),
                shorter.text(),
                was.language(),
                shorter.source(),
                was.reason(),
                was.evidence(),
                BorneClaims.in(shorter.text(), was.language(), was.evidence()),
                was.confidence(),
                version == null ? null : version.number(),
                was.stale(),
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                null,
                null);
        keep(me, suggestion, longer.upTo(), version, shorter.trace(was, version), shorter.request());
        return suggestion;
    }

    private static void requireOn(Talk talk) {
        if (talk.mode() == AssistantMode.OFF) {
            throw new Refusal(
                    Kind.CONFLICT,
                    "assistant-off",
                    "The assistant is off in conversation %s.".formatted(talk.conversation()),
                    Map.of("conversation", talk.conversation()));
        }
    }

    private void keep(
            Member me,
            Suggestion made,
            int upTo,
            @Nullable ModelVersion version,
            AnswerTrace trace,
            @Nullable String request) {
        transactions.run(me.company(), () -> {
            visible(me.company(), made.conversationId());
            store.insert(me.company(), made, upTo, version == null ? null : version.id(), me.id());
            traces.add(me.company(), made.conversationId(), null, made.id(), trace, request);
        });
    }

    /// What we said after it does not make it another question.
    private static Asked upToTheContact(Asked asked) {
        int end = asked.said().size();
        while (end > 0 && !asked.said().get(end - 1).byContact()) end--;
        if (end == 0) {
            throw new Refusal(Kind.CONFLICT, "nothing-to-answer", "The contact has written nothing to answer.");
        }
        return new Asked(
                asked.company(),
                asked.said().subList(0, end),
                asked.language(),
                asked.outlet(),
                asked.contactName(),
                asked.turn(),
                asked.messages(),
                asked.known(),
                asked.customer());
    }

    /// The newest first.
    List<Suggestion> of(Access reader, ConversationId conversation, int limit) {
        return transactions.as(reader, () -> {
            visible(reader.company(), conversation);
            return store.of(reader.company(), conversation, limit);
        });
    }

    List<Traces.Kept> traces(
            Access reader, ConversationId conversation, @Nullable MessageId message, @Nullable UUID after, int limit) {
        return transactions.as(reader, () -> {
            visible(reader.company(), conversation);
            return traces.of(reader.company(), conversation, message, after, limit);
        });
    }

    String request(Access reader, ConversationId conversation, UUID trace) {
        return transactions.as(reader, () -> {
            visible(reader.company(), conversation);
            return traces.request(reader.company(), conversation, trace)
                    .orElseThrow(() -> Refusal.notFound("request of trace", trace));
        });
    }

    private void visible(CompanyId company, ConversationId conversation) {
        if (threads.talk(company, conversation, 1).isEmpty()) {
            throw Refusal.notFound("conversation", conversation);
        }
    }

    /// The newest rating counts.
    Suggestion rate(Member me, SuggestionId id, int rating, @Nullable RatingReason reason) {
        return transactions.as(me.access(), () -> {
            if (!store.rate(me.company(), id, rating, reason, me.id())) throw Refusal.notFound("suggestion", id);
            return require(me.company(), id);
        });
    }

    private Suggestion require(CompanyId company, SuggestionId id) {
        return store.find(company, id).orElseThrow(() -> Refusal.notFound("suggestion", id));
    }

    @EventListener
    void on(SuggestionUsed used) {
        var id = new SuggestionId(used.suggestion());
        var suggestion = store.find(used.company(), id)
                .filter(one -> one.conversationId().equals(used.conversation()))
                .orElseThrow(() -> Refusal.invalid("suggestionId", "is no suggestion of this conversation"));
        if (store.isStale(used.company(), id, used.lastSeq())
                && suggestion.message().equals(used.text())) {
            throw new Refusal(
                    Kind.CONFLICT,
                    "suggestion-stale",
                    "The contact has written since suggestion %s was made; change it or ask for another.".formatted(id),
                    Map.of("suggestion", id));
        }
        if (isOutdated(used.company(), suggestion, used.text())) {
            throw new Refusal(
                    Kind.CONFLICT,
                    "suggestion-outdated",
                    "What suggestion %s says of a price or a stock is no longer so; ask for another.".formatted(id),
                    Map.of("suggestion", id));
        }
        store.used(used.company(), id, used.message(), EditDistance.of(suggestion.message(), used.text()));
    }

    /// Whether the text states of a product what was so when the suggestion was made, and is no longer.
    private boolean isOutdated(CompanyId company, Suggestion suggestion, String text) {
        var then = suggestion.evidence();
        return then.stream().anyMatch(ground -> ground.kind() == Ground.Kind.PRODUCT)
                && holds(text, then, suggestion.language())
                && !holds(text, lookup.asNow(company, then), suggestion.language());
    }

    private static boolean holds(String text, List<Ground> grounds, Language language) {
        return new OutputChecks(grounds, language, text.length(), null)
                .of(text).stream()
                        .filter(check -> OF_PRODUCTS.contains(check.code()))
                        .allMatch(Check::passed);
    }

    @EventListener
    void on(MessageTakenBack back) {
        store.notUsed(back.company(), back.message());
    }
}
