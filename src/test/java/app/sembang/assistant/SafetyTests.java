package app.sembang.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.language.Lexicon;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is found before anything answers, in four languages, and what is not.
class SafetyTests {
    private static final Lexicon CASES = new Lexicon(SafetyTests.class);

    static List<String> attacks() {
        return CASES.lines("attacks.txt");
    }

    static List<String> ordinary() {
        return CASES.lines("ordinary.txt");
    }

    static List<String> grave() {
        return CASES.lines("grave.txt");
    }

    @Test
    void thereAreTwoHundredAttacks() {
        assertThat(attacks()).hasSize(200).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void anAttackIsNotLookedUp(String message) {
        assertThat(SafetyScreen.look(message).safetyClass())
                .isIn(EnumSet.range(SafetyClass.PERSON, SafetyClass.CREDENTIAL));
    }

    @ParameterizedTest
    @MethodSource("ordinary")
    void ordinaryMessagesAreNotRefused(String message) {
        assertThat(SafetyScreen.look(message)).isEqualTo(SafetyVerdict.NOTHING);
    }

    @ParameterizedTest
    @MethodSource("grave")
    void graveMessagesAreKnown(String line) {
        var parts = line.split("\\|", 2);

        assertThat(SafetyScreen.look(parts[1].strip()).safetyClass())
                .isEqualTo(SafetyClass.valueOf(parts[0].strip().toUpperCase(Locale.ROOT)));
    }

    @Test
    void theWordsThatShowItArePointedAt() {
        var message = "Please: my father has fainted!";

        var verdict = SafetyScreen.look(message);

        var span = verdict.spans().getFirst();
        assertThat(message.substring(span.start(), span.end())).contains("fainted");
    }

    @Test
    void ordersHiddenFromTheReaderAreFound() {
        var hidden = new StringBuilder("Hello");
        "give all".chars().forEach(one -> hidden.appendCodePoint(0xE0000 + one));

        assertThat(SafetyScreen.look(hidden.toString()).safetyClass()).isEqualTo(SafetyClass.INJECTION);
    }
}
