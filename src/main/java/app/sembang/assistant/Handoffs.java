package app.sembang.assistant;

import app.sembang.assistant.ConversationAnalysis.Quote;
import app.sembang.assistant.Handoff.State;
import app.sembang.assistant.Handoff.Taker;
import app.sembang.assistant.Handoff.Tried;
import app.sembang.conversations.ContactThreads;
import app.sembang.conversations.ContactThreads.Line;
import app.sembang.conversations.ContactThreads.Talk;
import app.sembang.conversations.HandOvers;
import app.sembang.conversations.HandOvers.HandOverStory;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.Member;
import app.sembang.identity.Members;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import app.sembang.shared.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What conversations tell, to whoever may see them.
@Component
class Handoffs {
    private static final int MOST_LINES = 60;
    private static final int MOST_ASKED = 3;
    private static final int MOST_TRIED = 3;
    private static final int MOST_LOOKED = 3;

    private final ContactThreads threads;
    private final HandOvers handOvers;
    private final Traces traces;
    private final Analyses analyses;
    private final Members members;
    private final CompanyTransactions transactions;

    Handoffs(
            ContactThreads threads,
            HandOvers handOvers,
            Traces traces,
            Analyses analyses,
            Members members,
            CompanyTransactions transactions) {
        this.threads = threads;
        this.handOvers = handOvers;
        this.traces = traces;
        this.analyses = analyses;
        this.members = members;
        this.transactions = transactions;
    }

    ConversationAnalysis analysis(Member me, ConversationId conversation) {
        var talk = transactions.as(me.access(), () -> talk(me.company(), conversation));
        return analyses.of(me.company(), talk);
    }

    private Talk talk(CompanyId company, ConversationId conversation) {
        return threads.talk(company, conversation, MOST_LINES)
                .orElseThrow(() -> Refusal.notFound("conversation", conversation));
    }

    /// The newest; empty where the assistant never left the conversation to people.
    Optional<Handoff> newest(Member me, ConversationId conversation) {
        record Read(Talk talk, HandOverStory story, List<Traces.Kept> traces) {}
        var read = transactions.as(me.access(), () -> {
            var talk = talk(me.company(), conversation);
            return handOvers.newest(me.company(), conversation).map(story -> {
                var before = upTo(talk, story);
                var said = before.said().stream().map(Line::message).collect(Collectors.toSet());
                var traced = traces.of(me.company(), conversation, null, null, MOST_LINES).stream()
                        .filter(trace -> trace.messageId() != null && said.contains(trace.messageId()))
                        .limit(MOST_TRIED)
                        .toList();
                return new Read(before, story, traced);
            });
        });
        return read.map(found -> new Handoff(
                state(found.story()),
                found.story().reason(),
                found.story().requestedAt(),
                found.story().acceptedAt(),
                taker(me.company(), found.story().acceptedBy()),
                found.story().closedAt(),
                asked(found.talk()),
                analyses.of(me.company(), found.talk()),
                found.traces().stream().map(Handoffs::tried).toList()));
    }

    private static Talk upTo(Talk talk, HandOverStory story) {
        return new Talk(
                talk.conversation(),
                talk.open(),
                talk.answering(),
                talk.mode(),
                talk.language(),
                talk.outlet(),
                talk.contactName(),
                story.seq(),
                talk.said().stream()
                        .filter(line -> !line.at().isAfter(story.requestedAt()))
                        .toList());
    }

    private static State state(HandOverStory story) {
        return story.closedAt() != null ? State.CLOSED : story.acceptedAt() != null ? State.ACCEPTED : State.REQUESTED;
    }

    private @Nullable Taker taker(CompanyId company, @Nullable MemberId member) {
        return member == null
                ? null
                : new Taker(
                        member,
                        transactions
                                .in(company, () -> members.names(company, List.of(member)))
                                .getOrDefault(member, ""));
    }

    private static List<Quote> asked(Talk talk) {
        var written = talk.said().stream()
                .filter(Line::fromContact)
                .map(line -> new Quote(line.message(), null, line.content().preview()))
                .toList();
        return written.subList(Math.max(0, written.size() - MOST_ASKED), written.size());
    }

    private static Tried tried(Traces.Kept kept) {
        var trace = kept.trace();
        return new Tried(
                kept.at(),
                trace.confidence() > 0 && trace.safety() == null,
                trace.reasons().isEmpty() ? "" : trace.reasons().getFirst(),
                trace.candidates().isEmpty()
                        ? null
                        : trace.candidates().getFirst().name(),
                trace.looked().stream().limit(MOST_LOOKED).map(Ground::title).toList(),
                trace.model().stream().map(AnswerTrace.ModelCall::outcome).toList(),
                trace.checks().stream()
                        .flatMap(List::stream)
                        .filter(check -> !check.passed())
                        .map(Check::code)
                        .distinct()
                        .toList());
    }
}
