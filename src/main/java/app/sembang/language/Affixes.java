package app.sembang.language;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Malay words as chats write them, read as the word they are made of: "memasangkan" and "pemasangan" are "pasang",
/// "rase" is "rasa", "bole" is "boleh". Never a guess: what comes out has to be known, and long enough to be meant.
public final class Affixes {
    private static final int SHORTEST = 4;

    private static final List<Prefix> PREFIXES = List.of(
            new Prefix("meny", "s"),
            new Prefix("peny", "s"),
            new Prefix("meng", "", "k"),
            new Prefix("peng", "", "k"),
            new Prefix("mem", "", "p"),
            new Prefix("pem", "", "p"),
            new Prefix("men", "", "t"),
            new Prefix("pen", "", "t"),
            new Prefix("me", ""),
            new Prefix("pe", ""),
            new Prefix("ber", ""),
            new Prefix("ter", ""),
            new Prefix("di", ""),
            new Prefix("ke", ""),
            new Prefix("ny", "s", "c"));

    private static final List<String> SUFFIXES = List.of("", "kan", "an", "i", "nya", "nye", "lah", "kah", "la", "ku");

    private Affixes() {}

    /// @param taken the letter of the word that it has taken: "meny" an s
    private record Prefix(String letters, List<String> taken) {
        Prefix(String letters, String... taken) {
            this(letters, List.of(taken));
        }

        Stream<String> without(String word) {
            return taken.stream().map(first -> first + word.substring(letters.length()));
        }
    }

    /// @param known the words it may be made of
    public static @Nullable String read(String word, Predicate<String> known) {
        if (word.length() < SHORTEST) return null;
        var bared = bare(word).flatMap(bare -> Stream.concat(Stream.of(bare), respelled(bare)));
        return Stream.concat(respelled(word), bared)
                .filter(root -> root.length() >= SHORTEST && !root.equals(word))
                .filter(known)
                .findFirst()
                .orElse(null);
    }

    /// As it is spoken: a for e at the end, no h, one k too many.
    private static Stream<String> respelled(String word) {
        if (word.length() < SHORTEST) return Stream.of();
        var start = word.substring(0, word.length() - 1);
        return switch (word.charAt(word.length() - 1)) {
            case 'e', 'o' -> Stream.of(start + 'a', word + 'h');
            case 'k' -> Stream.of(start);
            case 'a', 'i', 'u' -> Stream.of(word + 'h');
            default -> Stream.of();
        };
    }

    private static Stream<String> bare(String word) {
        return SUFFIXES.stream()
                .filter(word::endsWith)
                .map(suffix -> word.substring(0, word.length() - suffix.length()))
                .flatMap(stem -> Stream.concat(Stream.of(stem), withoutPrefix(stem)));
    }

    private static Stream<String> withoutPrefix(String word) {
        return PREFIXES.stream()
                .filter(prefix -> word.startsWith(prefix.letters))
                .flatMap(prefix -> prefix.without(word));
    }
}
