package app.sembang.assistant;

import app.sembang.language.Cues;
import app.sembang.language.Languages;
import app.sembang.language.Lexicon;
import app.sembang.language.Phrases;
import app.sembang.language.Reading;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/// What a question is about, where the company's own data answers it.
enum Topic {
    PRICE,
    STOCK,
    HOURS,
    /// How an order of theirs stands.
    ORDER,
    /// Where one is, which only people know.
    PARCEL;

    private static final Phrases<Topic> PHRASES = new Phrases<>(Cues::isAside);

    static {
        new Lexicon(Topic.class)
                .sections("topics.txt", "\\|")
                .forEach((section, all) -> all.forEach(
                        phrase -> PHRASES.add(Reading.of(phrase).tokens(), valueOf(section.toUpperCase(Locale.ROOT)))));
    }

    /// Whether a price or stock is asked for and not of what: "how much?".
    static boolean isAskedOfNothing(String text) {
        var tokens = Reading.of(text).tokens();
        var found = PHRASES.in(tokens);
        if (found.isEmpty() || found.stream().anyMatch(one -> one.meaning() != PRICE && one.meaning() != STOCK)) {
            return false;
        }
        var cues = Cues.in(tokens);
        var said = new BitSet();
        found.forEach(one -> said.set(one.from(), one.to()));
        return IntStream.range(0, tokens.size())
                .allMatch(at -> said.get(at)
                        || cues.isPolite(at)
                        || Cues.isAside(tokens.get(at))
                        || Languages.isFunctionWord(tokens.get(at)));
    }

    static Set<Topic> of(String text) {
        var topics = EnumSet.noneOf(Topic.class);
        PHRASES.in(Reading.of(text).tokens()).forEach(found -> topics.add(found.meaning()));
        return topics;
    }
}
