package app.sembang.assistant;

import app.sembang.audit.Spans;
import app.sembang.catalog.ProductId;
import app.sembang.companies.OpeningHours;
import app.sembang.conversations.Answering;
import app.sembang.conversations.AssistantReply;
import app.sembang.conversations.AssistantThinks;
import app.sembang.conversations.ContactThreads;
import app.sembang.conversations.ContactThreads.Talk;
import app.sembang.conversations.Conversations;
import app.sembang.conversations.Conversations.HandOver;
import app.sembang.conversations.Evidence;
import app.sembang.database.CompanyTransactions;
import app.sembang.models.Purpose;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Language;
import app.sembang.shared.MessageId;
import app.sembang.templates.Templates;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Answers what no template did. No transaction is open while an answer is looked for; when it is there, it is stored
/// only if nothing was said meanwhile, by whomever. Harmless to run twice.
@Component
class ThoughtAnswers {
    private static final int MOST_LINES = 30;
    private static final int MOST_CARDS = 3;
    /// The talk went on while an answer was looked for; it is looked for anew.
    private static final int TRIES = 3;

    private static final Logger log = LoggerFactory.getLogger(ThoughtAnswers.class);

    private final Pipeline pipeline;
    private final ModelVersions versions;
    private final Conversations conversations;
    private final ContactThreads threads;
    private final DecisionStore decisions;
    private final Templates templates;
    private final Traces traces;
    private final Memory memory;
    private final Circles circles;
    private final OpeningHours hours;
    private final CompanyTransactions transactions;
    private final JsonMapper json;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final Spans spans;
    private final Duration shownFor;

    ThoughtAnswers(
            Pipeline pipeline,
            ModelVersions versions,
            Conversations conversations,
            ContactThreads threads,
            DecisionStore decisions,
            Templates templates,
            Traces traces,
            Memory memory,
            Circles circles,
            OpeningHours hours,
            CompanyTransactions transactions,
            JsonMapper json,
            ApplicationEventPublisher events,
            Clock clock,
            Spans spans,
            // Telegram shows that one types for five seconds; the others, longer, take a repetition for none.
            @Value("${sembang.assistant.thinking-shown-for:4s}") Duration shownFor) {
        this.shownFor = shownFor;
        this.pipeline = pipeline;
        this.versions = versions;
        this.conversations = conversations;
        this.threads = threads;
        this.decisions = decisions;
        this.templates = templates;
        this.traces = traces;
        this.memory = memory;
        this.circles = circles;
        this.hours = hours;
        this.transactions = transactions;
        this.json = json;
        this.events = events;
        this.clock = clock;
        this.spans = spans;
    }

    private record Task(Talk talk, @Nullable ModelVersion version) {}

    void answer(CompanyId company, ConversationId id, MessageId message) {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            var task = transactions.in(company, () -> task(company, id, message));
            if (task == null) return;
            var shown = showsThinking(company, task);
            Answer answer;
            try {
                answer = think(company, task);
            } finally {
                shown.countDown();
            }
            if (transactions.in(company, () -> store(company, task, answer))) return;
        }
        while (!transactions.in(company, () -> handsOver(company, id, message))) {
            log.debug("Conversation {} of company {} still goes on", id, company);
        }
    }

    /// Shows the customer that it thinks until what is given back is counted down: no channel shows it for long. Where
    /// only a member will read what comes of it, the customer sees nothing.
    private CountDownLatch showsThinking(CompanyId company, Task task) {
        var done = new CountDownLatch(1);
        if (task.version() != null && task.version().setup().auto()) {
            transactions
                    .in(
                            company,
                            () -> conversations.thinking(company, task.talk().conversation()))
                    .ifPresent(thinks -> {
                        events.publishEvent(thinks);
                        Thread.startVirtualThread(() -> showAgain(thinks, done));
                    });
        }
        return done;
    }

    private void showAgain(AssistantThinks thinks, CountDownLatch done) {
        try {
            while (!done.await(shownFor.toMillis(), TimeUnit.MILLISECONDS)) {
                events.publishEvent(thinks);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Who does not stop talking gets a person, unless one is there already.
    private boolean handsOver(CompanyId company, ConversationId id, MessageId message) {
        var task = task(company, id, message);
        return task == null || store(company, task, null);
    }

    /// Null where there is nothing to do: answered, taken over, or left to the job of a later message.
    private @Nullable Task task(CompanyId company, ConversationId id, MessageId message) {
        var pending = decisions.pending(company, id);
        if (pending.isEmpty()) return null;
        var talk = threads.talk(company, id, MOST_LINES).orElse(null);
        if (talk == null) return null;
        if (!talk.open() || talk.answering() != Answering.ASSISTANT) {
            silent(company, id, talk.answering().value() + "_answers");
            return null;
        }
        // A person has answered it, even where the assistant answers again: that begins with the next message.
        if (decisions.answeredByMember(company, id, pending.getLast().message())) {
            silent(company, id, "member_answers");
            return null;
        }
        boolean waited = !clock.instant().isBefore(pending.getFirst().since().plus(Thinking.LONGEST_PAUSE));
        if (!pending.getLast().message().equals(message) && !waited) return null;
        // A template may have answered what came after it.
        var unanswered = pending.stream().map(DecisionStore.Pending::message).toList();
        return new Task(talk.endingWith(unanswered), versions.active(company).orElse(null));
    }

    private void silent(CompanyId company, ConversationId id, String reason) {
        decisions.resolve(company, id, "silent", reason, null, null, List.of(), clock.instant());
    }

    /// A fault of ours must not leave the customer without anybody.
    private @Nullable Answer think(CompanyId company, Task task) {
        var began = clock.instant();
        try (var _ = MDC.putCloseable("trace", Spans.trace(task.talk().conversation()))) {
            var known = memory.of(company, task.talk().conversation());
            var answer = pipeline.answer(Asked.in(company, task.talk(), known), task.version(), Purpose.REPLY);
            spans.took(
                    company,
                    task.talk().conversation(),
                    "answer_thought",
                    began,
                    clock.instant(),
                    Map.of("outcome", answer.action().name().toLowerCase(Locale.ROOT), "reason", answer.reason()));
            return answer;
        } catch (RuntimeException e) {
            log.warn(
                    "Conversation {} of company {} goes to a person",
                    task.talk().conversation(),
                    company,
                    e);
            return null;
        }
    }

    /// @return false where something was said meanwhile, by whomever: then nothing is stored
    private boolean store(CompanyId company, Task task, @Nullable Answer answer) {
        var talk = task.talk();
        var version = task.version();
        // What templates say is sent whatever the company lets a model do.
        boolean sends = answer != null
                && answer.action() == Answer.Action.SEND
                && (answer.source() == AnswerSource.TEMPLATE
                        || (version != null && version.setup().auto()));
        var language = answer == null ? Objects.requireNonNullElse(talk.language(), Language.EN) : answer.language();
        var text = answer != null && answer.text() != null && (sends || answer.action() == Answer.Action.HANDOFF)
                ? answer.text()
                : HandOverWords.in(language, hours.now(company, talk.outlet()));
        var reply = new AssistantReply(
                MessageId.next(),
                talk.conversation(),
                text,
                language,
                answer == null || answer.source() == null ? null : evidence(answer, version),
                !sends,
                talk.lastSeq());
        if (!conversations.reply(company, List.of(reply)).contains(reply.id())) return false;
        var reason = answer == null ? "failed" : answer.reason();
        if (sends) {
            circles.replied(
                    talk.conversation(), Asked.in(company, talk, List.of()).text(), clock.instant());
        } else {
            conversations.handOver(company, List.of(new HandOver(talk.conversation(), reason)));
        }
        decisions.resolve(
                company,
                talk.conversation(),
                sends ? "answered" : "handed_over",
                reason,
                reply.id(),
                version == null ? null : version.id(),
                sends && answer != null ? answer.templates() : List.of(),
                clock.instant());
        templates.recordUse(company, decisions.useOfSent(company, reply.id(), clock.instant()));
        if (answer != null)
            traces.add(company, talk.conversation(), reply.id(), null, answer.trace(), answer.request());
        if (sends && answer != null) conversations.show(company, talk.conversation(), products(answer));
        return true;
    }

    /// What the answer rests on, as far as it can be looked at.
    private static List<ProductId> products(Answer answer) {
        return answer.evidence().stream()
                .filter(ground -> ground.kind() == Ground.Kind.PRODUCT)
                .flatMap(ground -> Stream.ofNullable(ground.reference()))
                .distinct()
                .limit(MOST_CARDS)
                .map(ProductId::from)
                .toList();
    }

    private String evidence(Answer answer, @Nullable ModelVersion version) {
        if (answer.templates().size() == 1) {
            return json.writeValueAsString(Assistant.evidence(answer.templates().getFirst()));
        }
        return json.writeValueAsString(new Evidence(
                Objects.requireNonNull(answer.source()).value(),
                null,
                null,
                null,
                version == null ? null : version.number(),
                answer.evidence().stream()
                        .map(ground -> new Evidence.Cited(ground.kind().value(), ground.title(), ground.text()))
                        .toList(),
                answer.language(),
                answer.confidence()));
    }
}
