package app.sembang.assistant;

import app.sembang.assistant.ModelVersion.Certainty;
import app.sembang.conversations.ContactThreads;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.Member;
import app.sembang.language.Cues;
import app.sembang.language.Reading;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Language;
import app.sembang.shared.MessageId;
import app.sembang.templates.Templates;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/// What customers asked and the assistant had no answer to. What has been answered in writing since is left out.
@Component
class UnansweredQuestions {
    private static final Duration LOOKED_BACK = Duration.ofDays(30);
    private static final int MOST_READ = 500;
    private static final int MOST_GROUPS = 50;
    private static final int MOST_CONVERSATIONS = 5;
    /// Two questions of which so many words are the same are one.
    private static final double ALIKE = 0.5;

    private final DecisionStore decisions;
    private final ContactThreads threads;
    private final Templates templates;
    private final Lookup lookup;
    private final CompanyTransactions transactions;
    private final Clock clock;

    UnansweredQuestions(
            DecisionStore decisions,
            ContactThreads threads,
            Templates templates,
            Lookup lookup,
            CompanyTransactions transactions,
            Clock clock) {
        this.decisions = decisions;
        this.threads = threads;
        this.templates = templates;
        this.lookup = lookup;
        this.transactions = transactions;
        this.clock = clock;
    }

    /// @param question in the words of whoever asked last, without personal data
    /// @param times how often it was asked
    /// @param conversations the newest in which it was
    @Schema(name = "UnansweredQuestion")
    record Group(
            String question, Language language, int times, Instant lastAskedAt, List<ConversationId> conversations) {}

    private record Open(DecisionStore.Abstained row, String text, Set<String> stems) {}

    /// The most asked first.
    List<Group> of(Member me) {
        var asked = transactions.as(me.access(), () -> {
            var rows = decisions.abstained(me.company(), clock.instant().minus(LOOKED_BACK), MOST_READ);
            var contents = threads.contents(
                    me.company(),
                    rows.stream().map(DecisionStore.Abstained::message).toList());
            var open = new ArrayList<Open>();
            for (var row : rows) {
                var content = contents.get(row.message());
                var one = content == null ? null : asked(row, Assistant.words(content));
                if (one != null && !one.stems().isEmpty()) open.add(one);
            }
            return open;
        });
        var groups = new ArrayList<List<Open>>();
        for (var one : asked) {
            groups.stream()
                    .filter(group -> alike(group.getFirst().stems(), one.stems()))
                    .findFirst()
                    .ifPresentOrElse(group -> group.add(one), () -> groups.add(new ArrayList<>(List.of(one))));
        }
        return groups.stream()
                .sorted(Comparator.<List<Open>>comparingInt(List::size).reversed())
                .limit(MOST_GROUPS)
                .map(group -> group(me, group))
                .filter(group -> !isAnswered(me, group))
                .toList();
    }

    /// What the company sells, wrote down or is open for says it by now.
    private boolean isAnswered(Member me, Group group) {
        var question = new Asked(
                me.company(),
                List.of(new Asked.Said(true, group.question())),
                group.language(),
                null,
                null,
                1,
                List.of());
        return OfflineAnswers.draft(
                        group.question(), group.language(), lookup.grounds(question, group.language(), false), true)
                .filter(draft -> draft.confidence() >= Certainty.USUAL.send())
                .isPresent();
    }

    private static Open asked(DecisionStore.Abstained row, String text) {
        var stems = Reading.of(text).tokens().stream()
                .filter(token -> !Cues.isAside(token) && !token.isNumber())
                .map(Reading.Token::stem)
                .collect(Collectors.toSet());
        return new Open(row, text, stems);
    }

    private static boolean alike(Set<String> some, Set<String> others) {
        var both = new HashSet<>(some);
        both.retainAll(others);
        return 2 * both.size() >= ALIKE * (some.size() + others.size());
    }

    private Group group(Member me, List<Open> group) {
        var newest = group.getFirst();
        var language = transactions.in(
                me.company(),
                () -> templates
                        .decideLanguage(me.company(), newest.text(), null)
                        .reply());
        return new Group(
                Redaction.of(newest.text()),
                language,
                group.size(),
                newest.row().at(),
                group.stream()
                        .map(one -> one.row().conversation())
                        .distinct()
                        .limit(MOST_CONVERSATIONS)
                        .toList());
    }

    /// A reply that rests on something the company wrote down.
    @Schema(name = "Citation")
    record Citation(MessageId messageId, ConversationId conversationId, Instant at, String text) {}
}
