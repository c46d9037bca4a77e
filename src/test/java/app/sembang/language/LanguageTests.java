package app.sembang.language;

import static app.sembang.shared.Language.EN;
import static app.sembang.shared.Language.MS;
import static app.sembang.shared.Language.TA;
import static app.sembang.shared.Language.ZH;
import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.shared.Language;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageTests {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EN | false | How much does this shirt cost?",
                "EN | false | I would like to book an appointment tomorrow",
                "EN | false | like that also can lah",
                "MS | false | Berapa harga baju ini?",
                "MS | false | brp hrga kak, sy nk beli",
                "MS | false | boleh hantar ke rumah saya esok tak",
                "MS | false | Ada stok tak?",
                "MS | false | gimana cara bayar nggak bisa",
                "ZH | false | 请问这个多少钱？",
                "ZH | false | 請問有貨嗎",
                "TA | false | இதன் விலை என்ன?",
                "TA | false | vanakkam, ithu evlo?",
                "MS | true  | Boleh saya tengok the product?",
                "ZH | true  | 这个 delivery 要几天",
                "MS | true  | saya nak return the shirt boleh tak",
            })
    void tellsTheLanguageWordByWord(Language primary, boolean mixed, String text) {
        var mix = decide(text, null).mix();

        assertThat(mix.primary()).isEqualTo(primary);
        assertThat(mix.mixed()).as(mix.toString()).isEqualTo(mixed);
        assertThat(mix.shares().values().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum())
                .isBetween(0.99, 1.01);
    }

    @ParameterizedTest
    @CsvSource({"😀", "12345", "ok", "Uniqlo", "lah", "''", "https"})
    void doesNotGuessFromWhatEveryLanguageSays(String text) {
        var decision = decide(text, null);

        assertThat(decision.mix().undetermined()).isTrue();
        assertThat(decision.mix().primary()).isNull();
        assertThat(decision.reply()).isEqualTo(MS);
        assertThat(decide(text, ZH).reply()).isEqualTo(ZH);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            FORMAL   | Dear sir, could you kindly tell me the price of the sofa?
            FORMAL   | Adakah pihak tuan menyediakan perkhidmatan penghantaran?
            FORMAL   | 您好，请问贵公司是否提供送货服务？
            FORMAL   | தயவுசெய்து உங்கள் முகவரியை அனுப்ப முடியுமா?
            INFORMAL | bro brp skrg harga ni, nk amik dua
            INFORMAL | hey sis, wanna know if u got this in blue lah
            INFORMAL | 老板，可以便宜一点啦
            INFORMAL | anna oru shirt venum evlo da
                     | Batik shirt
            """)
    void tellsHowSomebodySpeaks(@Nullable Register register, String text) {
        assertThat(Register.of(text)).isEqualTo(register);
    }

    @Test
    void oneWordInPassingDoesNotTurnAConversation() {
        assertThat(decide("thanks", TA).reply()).isEqualTo(TA);
        assertThat(decide("thanks a lot for your help", TA).reply()).isEqualTo(EN);
        assertThat(decide("多少钱", MS).reply()).isEqualTo(ZH);
    }

    @Test
    void repliesOnlyInWhatTheCompanyServes() {
        var decision = Languages.decide(Reading.of("இதன் விலை என்ன?"), null, List.of(MS, EN));

        assertThat(decision.mix().primary()).isEqualTo(TA);
        assertThat(decision.reply()).isEqualTo(MS);
    }

    private static LanguageDecision decide(String text, @Nullable Language conversation) {
        return Languages.decide(Reading.of(text), conversation, List.of(MS, EN, ZH, TA));
    }
}
