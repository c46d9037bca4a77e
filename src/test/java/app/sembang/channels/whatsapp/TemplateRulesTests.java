package app.sembang.channels.whatsapp;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.channels.whatsapp.TemplateDraft.Button;
import app.sembang.channels.whatsapp.TemplateDraft.Button.Kind;
import app.sembang.channels.whatsapp.TemplateDraft.Category;
import app.sembang.shared.Refusal.FieldError;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/// What Meta would refuse is found before it is submitted.
class TemplateRulesTests {
    private static final Map<String, String> EXAMPLES = Map.of("1", "Aina", "2", "8841", "name", "Aina");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Hai {{1}}, pesanan {{2}} sudah dihantar. Terima kasih!",
                "Hello {{name}}, thank you for your order.",
                "您好 {{1}}，您的订单已经发出。谢谢！",
                "Terima kasih kerana membeli-belah dengan kami."
            })
    void aTextThatMetaTakesBreaksNoRule(String body) {
        assertThat(TemplateRules.broken(withBody(body))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{{1}} is the name under which we know you",
                "We know you by the name {{1}}",
                "Hi {{1}} {{2}}, your order has left us this morning.",
                "Hi {{1}}.",
                "Hi {{2}}, your order {{1}} has left us this morning.",
                "Hi {{1}}, your order {{name}} has left us this morning.",
                "Hi {{Name}}, your order has left us this morning.",
                "''"
            })
    void aTextThatMetaRefusesNamesTheBody(String body) {
        assertThat(TemplateRules.broken(withBody(body)))
                .extracting(FieldError::field)
                .contains("body");
    }

    @Test
    void everyVariableNeedsAnExample() {
        var draft = new TemplateDraft(
                "t", "ms", Category.UTILITY, null, "Hai {{1}}, pesanan anda sampai.", null, List.of(), Map.of());
        assertThat(TemplateRules.broken(draft)).extracting(FieldError::field).containsExactly("examples.1");
    }

    @ParameterizedTest
    @CsvSource({"Order Update,ms,name", "order-update,ms,name", "order_update,malay!,language", "'',ms,name"})
    void aNameAndALanguageHaveTheirForm(String name, String language, String field) {
        var draft = new TemplateDraft(name, language, Category.UTILITY, null, "Hi there", null, List.of(), Map.of());
        assertThat(TemplateRules.broken(draft)).extracting(FieldError::field).containsExactly(field);
    }

    @Test
    void headerAndFooterAreShort() {
        var draft = new TemplateDraft(
                "t", "ms", Category.UTILITY, "x".repeat(61), "Hi there", "Hello {{1}}", List.of(), Map.of());
        assertThat(TemplateRules.broken(draft))
                .extracting(FieldError::field)
                .containsExactlyInAnyOrder("header", "footer");
    }

    static Stream<Arguments> buttons() {
        return Stream.of(
                Arguments.of(List.of(quick("A"), quick("B"), link("C", "https://a.example/{{1}}")), null),
                Arguments.of(List.of(quick("A"), link("C", "https://a.example"), quick("B")), "buttons"),
                Arguments.of(
                        List.of(
                                link("A", "https://a.example"),
                                link("B", "https://a.example"),
                                link("C", "https://a.example")),
                        "buttons"),
                Arguments.of(List.of(quick("A"), quick("A")), "buttons[1].label"),
                Arguments.of(List.of(quick("x".repeat(26))), "buttons[0].label"),
                Arguments.of(List.of(link("A", "javascript:alert(1)")), "buttons[0].value"),
                Arguments.of(List.of(link("A", "https://a.example/{{1}}/x")), "buttons[0].value"),
                Arguments.of(List.of(new Button(Kind.PHONE_NUMBER, "Call", "call me")), "buttons[0].value"),
                Arguments.of(
                        IntStream.range(0, 11).mapToObj(i -> quick("B" + i)).toList(), "buttons"));
    }

    @ParameterizedTest
    @MethodSource("buttons")
    void buttonsAreFewGroupedAndWhole(List<Button> buttons, @Nullable String field) {
        var draft = new TemplateDraft("t", "ms", Category.UTILITY, null, "Hi there", null, buttons, EXAMPLES);
        var broken = TemplateRules.broken(draft);
        if (field == null) {
            assertThat(broken).isEmpty();
        } else {
            assertThat(broken).extracting(FieldError::field).containsExactly(field);
        }
    }

    @Test
    void aTemplateGoesOverTheWireAndComesBackTheSame() {
        var draft = new TemplateDraft(
                "order_update_my",
                "ms",
                Category.UTILITY,
                "Pesanan {{1}}",
                "Hai {{1}}, pesanan {{2}} sudah dihantar. Terima kasih!",
                "Kedai Contoh",
                List.of(
                        quick("Sahkan"),
                        link("Jejak", "https://track.example/{{1}}"),
                        new Button(Kind.PHONE_NUMBER, "Telefon", "+60355501000")),
                Map.of("1", "Aina", "2", "8841"));
        var json = new JsonMapper();
        var components = json.readTree(json.writeValueAsString(draft.components()));
        assertThat(TemplateDraft.of("order_update_my", "ms", "UTILITY", components))
                .isEqualTo(draft);
    }

    private static TemplateDraft withBody(String body) {
        return new TemplateDraft("t", "ms", Category.UTILITY, null, body, null, List.of(), EXAMPLES);
    }

    private static Button quick(String label) {
        return new Button(Kind.QUICK_REPLY, label, null);
    }

    private static Button link(String label, String url) {
        return new Button(Kind.URL, label, url);
    }
}
