package app.sembang.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.assistant.Ground.Kind;
import app.sembang.shared.Language;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// An answer says nothing that the company's own data does not, in whatever words.
class OutputCheckTests {
    private static final List<Ground> GROUNDS = List.of(
            TestGoods.SHIRT,
            TestGoods.SCARF,
            Ground.of(
                    "e3",
                    Kind.PASSAGE,
                    "m1",
                    "Delivery",
                    "Delivery takes 2-3 working days and costs RM 8. Returns within 7 days. We open at 10am. See https://kedai.example/delivery or call 03-1234 5678.",
                    0.9));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            EN | The batik shirt is RM89.90.
            EN | Batik shirt costs MYR 89.90 and is in stock.
            EN | Two batik shirts come to RM179.80 for 2.
            EN | The silk scarf is RM1,250 but out of stock.
            EN | Delivery is RM8 and takes 2-3 working days.
            EN | You can return it within 7 days.
            EN | We open at 10 am, see https://kedai.example/delivery
            EN | Call us at 03-12345678.
            MS | Harga baju Batik shirt ialah RM 89.90, ada stok.
            MS | Penghantaran RM8 dan ambil masa 2-3 hari bekerja.
            ZH | Batik shirt 的价格是 89.90 令吉，有现货。
            ZH | 运费是 8 令吉，7天内可以退货。
            TA | Batik shirt விலை 89.90 ரிங்கிட்.
            TA | Silk scarf விலை ஆயிரத்து இருநூற்று ஐம்பது ரிங்கிட்.
            EN | Let me confirm with the team and get back to you.
            EN | Please feel free to ask anything.
            """)
    void whatIsSoMayBeSaid(Language language, String text) {
        assertThat(failed(language, text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            EN | money | The batik shirt is RM79.90.
            EN | money | The batik shirt is RM 8.
            EN | money | Only 80 ringgit for the batik shirt!
            EN | money | The silk scarf is RM89.90.
            EN | money | For you, $50 only.
            EN | money | It is 1.2k ringgit.
            MS | money | Batik shirt cuma RM75 sahaja.
            ZH | money | Batik shirt 只要八十块。
            ZH | money | Batik shirt 的价格是 98.90 令吉。
            TA | money | Batik shirt விலை 70 ரிங்கிட்.
            TA | money | Silk scarf விலை இரண்டாயிரம் ரிங்கிட்.
            TA | promises | Silk scarf இலவசமாகக் கிடைக்கும்.
            EN | stock | The silk scarf is in stock.
            EN | facts | You get 10% off.
            ZH | facts | 给您打八折。
            EN | facts | It arrives in 1 day.
            MS | facts | Sampai dalam 24 jam.
            EN | facts | We open at 8am.
            EN | facts | It is here by 25 December.
            EN | facts | Call 012-3456789.
            EN | facts | Pay at https://evil.example/pay
            EN | promises | Delivery is free.
            MS | promises | Penghantaran percuma.
            ZH | promises | 我们保证退款。
            EN | promises | I guarantee it will fit.
            EN | promises | It has a warranty.
            TA | promises | நிச்சயமாக பொருந்தும்.
            EN | promises | I can give you a discount.
            EN | placeholders | Hello {customer_name}!
            EN | personal_data | Your IC 900101-14-5678 is noted.
            MS | language | Thank you for your message, we will reply to you soon.
            ZH | language | Thank you for your message, we will reply to you soon.
            """)
    void whatNothingSaysIsStopped(Language language, String check, String text) {
        assertThat(failed(language, text)).contains(check);
    }

    private static List<String> failed(Language language, String text) {
        return new OutputChecks(GROUNDS, language, 700, "You sell batik.")
                .of(text).stream()
                        .filter(check -> !check.passed())
                        .map(Check::code)
                        .toList();
    }
}
