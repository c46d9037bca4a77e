package app.sembang.assistant;

import app.sembang.language.Cues;
import app.sembang.language.Lexicon;
import app.sembang.language.Phrases;
import app.sembang.language.Reading;
import app.sembang.language.Reading.Token;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes a text shorter without a model: leaves out whole sentences that state nothing. Greetings, filler and closings
/// go first; where there are none, questions at its end. What is stated stays as it is.
final class Brevity {
    private static final Phrases<Boolean> FILLER = new Phrases<>(Cues::isAside);

    static {
        new Lexicon(Brevity.class)
                .sections("filler.txt", "\\|")
                .values()
                .forEach(all ->
                        all.forEach(phrase -> FILLER.add(Reading.of(phrase).tokens(), true)));
    }

    /// Behind an abbreviation or a bare number no sentence ends: "No. 12", "Jln. Ampang", "1. Pay".
    private static final Pattern GOES_ON =
            Pattern.compile("(?:^|[^\\p{L}\\p{M}])\\p{L}{1,3}\\.\\s*$|^[^\\p{L}]*\\.\\s*$");

    private static final Pattern ASKS = Pattern.compile("[?？]\\P{L}*$");

    private static final Set<String> ANSWERS = Set.of(
            "yes", "yeah", "yep", "ok", "okay", "k", "sure", "alright", "ya", "baik", "baiklah", "orait", "好", "嗯",
            "சரி", "seri");

    private Brevity() {}

    /// Empty where nothing can go.
    ///
    /// @param name of the contact, which a greeting may hold
    static Optional<String> shorter(String text, @Nullable String name) {
        var sentences = sentences(text);
        var names = name == null ? Set.<String>of() : stems(name);
        return without(sentences, sentence -> saysNothing(sentence, names)).or(() -> withoutLastQuestions(sentences));
    }

    private static Optional<String> without(List<String> sentences, Predicate<String> goes) {
        var left = sentences.stream().filter(goes.negate()).toList();
        boolean says = left.stream().anyMatch(sentence -> sentence.codePoints().anyMatch(Character::isLetter));
        return says && left.size() < sentences.size() ? Optional.of(joined(left)) : Optional.empty();
    }

    private static Optional<String> withoutLastQuestions(List<String> sentences) {
        int end = sentences.size();
        while (end > 0 && asksOnly(sentences.get(end - 1))) end--;
        return end > 0 && end < sentences.size() ? Optional.of(joined(sentences.subList(0, end))) : Optional.empty();
    }

    private static String joined(List<String> sentences) {
        return String.join("", sentences).replaceAll("\n{3,}", "\n\n").strip();
    }

    private static boolean asksOnly(String sentence) {
        return ASKS.matcher(sentence.strip()).find() && Claims.in(sentence).isEmpty();
    }

    private static boolean saysNothing(String sentence, Set<String> names) {
        if (!Claims.in(sentence).isEmpty()) return false;
        var tokens = Reading.of(sentence).tokens();
        if (tokens.isEmpty()) return false;
        var cues = Cues.in(tokens);
        var empty = new BitSet();
        FILLER.in(tokens).forEach(found -> empty.set(found.from(), found.to()));
        boolean hasCourtesy = !empty.isEmpty();
        for (int i = 0; i < tokens.size(); i++) {
            hasCourtesy |= cues.isPolite(i);
            var token = tokens.get(i);
            boolean isWord = token.word().codePoints().anyMatch(Character::isLetterOrDigit);
            if (!isWord || cues.isPolite(i) || names.contains(token.stem())) empty.set(i);
        }
        return hasCourtesy && empty.cardinality() == tokens.size() && !isAnswer(tokens);
    }

    /// "Yes." and 好的 answer, however polite they are.
    private static boolean isAnswer(List<Token> tokens) {
        return ANSWERS.contains(tokens.getFirst().word());
    }

    private static Set<String> stems(String text) {
        var stems = new HashSet<String>();
        Reading.of(text).tokens().forEach(token -> stems.add(token.stem()));
        return stems;
    }

    /// With the space behind each; a line's end ends one too.
    static List<String> sentences(String text) {
        var sentences = new ArrayList<String>();
        for (var line : text.split("(?<=\n)", -1)) {
            var breaks = BreakIterator.getSentenceInstance(Locale.ROOT);
            breaks.setText(line);
            var sentence = new StringBuilder();
            int from = breaks.first();
            for (int to = breaks.next(); to != BreakIterator.DONE; from = to, to = breaks.next()) {
                sentence.append(line, from, to);
                if (to == line.length() || !GOES_ON.matcher(sentence).find()) {
                    sentences.add(sentence.toString());
                    sentence.setLength(0);
                }
            }
        }
        return sentences;
    }
}
