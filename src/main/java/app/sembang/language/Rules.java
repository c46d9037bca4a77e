package app.sembang.language;

import static java.lang.Character.UnicodeScript.HAN;
import static java.lang.Character.UnicodeScript.LATIN;

import app.sembang.language.Phrases.Found;
import app.sembang.language.Reading.Token;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// What a message means by parts that stand near each other, in whatever order and words: "breath" and "cannot", but no
/// "garment". A sentence has many wordings, its parts are few.
///
/// Sections of a file: `part-NAME: phrase | phrase`; `named-NAME` where a name must follow ("Puan Aminah");
/// `rule-MEANING: part + part - part that excuses | ...`.
///
/// @param <T> what a rule tells
public final class Rules<T> {
    /// So many words may stand between what belongs together.
    private static final double REACH = 6;

    private static final double CHINESE_CHARACTER = 0.5;

    private final Phrases<Part> parts = new Phrases<>(token -> false);
    private final List<Rule<T>> rules = new ArrayList<>();

    private record Part(String name, boolean named) {}

    private record Rule<T>(T meaning, String first, List<String> others, List<String> excuses) {}

    /// @param from first token of what the rule begins with, `to` the one behind the last
    /// @param parts the words of all its parts
    public record Told<T>(T meaning, int from, int to, BitSet parts) {}

    public Rules(Map<String, List<String>> sections, Function<String, T> meaning) {
        sections.forEach((section, entries) -> {
            var name = section.substring(section.indexOf('-') + 1);
            if (section.startsWith("rule-")) {
                entries.forEach(entry -> rules.add(rule(meaning.apply(name), entry)));
            } else if (isPartOf(section)) {
                var part = new Part(name, section.startsWith("named-"));
                entries.forEach(phrase -> parts.add(Reading.of(phrase).tokens(), part));
            }
        });
    }

    /// Whether a section of a file is read here.
    public static boolean isPartOf(String section) {
        return section.startsWith("rule-") || section.startsWith("part-") || section.startsWith("named-");
    }

    private static <T> Rule<T> rule(T meaning, String written) {
        var sides = written.split(" - ", -1);
        var needed = sides[0].split(" \\+ ", -1);
        return new Rule<>(
                meaning,
                needed[0].strip(),
                Arrays.stream(needed).skip(1).map(String::strip).toList(),
                Arrays.stream(sides).skip(1).map(String::strip).toList());
    }

    public List<Told<T>> in(List<Token> tokens) {
        var found = new HashMap<String, List<Found<Part>>>();
        for (var one : parts.in(tokens)) {
            boolean counts = !one.meaning().named || isName(tokens, one.to());
            if (counts)
                found.computeIfAbsent(one.meaning().name, unseen -> new ArrayList<>())
                        .add(one);
        }
        if (found.isEmpty()) return List.of();
        var places = places(tokens);
        var told = new ArrayList<Told<T>>();
        for (var rule : rules) {
            for (var first : found.getOrDefault(rule.first, List.of())) {
                var parts = new BitSet();
                parts.set(first.from(), first.to());
                boolean holds = rule.others.stream().allMatch(part -> isNear(first, part, found, places, parts))
                        && rule.excuses.stream().noneMatch(part -> isNear(first, part, found, places, new BitSet()));
                if (holds) told.add(new Told<>(rule.meaning, first.from(), first.to(), parts));
            }
        }
        return told;
    }

    /// Whether the word at a place is written as a name, or is on no list.
    private static boolean isName(List<Token> tokens, int at) {
        if (at >= tokens.size() || tokens.get(at).clause() != tokens.get(at - 1).clause()) return false;
        var token = tokens.get(at);
        return token.script() == LATIN && (token.capital() || !Languages.isKnown(token));
    }

    private static boolean isNear(
            Found<Part> one, String part, Map<String, List<Found<Part>>> found, double[] places, BitSet marks) {
        boolean near = false;
        for (var other : found.getOrDefault(part, List.of())) {
            double between = places[Math.max(one.from(), other.from())] - places[Math.min(one.to(), other.to())];
            if (between > REACH) continue;
            marks.set(other.from(), other.to());
            near = true;
        }
        return near;
    }

    private static double[] places(List<Token> tokens) {
        var places = new double[tokens.size() + 1];
        for (int at = 0; at < tokens.size(); at++) {
            places[at + 1] = places[at] + (tokens.get(at).script() == HAN ? CHINESE_CHARACTER : 1);
        }
        return places;
    }
}
