package app.sembang.assistant;

import app.sembang.assistant.ModelAnswers.Worded;
import app.sembang.language.Cues;
import app.sembang.language.Lexicon;
import app.sembang.language.Phrases;
import app.sembang.language.Reading;
import app.sembang.language.Reading.Token;
import app.sembang.models.Purpose;
import app.sembang.shared.Language;
import app.sembang.shared.Sha256;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/// What a model said to the same first question of another customer of the same company: the same words, read by the
/// same version, with the same facts beside them. A change of any price, passage or opening hour makes it another
/// question. Nothing is kept of questions that tell who somebody is, that depend on the hour, that ask for stock, or
/// for
/// which somebody's orders were looked up.
@Component
class EarlierAnswers {
    /// As it stands in a trace.
    static final AnswerTrace.ModelCall USED =
            new AnswerTrace.ModelCall(null, null, "", "answered_before", 0, 0, 0, null, 0, List.of());

    private static final Duration LONGEST = Duration.ofHours(24);
    private static final int MOST_LETTERS = 8_000_000;
    /// Of so many uses one is asked anew, so that what a model would say now is seen.
    private static final int ASKED_ANEW = 50;

    private static final Phrases<Boolean> MOMENTS = new Phrases<>(Cues::isAside);

    static {
        new Lexicon(EarlierAnswers.class).lines("moments.txt").forEach(line -> {
            for (var phrase : line.split("\\|", -1)) {
                MOMENTS.add(Reading.of(phrase).tokens(), true);
            }
        });
    }

    private record Kept(Worded worded, Instant at, AtomicInteger uses) {
        int letters() {
            return worded.grounds().stream()
                            .mapToInt(ground -> ground.text().length())
                            .sum()
                    + worded.instructions().length();
        }
    }

    private final Cache<String, Kept> kept = Caffeine.newBuilder()
            .maximumWeight(MOST_LETTERS)
            .<String, Kept>weigher((key, one) -> one.letters())
            .build();
    private final Clock clock;

    EarlierAnswers(Clock clock) {
        this.clock = clock;
    }

    /// Empty where it must not be answered from before.
    ///
    /// @param looked what has been looked up for it
    Optional<String> key(Asked asked, ModelVersion version, Language language, List<Ground> looked, Purpose purpose) {
        var text = asked.text();
        var tokens = Reading.of(text).tokens();
        var topics = Topic.of(text);
        boolean standsAlone = purpose == Purpose.REPLY
                && asked.before().isEmpty()
                && asked.known().isEmpty()
                && Redaction.of(text).equals(text)
                && !topics.contains(Topic.STOCK)
                && !topics.contains(Topic.HOURS)
                && looked.stream().noneMatch(ground -> ground.kind() == Ground.Kind.ORDER)
                && Claims.in(text).isEmpty()
                && MOMENTS.in(tokens).isEmpty();
        if (!standsAlone) return Optional.empty();
        return Optional.of(Sha256.hex(String.join(
                "\n",
                asked.company().toString(),
                version.id().toString(),
                language.tag(),
                tokens.stream().map(Token::word).collect(Collectors.joining(" ")),
                looked.toString())));
    }

    Optional<Worded> find(String key) {
        var found = kept.getIfPresent(key);
        if (found == null || !clock.instant().isBefore(found.at().plus(LONGEST))) return Optional.empty();
        boolean askedAnew = found.uses().incrementAndGet() % ASKED_ANEW == 0;
        return askedAnew ? Optional.empty() : Optional.of(found.worded());
    }

    /// @param looked what was looked up before; where the model looked up more, nothing is kept
    void keep(String key, Worded worded, List<Ground> looked) {
        boolean timeless = Claims.in(worded.text() == null ? "" : worded.text()).stream()
                .noneMatch(claim -> claim.kind() == Claim.Kind.DATE || claim.kind() == Claim.Kind.TIME);
        boolean ofAnybody =
                worded.calls().stream().noneMatch(call -> call.tools().contains(ModelAnswers.ORDERS));
        if (timeless && ofAnybody && !worded.needsHuman() && worded.grounds().size() <= looked.size()) {
            kept.put(key, new Kept(worded, clock.instant(), new AtomicInteger()));
        }
    }
}
