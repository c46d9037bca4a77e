package app.sembang.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class ReplyWordsTests {
    private static final JsonMapper JSON = new JsonMapper();

    /// Cut in all ways into pieces of one length.
    private static List<List<String>> toldOf(String json) {
        var all = new ArrayList<List<String>>();
        for (int size = 1; size <= json.length(); size++) {
            var told = new ArrayList<String>();
            var words = new ReplyWords(told::add);
            for (int at = 0; at < json.length(); at += size) {
                words.accept(json.substring(at, Math.min(json.length(), at + size)));
            }
            all.add(told);
        }
        return all;
    }

    private static void tells(String json, String reply) {
        assertThat(toldOf(json)).allSatisfy(told -> {
            assertThat(String.join("", told)).isEqualTo(reply);
            assertThat(told).noneMatch(ReplyWordsTests::endsInHalfACharacter);
        });
    }

    private static boolean endsInHalfACharacter(String text) {
        return text.isEmpty() || Character.isHighSurrogate(text.charAt(text.length() - 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RM 89.90, siap dihantar.",
                "He said \"yes\" \\ no / maybe\nand\ttabs\r\n",
                "价格是 RM 89.90 😊👩🏽‍🦱",
                "விலை ₹ இல்லை, RM 89.90",
                "\b\f { } [ ] : , reply"
            })
    void theReplyIsToldWhereverThePiecesEnd(String reply) {
        var object = JSON.createObjectNode().put("lang", "en");
        object.putArray("claims").addObject().put("reply", "inner").put("evidenceId", "e1");
        object.put("reply", reply).put("confidence", 0.9);
        tells(object.toString(), reply);
        tells("Here it is:\n```json\n" + object.toPrettyString() + "\n```", reply);
        tells(escaped(object.toString()), reply);
    }

    /// Every letter that is not ASCII by its number, as some models write them.
    private static String escaped(String json) {
        var text = new StringBuilder();
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c < 128) text.append(c);
            else text.append("\\u%04X".formatted((int) c));
        }
        return text.toString();
    }

    @Test
    void whatNoTextMayHoldIsLeftOut() {
        tells("{\"reply\":\"a\\u0000b\\ud83dc\\ude0ad\\ud83d\"}", "ab\uFFFDc\uFFFDd\uFFFD");
    }

    @Test
    void whatIsNoReplyIsNotTold() {
        tells("Just a text without any object", "");
        tells("{\"reply\":null,\"lang\":\"en\"}", "");
        tells("{\"reply\":{\"reply\":\"inner\"}}", "");
        tells("{\"replying\":\"no\",\"repl\":\"no\",\"claims\":[\"reply\",\"no\"]}", "");
    }

    @Test
    void fromWhereItIsNoJsonNothingIsTold() {
        tells("{\"reply\":\"good \\q bad\",\"reply\":\"no\"}", "good ");
        tells("{\"reply\":\"good \\u12G4 bad\"}", "good ");
        tells("{\"reply\":\"cut off in the mid", "cut off in the mid");
    }
}
