package app.sembang.scoring;

import app.sembang.language.Cues;
import app.sembang.language.Lexicon;
import app.sembang.language.Phrases;
import app.sembang.language.Phrases.Found;
import app.sembang.language.Reading;
import app.sembang.language.Reading.Token;
import app.sembang.language.Span;
import app.sembang.scoring.BehaviourScore.Code;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Finds in a message the words that tell how near its author is to buying.
final class Signs {
    /// What a no before it takes back. Who asks whether there is none asks all the same.
    private static final Set<Code> DENIABLE = EnumSet.of(Code.COMMIT, Code.PAY, Code.POSITIVE, Code.BROWSE);

    private static final Pattern GLAD = Pattern.compile("[😍🥰😊😁😃😄🤩😘👍👌💯🔥❤💕💖🎉]");

    private static final Set<String> NUMBERS = Set.copyOf(new Lexicon(Signs.class).words("numbers.txt"));

    /// @param but the phrase looks like the sign and is none
    private record Meaning(Code code, boolean but) {}

    /// @param token its place among the message's words
    record Sign(Code code, int line, int token, Span span) {
        boolean isBefore(Sign other) {
            return line < other.line || (line == other.line && token < other.token);
        }
    }

    private final Phrases<Meaning> phrases = new Phrases<>(Cues::isAside);

    Signs(Map<String, List<String>> sections) {
        sections.forEach((section, all) -> {
            boolean but = section.startsWith("no-");
            var code = Code.valueOf(section.substring(but ? 3 : 0).toUpperCase(Locale.ROOT));
            all.forEach(phrase -> phrases.add(counted(Reading.of(phrase).tokens()), new Meaning(code, but)));
        });
    }

    static Signs usual() {
        return new Signs(new Lexicon(Signs.class).sections("signs.txt", "\\|"));
    }

    /// A longer phrase hides what lies within it: in "not for me for my sister" nobody has lost interest.
    List<Sign> in(String text, int line) {
        var tokens = Reading.of(text).tokens();
        var cues = Cues.in(tokens);
        var found = phrases.in(counted(tokens));
        var hidden = Phrases.lyingWithinOneOf(found, tokens.size());
        var signs = new ArrayList<Sign>();
        for (var one : found) {
            var code = one.meaning().code();
            boolean none = one.meaning().but()
                    || hidden.test(one)
                    || found.stream().anyMatch(other -> takesBack(other, one))
                    || (DENIABLE.contains(code) && cues.negates(one.from(), one.to()));
            if (!none) {
                var span = new Span(
                        tokens.get(one.from()).span().start(),
                        tokens.get(one.to() - 1).span().end());
                signs.add(new Sign(code, line, one.from(), span));
            }
        }
        var glad = GLAD.matcher(text);
        if (glad.find()) {
            signs.add(new Sign(Code.POSITIVE, line, tokens.size(), new Span(glad.start(), glad.end())));
        }
        return signs;
    }

    /// Whoever takes three takes as surely as whoever takes one: in the phrases "1" stands for every number.
    private static List<Token> counted(List<Token> tokens) {
        return tokens.stream()
                .map(token -> token.isNumber() || NUMBERS.contains(token.word()) ? token.as("1") : token)
                .toList();
    }

    private static boolean takesBack(Found<Meaning> other, Found<Meaning> one) {
        return other.meaning().but() && other.meaning().code() == one.meaning().code() && one.lies(other);
    }
}
