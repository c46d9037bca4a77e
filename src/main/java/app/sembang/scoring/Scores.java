package app.sembang.scoring;

import app.sembang.companies.Companies;
import app.sembang.contacts.ContactScores;
import app.sembang.contacts.ContactScores.Scored;
import app.sembang.conversations.ContactThreads;
import app.sembang.conversations.Content;
import app.sembang.conversations.MessagesReceived;
import app.sembang.database.AfterCommit;
import app.sembang.database.CompanyTransactions;
import app.sembang.scoring.BehaviourScore.Code;
import app.sembang.scoring.BehaviourScore.Point;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.MessageId;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Keeps the score of each contact: worked out with every third message of the contact, at once when one says that the
/// contact buys, pays or does not want to, and when the contact falls silent.
///
/// It happens after the commit that stores the message, so that nobody waits for it. What a process leaves behind
/// when it dies is found by [#catchUp], for what tells much is noted with the message; a score that is worked out
/// twice is stored once.
@Component
class Scores {
    static final int EVERY = 3;

    private static final Set<Code> AT_ONCE = EnumSet.of(Code.COMMIT, Code.PAY, Code.NOINT);
    private static final List<Duration> SILENCES = List.of(Duration.ofDays(1), Duration.ofDays(2), Duration.ofDays(3));
    /// Who writes several messages meanwhile is read once.
    private static final Duration PAUSE = Duration.ofMillis(500);

    private static final int MOST_AT_ONCE = 100;
    private static final Logger log = LoggerFactory.getLogger(Scores.class);

    private final Scoring scoring;
    private final ContactScores scores;
    private final ContactThreads threads;
    private final Companies companies;
    private final CompanyTransactions transactions;
    private final Clock clock;

    private final Map<CompanyId, Set<ContactId>> waiting = new ConcurrentHashMap<>();
    /// The system's, not a virtual one: it computes for long, and would leave no turn to those that answer requests.
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("scores").factory());

    Scores(
            Scoring scoring,
            ContactScores scores,
            ContactThreads threads,
            Companies companies,
            CompanyTransactions transactions,
            Clock clock) {
        this.scoring = scoring;
        this.scores = scores;
        this.threads = threads;
        this.companies = companies;
        this.transactions = transactions;
        this.clock = clock;
    }

    @EventListener
    void on(MessagesReceived received) {
        var signs = scoring.said(received.company());
        var telling = new LinkedHashMap<MessageId, ContactId>();
        received.messages().stream()
                .filter(message -> tellsMuch(signs, message.content()))
                .forEach(message -> telling.put(message.message(), message.contact()));
        scores.due(received.company(), telling);
        AfterCommit.run(() -> {
            var due = both(counted(received.messages()), telling.values());
            if (!due.isEmpty()) plan(received.company(), due);
        });
    }

    private void plan(CompanyId company, Set<ContactId> due) {
        waiting.compute(company, (_, others) -> {
            if (others != null) return both(others, due);
            var _ = worker.schedule(() -> work(company), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            return due;
        });
    }

    private static Set<ContactId> counted(List<MessagesReceived.Item> messages) {
        return messages.stream()
                .filter(message -> message.contactNumber() % EVERY == 0)
                .map(MessagesReceived.Item::contact)
                .collect(Collectors.toSet());
    }

    private static Set<ContactId> both(Collection<ContactId> some, Collection<ContactId> others) {
        var all = new LinkedHashSet<>(some);
        all.addAll(others);
        return all;
    }

    private static boolean tellsMuch(Signs signs, Content content) {
        return signs.in(content.preview(), 0).stream().anyMatch(sign -> AT_ONCE.contains(sign.code()));
    }

    private void work(CompanyId company) {
        var due = waiting.remove(company);
        if (due == null) {
            return;
        }
        try {
            score(company, due);
        } catch (RuntimeException e) {
            log.warn("Scores of {} contacts of company {} are worked out later: {}", due.size(), company, "" + e);
        }
    }

    /// Works out what no process has, and what the passing of time changes.
    void catchUp(CompanyId company) {
        var now = clock.instant();
        var due = transactions.in(
                company,
                () -> both(
                        scores.due(company, MOST_AT_ONCE),
                        both(
                                scores.behind(company, EVERY, now.minus(Duration.ofDays(1)), MOST_AT_ONCE),
                                threads.fallenSilent(company, SILENCES, now, MOST_AT_ONCE))));
        score(company, due);
    }

    private void score(CompanyId company, Collection<ContactId> contacts) {
        var all = List.copyOf(contacts);
        for (int from = 0; from < all.size(); from += MOST_AT_ONCE) {
            var some = all.subList(from, Math.min(all.size(), from + MOST_AT_ONCE));
            transactions.run(company, () -> scoreTogether(company, some));
        }
    }

    private void scoreTogether(CompanyId company, List<ContactId> contacts) {
        scores.taken(company, contacts);
        var now = clock.instant();
        var zone = companies.find(company).orElseThrow().timeZone();
        var lines = threads.recent(company, contacts, now.minus(Scorer.WINDOW)).reversed().stream()
                .collect(Collectors.groupingBy(ContactThreads.Line::contact));
        var said = lines.values().stream().map(Scores::read).toList();
        var scorer = scoring.scorer(scoring.signs(company, said));
        var changes = scores.store(
                company,
                lines.entrySet().stream()
                        .map(one -> score(scorer, one.getKey(), one.getValue(), now, zone))
                        .toList());
        if (changes.isEmpty()) {
            return;
        }
        threads.scored(
                company,
                changes.stream().map(ContactScores.Change::contact).toList(),
                changes.stream()
                        .filter(ContactScores.Change::hot)
                        .map(ContactScores.Change::contact)
                        .collect(Collectors.toSet()),
                now);
    }

    private static List<Line> read(List<ContactThreads.Line> said) {
        return said.stream()
                .map(line -> new Line(line.fromContact(), line.content().preview(), line.at()))
                .toList();
    }

    private static Scored score(
            Scorer scorer, ContactId contact, List<ContactThreads.Line> said, Instant now, ZoneId zone) {
        var score = scorer.score(read(said), now, zone);
        int number = said.stream()
                .map(ContactThreads.Line::contactNumber)
                .mapToInt(one -> one == null ? 0 : one)
                .max()
                .orElse(0);
        var points = new ArrayList<ContactScores.Point>();
        score.points().forEach(point -> points.add(point(point, said)));
        return new Scored(contact, score.score(), score.provisional(), points, number, now);
    }

    private static ContactScores.Point point(Point point, List<ContactThreads.Line> said) {
        var line = point.line() == null ? null : said.get(point.line());
        var span = point.span();
        return new ContactScores.Point(
                point.code().name(),
                point.points(),
                line == null ? null : line.conversation(),
                line == null ? null : line.message(),
                span == null ? null : span.start(),
                span == null ? null : span.end());
    }

    @PreDestroy
    void stop() {
        worker.close();
    }
}
