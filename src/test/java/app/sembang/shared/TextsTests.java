package app.sembang.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextsTests {
    private static final Pattern CHARACTER = Pattern.compile("\\X");

    @ParameterizedTest
    @ValueSource(
            strings = {"👩‍👩‍👧‍👦 keluarga ", "🇲🇾🇸🇬", "கிராமத்தில் நீங்கள் ", "e\u0301te\u0301 👍🏽", "多少钱？", "x"
            })
    void aBeginningEndsBetweenWhatAReaderSeesAsCharacters(String piece) {
        var text = piece.repeat(60);
        for (int most = 1; most < 300 && most < text.length(); most++) {
            var beginning = Texts.beginning(text, most);

            assertThat(beginning.length()).isLessThanOrEqualTo(most);
            assertThat(text).startsWith(beginning);
            // A first character that does not fit is cut where it must be.
            if (firstOf(text).length() <= most) {
                assertThat(characters(beginning))
                        .containsExactlyElementsOf(characters(text)
                                .subList(0, characters(beginning).size()));
                assertThat(most - beginning.length())
                        .isLessThan(characters(text).stream()
                                .mapToInt(String::length)
                                .max()
                                .orElseThrow());
            }
        }
    }

    @Test
    void whatPilesUpWithoutEndIsCutAllTheSame() {
        assertThat(Texts.beginning("a" + "\u0301".repeat(1000), 160)).hasSize(160);
    }

    private static String firstOf(String text) {
        return characters(text).getFirst();
    }

    private static List<String> characters(String text) {
        return CHARACTER.matcher(text).results().map(MatchResult::group).toList();
    }
}
