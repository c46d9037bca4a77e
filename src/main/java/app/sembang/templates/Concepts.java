package app.sembang.templates;

import static java.lang.Character.UnicodeScript.LATIN;

import app.sembang.language.Cues;
import app.sembang.language.Lexicon;
import app.sembang.language.Phrases;
import app.sembang.language.Phrases.Found;
import app.sembang.language.Reading;
import app.sembang.language.Reading.Token;
import app.sembang.language.Rules;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Ways to say one thing, across languages: "fee", "harga" and 多少钱 all ask a price. What is said by parts that stand
/// near each other, "can I try it before I sign up", is told by [Rules].
final class Concepts {
    private static final Phrases<String> PHRASES = new Phrases<>(Cues::isAside);
    private static final Rules<String> RULES;

    /// Words in Latin letters that stand in some concept.
    private static final Set<String> WORDS = new HashSet<>();

    static {
        var sections = new Lexicon(Concepts.class).sections("concepts.txt", "\\|");
        RULES = new Rules<>(sections, concept -> "@" + concept);
        sections.forEach((concept, phrases) -> {
            if (Rules.isPartOf(concept)) return;
            for (var phrase : phrases) {
                var tokens = Reading.of(phrase).tokens();
                PHRASES.add(tokens, "@" + concept);
                tokens.stream().filter(token -> token.script() == LATIN).forEach(token -> WORDS.add(token.stem()));
            }
        });
    }

    private Concepts() {}

    static Set<String> words() {
        return WORDS;
    }

    static boolean isConcept(String feature) {
        return feature.startsWith("@");
    }

    /// Says of which kind or when, not what about: a size, a colour, a day.
    static boolean isDetail(String concept) {
        return concept.startsWith("@~");
    }

    /// What the parts of a rule say together, none of them says by itself.
    static List<Found<String>> in(List<Token> tokens) {
        var found = PHRASES.in(tokens);
        var hidden = Phrases.lyingWithinOneOf(found, tokens.size());
        var told = RULES.in(tokens);
        var parts = new BitSet();
        told.forEach(rule -> parts.or(rule.parts()));
        var all = new ArrayList<Found<String>>();
        for (var one : found) {
            boolean part = parts.get(one.from()) && parts.nextClearBit(one.from()) >= one.to();
            if (!part && !hidden.test(one)) all.add(one);
        }
        for (var rule : told) {
            for (int from = rule.parts().nextSetBit(0); from >= 0; ) {
                int to = rule.parts().nextClearBit(from);
                all.add(new Found<>(rule.meaning(), from, to, 0));
                from = rule.parts().nextSetBit(to);
            }
        }
        return all;
    }
}
