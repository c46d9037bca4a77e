package app.sembang.channels.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.connections.ChannelCapabilities;
import app.sembang.shared.Channel;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    @CsvSource({"1, TELEGRAM", "20261125, TELEGRAM", "42, TELEGRAM", "1, INSTAGRAM", "20261125, INSTAGRAM"})
    void everyTextArrivesWholeInPartsNoneTooLongNoneBeginningInsideACharacter(long seed, Channel channel) {
        var account = ChannelCapabilities.of(channel, null, Map.of());
        int most = account.partLength();
        var random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            var text = text(random);
            var parts = TextParts.of(text, account, most);

            assertThat(String.join("", parts).replaceAll("\\s", ""))
                    .as("seed %d, text %d", seed, i)
                    .isEqualTo(text.replaceAll("\\s", ""));
            assertThat(parts).allSatisfy(part -> {
                assertThat(part).isNotBlank();
                assertThat(account.lengthOf(part)).isLessThanOrEqualTo(most);
                assertThat(Character.isLowSurrogate(part.charAt(0))).isFalse();
                assertThat(Character.isHighSurrogate(part.charAt(part.length() - 1)))
                        .isFalse();
                assertThat(part)
                        .doesNotStartWith("\u0301")
                        .doesNotStartWith("\u200D")
                        .doesNotStartWith("🏽");
            });
            // A part is only as short as its border asks.
            assertThat(parts.size()).isLessThanOrEqualTo(1 + account.lengthOf(text) / (most / 4));
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
