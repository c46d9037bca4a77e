package app.sembang.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Where one question of a message ends and the next begins.
class PiecesTests {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            How much is it? Do you deliver?                | How much is it? / Do you deliver?
            hi sis, how much is it and do you deliver      | hi sis, how much is it / and do you deliver
            berapa harga dan bila boleh hantar             | berapa harga / dan bila boleh hantar
            多少钱？可以送货吗？                              | 多少钱？ / 可以送货吗？
            do you have it in red and blue                 | do you have it in red and blue
            How much is the shirt? I saw it yesterday.     | How much is the shirt? I saw it yesterday.
            Thanks, bye                                    | Thanks, bye
            """)
    void eachQuestionIsAPiece(String text, String pieces) {
        assertThat(Pieces.of(text)).isEqualTo(Arrays.asList(pieces.split(" / ", -1)));
    }
}
