package app.sembang.templates;

import app.sembang.language.Lexicon;
import app.sembang.language.Phrases;
import app.sembang.language.Phrases.Found;
import app.sembang.language.Reading;
import app.sembang.language.Reading.Token;
import java.util.List;

/// Ways to say one thing, across languages: "fee", "harga" and 多少钱 all ask a price.
final class Concepts {
    private static final Phrases<String> PHRASES = new Phrases<>(token -> false);

    static {
        new Lexicon(Concepts.class)
                .sections("concepts.txt", "\\|")
                .forEach((concept, phrases) ->
                        phrases.forEach(phrase -> PHRASES.add(Reading.of(phrase).tokens(), "@" + concept)));
    }

    private Concepts() {}

    static boolean isConcept(String feature) {
        return feature.startsWith("@");
    }

    /// Says of which kind or when, not what about: a size, a colour, a day.
    static boolean isDetail(String concept) {
        return concept.startsWith("@~");
    }

    static List<Found<String>> in(List<Token> tokens) {
        var found = PHRASES.in(tokens);
        var hidden = Phrases.lyingWithinOneOf(found, tokens.size());
        return found.stream().filter(one -> !hidden.test(one)).toList();
    }
}
