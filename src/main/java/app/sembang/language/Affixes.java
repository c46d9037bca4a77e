package app.sembang.language;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Malay words as chats write them, read as the word they are made of: "memasangkan" and "pemasangan" are "pasang",
/// "rase" is "rasa", "bole" is "boleh". Never a guess: what comes out has to be known, and long enough to be meant.
public final class Affixes {
    private static final int SHORTEST = 4;

    /// What a prefix takes of the word: "meny" stands for an s.
    private static final Map<String, List<String>> PREFIXES = Map.ofEntries(
            Map.entry("meny", List.of("s")),
            Map.entry("peny", List.of("s")),
            Map.entry("meng", List.of("", "k")),
            Map.entry("peng", List.of("", "k")),
            Map.entry("mem", List.of("", "p")),
            Map.entry("pem", List.of("", "p")),
            Map.entry("men", List.of("", "t")),
            Map.entry("pen", List.of("", "t")),
            Map.entry("me", List.of("")),
            Map.entry("pe", List.of("")),
            Map.entry("ber", List.of("")),
            Map.entry("ter", List.of("")),
            Map.entry("di", List.of("")),
            Map.entry("ke", List.of("")),
            Map.entry("ny", List.of("s", "c")));

    private static final List<String> SUFFIXES = List.of("", "kan", "an", "i", "nya", "nye", "lah", "kah", "la", "ku");

    private Affixes() {}

    /// @param known the words it may be made of
    public static @Nullable String read(String word, Predicate<String> known) {
        if (word.length() < SHORTEST) return null;
        return Stream.concat(respelled(word), bare(word).flatMap(Affixes::respelledToo))
                .filter(root -> root.length() >= SHORTEST && !root.equals(word))
                .filter(known)
                .findFirst()
                .orElse(null);
    }

    private static Stream<String> respelledToo(String word) {
        return Stream.concat(Stream.of(word), respelled(word));
    }

    /// As it is spoken: a for e at the end, no h, a k more.
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
        return PREFIXES.entrySet().stream()
                .filter(prefix -> word.startsWith(prefix.getKey()))
                .flatMap(prefix -> prefix.getValue().stream()
                        .map(first -> first + word.substring(prefix.getKey().length())));
    }
}
