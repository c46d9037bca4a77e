package app.sembang.assistant;

import app.sembang.assistant.Remembered.Kind;
import app.sembang.language.Cues;
import app.sembang.language.Lexicon;
import app.sembang.language.Phrases;
import app.sembang.language.Reading;
import app.sembang.language.Reading.Token;
import app.sembang.shared.Texts;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// Reads what is worth remembering out of one message, by rules.
final class Recall {
    private static final int LONGEST_VALUE = 200;
    private static final int LONGEST_WORDS = 300;
    /// An answer to "where to?" is but the place.
    private static final int WORDS_OF_A_BARE_PLACE = 4;

    private static final Set<SafetyClass> HARMLESS = EnumSet.of(SafetyClass.DISCOUNT, SafetyClass.PERSON);

    private enum Cue {
        NEED,
        BUDGET,
        OBJECTION,
        PROMISE,
        PLACE,
        /// Health, belief, origin, private life: nothing of such a sentence is kept.
        PRIVATE
    }

    private static final Phrases<Cue> CUES = new Phrases<>(Cues::isAside);
    private static final Phrases<String> PLACES = new Phrases<>(token -> false);

    static {
        var lexicon = new Lexicon(Recall.class);
        lexicon.sections("memory.txt", "\\|")
                .forEach((section, all) -> all.forEach(phrase ->
                        CUES.add(Reading.of(phrase).tokens(), Cue.valueOf(section.toUpperCase(Locale.ROOT)))));
        lexicon.sections("places.txt", "\\|")
                .forEach((place, all) ->
                        all.forEach(phrase -> PLACES.add(Reading.of(phrase).tokens(), place)));
    }

    private Recall() {}

    /// @param value in one form
    record Found(Kind kind, String value, String words) {}

    /// What is about health, belief or somebody else is not remembered, nor what was said to trick or to insult.
    static List<Found> of(String text, boolean byContact) {
        var found = new ArrayList<Found>();
        for (var raw : Brevity.sentences(text)) {
            var sentence = Redaction.of(raw).strip();
            var cues = cues(Reading.of(sentence).tokens());
            if (sentence.isEmpty() || cues.contains(Cue.PRIVATE)) continue;
            if (byContact) {
                var safety = SafetyScreen.look(raw).safetyClass();
                if (safety == null || HARMLESS.contains(safety)) said(sentence, cues, found);
            } else if (cues.contains(Cue.PROMISE)) {
                found.add(whole(Kind.PROMISE, sentence));
            }
        }
        return found;
    }

    private static void said(String sentence, Set<Cue> cues, List<Found> found) {
        var tokens = Reading.of(sentence).tokens();
        var signs = Cues.in(tokens);
        boolean question = sentence.endsWith("?") || sentence.endsWith("？");
        if (cues.contains(Cue.OBJECTION)) {
            found.add(whole(Kind.OBJECTION, sentence));
        } else if (cues.contains(Cue.NEED) && !question && !signs.denies()) {
            found.add(whole(Kind.NEED, sentence));
        } else if (question || signs.asks()) {
            found.add(whole(Kind.QUESTION, sentence));
        }
        for (var claim : Claims.in(sentence)) {
            if (claim.kind() == Claim.Kind.MONEY && cues.contains(Cue.BUDGET)) {
                found.add(new Found(Kind.BUDGET, claim.value(), words(sentence)));
            }
            if (claim.kind() == Claim.Kind.DATE) found.add(new Found(Kind.DATE, claim.value(), words(sentence)));
        }
        boolean bare = tokens.size() <= WORDS_OF_A_BARE_PLACE;
        if (bare || cues.contains(Cue.PLACE)) {
            var places = PLACES.in(tokens);
            places.stream()
                    .filter(place -> places.stream().noneMatch(place::liesStrictly))
                    .forEach(place -> found.add(new Found(Kind.PLACE, place.meaning(), words(sentence))));
        }
    }

    private static Set<Cue> cues(List<Token> tokens) {
        var cues = EnumSet.noneOf(Cue.class);
        CUES.in(tokens).forEach(cue -> cues.add(cue.meaning()));
        return cues;
    }

    private static Found whole(Kind kind, String sentence) {
        var folded = Reading.of(sentence).tokens().stream().map(Token::word).collect(Collectors.joining(" "));
        return new Found(kind, Texts.beginning(folded.isEmpty() ? sentence : folded, LONGEST_VALUE), words(sentence));
    }

    private static String words(String sentence) {
        return Texts.beginning(sentence, LONGEST_WORDS);
    }
}
