package app.sembang.templates;

import static java.lang.Character.UnicodeScript.LATIN;

import app.sembang.language.Languages;
import app.sembang.language.Reading.Token;
import app.sembang.language.Spelling;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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

    void learn(List<Token> tokens, Set<String> ofTemplate) {
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
            var meant = spelling.meant(token.stem());
            if (meant == null && !token.capital()) meant = COMMON.meant(token.stem());
            corrected.add(meant == null ? token : token.as(meant));
        }
        return corrected;
    }
}
