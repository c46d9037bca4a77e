package app.sembang.templates;

import static java.lang.Character.UnicodeScript.LATIN;

import app.sembang.language.Affixes;
import app.sembang.language.Languages;
import app.sembang.language.Reading.Token;
import app.sembang.language.Span;
import app.sembang.language.Spelling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The words of a company's templates, and which one a misspelt word was meant to be; where none of them, one of those
/// that customers of commerce use.
final class Vocabulary {
    private static final int MOST_GUESSED = 40;
    private static final int SHORTEST_OF_ALL = 6;
    private static final Spelling COMMON = new Spelling(SHORTEST_OF_ALL);

    static {
        Concepts.words().forEach(COMMON::learn);
    }

    private final Spelling spelling = new Spelling(0);
    private final Set<String> words = new HashSet<>();

    /// Neighbours written as one ("dryclean"), each with the first of the two.
    private final Map<String, String> joined = new HashMap<>();

    void learn(List<Token> tokens, Set<String> ofTemplate) {
        for (int at = 1; at < tokens.size(); at++) join(tokens.get(at - 1), tokens.get(at));
        for (var token : tokens) {
            if (!Languages.isFunctionWord(token)) ofTemplate.add(token.stem());
            words.add(token.stem());
            if (token.script() == LATIN) spelling.learn(token.stem());
        }
    }

    /// The tokens with misspelt topic words read as the one word they were meant to be.
    List<Token> corrected(List<Token> tokens) {
        var corrected = new ArrayList<Token>(tokens.size());
        int guessed = 0;
        for (var token : tokens) {
            boolean open = token.script() == LATIN
                    && !token.isNumber()
                    && !words.contains(token.stem())
                    && !COMMON.knows(token.stem())
                    && !Languages.isKnown(token);
            if (!open || guessed++ >= MOST_GUESSED) {
                corrected.add(token);
                continue;
            }
            var first = joined.get(token.stem());
            if (first != null) {
                corrected.addAll(split(token, first.length()));
                continue;
            }
            var meant = meant(token);
            corrected.add(meant == null ? token : token.as(meant));
        }
        return corrected;
    }

    private @Nullable String meant(Token token) {
        var meant = spelling.meant(token.stem());
        if (meant == null) meant = Affixes.read(token.word(), words::contains);
        if (meant == null && !token.capital()) meant = COMMON.meant(token.stem());
        if (meant == null) meant = Affixes.read(token.word(), COMMON::knows);
        return meant;
    }

    private void join(Token one, Token next) {
        boolean words = one.script() == LATIN && next.script() == LATIN && one.clause() == next.clause();
        boolean grammar = Languages.isFunctionWord(one) && Languages.isFunctionWord(next);
        var both = one.stem() + next.stem();
        if (words && !grammar && both.length() >= SHORTEST_OF_ALL) joined.putIfAbsent(both, one.stem());
    }

    private static List<Token> split(Token token, int at) {
        var span = token.span();
        int middle = Math.min(span.end(), span.start() + at);
        var first = token.stem().substring(0, at);
        var second = token.stem().substring(at);
        return List.of(
                new Token(first, first, LATIN, new Span(span.start(), middle), token.clause(), token.capital()),
                new Token(second, second, LATIN, new Span(middle, span.end()), token.clause(), false));
    }
}
