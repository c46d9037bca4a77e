package app.sembang.channels.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Texts made at random from what cuts badly; the seed says which.
class TextPartsTests {
    private static final List<String> PIECES = List.of(
            "batik ",
            "harga? ",
            "Ya. ",
            "\n",
            "\n\n",
            "  ",
            "x".repeat(700),
            "👩‍👩‍👧‍👦",
            "👍🏽",
            "🇲🇾",
            "நீங்கள் ",
            "வணக்கம்",
            "你好。",
            "多少钱",
            "e\u0301",
            "مرحبا ",
            "...",
            "\t");

    @ParameterizedTest
    @ValueSource(longs = {1, 20261125, 42})
    void everyTextArrivesWholeInPartsNoneTooLongNoneBeginningInsideACharacter(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            var text = text(random);
            var parts = TextParts.of(text);

            assertThat(String.join("", parts).replaceAll("\\s", ""))
                    .as("seed %d, text %d", seed, i)
                    .isEqualTo(text.replaceAll("\\s", ""));
            assertThat(parts).allSatisfy(part -> {
                assertThat(part).isNotBlank().hasSizeLessThanOrEqualTo(TextParts.MOST_UNITS);
                assertThat(Character.isLowSurrogate(part.charAt(0))).isFalse();
                assertThat(Character.isHighSurrogate(part.charAt(part.length() - 1)))
                        .isFalse();
                assertThat(part)
                        .doesNotStartWith("\u0301")
                        .doesNotStartWith("\u200D")
                        .doesNotStartWith("🏽");
            });
            // A part is only as short as its border asks.
            assertThat(parts.size()).isLessThanOrEqualTo(1 + text.length() / (TextParts.MOST_UNITS / 4));
        }
    }

    private static String text(Random random) {
        var text = new StringBuilder();
        int length = 1 + random.nextInt(20_000);
        while (text.length() < length) {
            var piece = PIECES.get(random.nextInt(PIECES.size()));
            text.append(random.nextInt(20) == 0 ? piece.repeat(1 + random.nextInt(300)) : piece);
        }
        return text.toString();
    }
}
