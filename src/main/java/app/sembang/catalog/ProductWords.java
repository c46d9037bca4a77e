package app.sembang.catalog;

import static java.lang.Character.UnicodeScript.HAN;

import app.sembang.language.Languages;
import app.sembang.language.Reading;
import app.sembang.language.Reading.Token;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The words a text holds, as products are found by them: in one spelling, forgiving a slip
/// of the finger. A Chinese character is a word; it is right or it is another.
final class ProductWords {
    /// One word of those asked for must fit so well to count at all.
    private static final double FITS = 0.6;

    private static final int SHORTEST_BEGINNING = 2;

    private final List<Token> tokens;

    private ProductWords(List<Token> tokens) {
        this.tokens = tokens;
    }

    static ProductWords of(String text) {
        return new ProductWords(Reading.of(text).tokens());
    }

    /// Of a product: of all it is called by, each read by itself, so that a long one hides
    /// no other.
    static ProductWords of(Product product) {
        var texts = Stream.of(
                        Stream.of(product.name()),
                        Stream.ofNullable(product.sku()),
                        Stream.ofNullable(product.category()),
                        product.tags().stream(),
                        product.fields().values().stream().filter(ProductWords::isSaid),
                        product.aliases().values().stream().flatMap(List::stream))
                .flatMap(part -> part);
        return new ProductWords(
                texts.flatMap(text -> Reading.of(text).tokens().stream()).toList());
    }

    /// What a field says in words: a number or a yes without its field's name means nothing.
    private static boolean isSaid(String value) {
        return value.chars().anyMatch(Character::isLetter) && !value.equals("true") && !value.equals("false");
    }

    /// What a customer or a colleague asks for: words that carry no topic are left out,
    /// unless there are no others.
    static ProductWords asked(String text) {
        var all = Reading.of(text).tokens();
        var telling =
                all.stream().filter(token -> !Languages.isFunctionWord(token)).toList();
        return new ProductWords(telling.isEmpty() ? all : telling);
    }

    boolean isEmpty() {
        return tokens.isEmpty();
    }

    /// Pieces of the words: who shares none with a question does not fit it.
    Set<String> grams() {
        var grams = new HashSet<String>();
        for (var token : tokens) {
            if (token.script() == HAN) {
                grams.add(token.word());
            } else {
                addPieces(token.word(), grams);
                addPieces(token.stem(), grams);
            }
        }
        return grams;
    }

    private static void addPieces(String word, Set<String> grams) {
        var padded = " " + word + " ";
        for (int at = 0; at + 2 <= padded.length(); at++) {
            grams.add(padded.substring(at, at + 2));
        }
    }

    /// How well these words of a product fit the words asked for.
    ///
    /// @return the share of the question that is met, 0 to 1
    double fit(ProductWords asked) {
        return asked.tokens.stream().mapToDouble(this::best).average().orElse(0);
    }

    private double best(Token asked) {
        double best =
                tokens.stream().mapToDouble(own -> likeness(asked, own)).max().orElse(0);
        return best < FITS ? 0 : best;
    }

    private static double likeness(Token asked, Token own) {
        if (asked.word().equals(own.word())) return 1;
        if (asked.script() == HAN || own.script() == HAN) return 0;
        if (asked.stem().equals(own.stem())) return 0.95;
        if (asked.isNumber() || own.isNumber()) return 0;
        if (asked.word().length() >= SHORTEST_BEGINNING && own.word().startsWith(asked.word())) return 0.9;
        int slips = slips(asked.word(), own.word(), allowed(asked.word()));
        return slips > allowed(asked.word()) ? 0 : 0.85 - 0.1 * slips;
    }

    private static int allowed(String word) {
        return word.length() < 4 ? 0 : word.length() < 8 ? 1 : 2;
    }

    /// Letters left out, added, mistaken or swapped; more than `most` is as good as anything.
    private static int slips(String one, String other, int most) {
        if (Math.abs(one.length() - other.length()) > most) return most + 1;
        var rows = new ArrayList<int[]>();
        for (int i = 0; i <= one.length(); i++) {
            var row = new int[other.length() + 1];
            rows.add(row);
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    row[j] = i + j;
                    continue;
                }
                var above = rows.get(i - 1);
                boolean same = one.charAt(i - 1) == other.charAt(j - 1);
                row[j] = Math.min(above[j - 1] + (same ? 0 : 1), 1 + Math.min(above[j], row[j - 1]));
                if (i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1)) {
                    row[j] = Math.min(row[j], rows.get(i - 2)[j - 2] + 1);
                }
            }
        }
        return rows.getLast()[other.length()];
    }
}
