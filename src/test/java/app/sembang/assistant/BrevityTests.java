package app.sembang.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrevityTests {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Hi Aina! Thank you for your question. The batik shirt costs RM 89.90. Let me know if you have any other questions!"
                        + "|The batik shirt costs RM 89.90.",
                "Great question! We deliver to Penang in 3 days. Have a nice day 😊|We deliver to Penang in 3 days.",
                "Selamat pagi Aina! Terima kasih kerana bertanya. Harga baju batik ialah RM 89.90. Ada apa-apa lagi yang boleh saya bantu?"
                        + "|Harga baju batik ialah RM 89.90.",
                "您好 Aina！感谢您的咨询。峇迪衬衫的价格是 RM 89.90。如有任何问题，请随时联系我们。|峇迪衬衫的价格是 RM 89.90。",
                "வணக்கம் Aina! உங்கள் கேள்விக்கு நன்றி. பாத்திக் சட்டையின் விலை RM 89.90. இனிய நாள்!|பாத்திக் சட்டையின் விலை RM 89.90.",
            })
    void greetingsFillerAndClosingsGoFirst(String text, String shorter) {
        assertThat(Brevity.shorter(text, "Aina")).contains(shorter);
        assertThat(Brevity.shorter(shorter, "Aina")).isEmpty();
    }

    @Test
    void thenQuestionsAtTheEnd() {
        var text = "The batik shirt costs RM 89.90. Which size do you wear? Shall I keep one for you?";

        assertThat(Brevity.shorter("Hello! " + text, null)).contains(text);
        assertThat(Brevity.shorter(text, null)).contains("The batik shirt costs RM 89.90.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Yes, we do. Our shop is at No. 12, Jln. Ampang. We are open from 10.00 a.m. to 6.00 p.m.",
                "Okay. It costs RM 89.90.",
                "好的。价格是 RM 89.90。",
                "1. Choose a size\n2. Pay by card\n3. Wait for 3 days",
                "Which one do you mean?",
                "Hello!",
                "Thank you, Aina.",
                "Hello, the batik shirt costs RM 89.90, let me know.",
                "It looks great with jeans. We never ship abroad.",
                "Have a nice day with 10% off!",
                "😊"
            })
    void whatIsStatedStays(String text) {
        assertThat(Brevity.shorter(text, "Aina")).isEmpty();
    }

    @Test
    void linesStayLines() {
        assertThat(Brevity.shorter("Hello Aina!\n\nBatik shirt: RM 89.90\nKebaya: RM 120.00\n\nThank you!", "Aina"))
                .contains("Batik shirt: RM 89.90\nKebaya: RM 120.00");
    }
}
