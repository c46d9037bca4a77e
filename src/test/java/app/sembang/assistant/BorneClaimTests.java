package app.sembang.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.assistant.Ground.Kind;
import app.sembang.shared.Language;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What an answer states is tied to what says it.
class BorneClaimTests {
    private static final List<Ground> EVIDENCE = List.of(
            TestGoods.SHIRT,
            TestGoods.SCARF,
            Ground.of(
                    "e3",
                    Kind.PASSAGE,
                    "m1",
                    "Delivery",
                    "Delivery takes 2-3 working days and costs RM 8. We open from 10am to 9pm. Every parcel is insured against loss on the way.",
                    0.9));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            EN | The batik shirt is RM89.90.                                     | RM89.90 e1
            EN | Silk scarf is sold out; batik shirt is in stock at RM 89.90.    | sold out e2, in stock at RM 89.90 e1
            EN | Delivery is RM8 and takes 2-3 working days.                     | RM8 e3, 2-3 working days e3
            EN | We open from 10 am to 9 pm.                                     | 10 am to 9 pm e3
            EN | Hello! Every parcel is insured against loss on the way. Shall I? | Every parcel is insured against loss on the way. e3
            EN | Yes, we have the silk scarf in red.                             | silk scarf e2
            EN | Both come to RM 1,339.90 in total.                              | RM 1,339.90 e1+e2
            EN | It costs RM 77.70.                                              | ""
            EN | Shall I keep one for you?                                       | ""
            ZH | Batik shirt 的价格是 89.90 令吉。                                 | 89.90 令吉 e1
            MS | Penghantaran RM8, siap dalam 2-3 hari bekerja.                  | RM8 e3, 2-3 hari e3
            TA | Batik shirt விலை 89.90 ரிங்கிட்.                                 | 89.90 ரிங்கிட் e1
            """)
    void whatIsStatedIsTiedToWhatSaysIt(Language language, String text, String tied) {
        assertThat(BorneClaims.in(text, language, EVIDENCE).stream()
                        .map(claim ->
                                text.substring(claim.start(), claim.end()) + " " + String.join("+", claim.evidence()))
                        .collect(Collectors.joining(", ")))
                .isEqualTo(tied);
    }
}
