package app.sembang.assistant;

import app.sembang.language.Cues;
import app.sembang.language.Lexicon;
import app.sembang.language.Phrases;
import app.sembang.language.Reading;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

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

    static Set<Topic> of(String text) {
        var topics = EnumSet.noneOf(Topic.class);
        PHRASES.in(Reading.of(text).tokens()).forEach(found -> topics.add(found.meaning()));
        return topics;
    }
}
