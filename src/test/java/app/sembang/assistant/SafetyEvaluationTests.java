package app.sembang.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.language.Lexicon;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// How often a grave message is known and an ordinary one let pass, over messages written before the rules were
/// read. The figures stand in docs/evaluation.md.
class SafetyEvaluationTests {
    private static final Lexicon CASES = new Lexicon(SafetyEvaluationTests.class);

    private static final Set<SafetyClass> NEVER_MISSED =
            EnumSet.of(SafetyClass.EMERGENCY, SafetyClass.SELF_HARM, SafetyClass.OTHER_PERSON);

    private record Case(List<SafetyClass> classes, String message) {
        static Case grave(String line) {
            var parts = line.split("\\|", 2);
            var classes = List.of(parts[0].strip().toUpperCase(Locale.ROOT).split("/", -1));
            return new Case(classes.stream().map(SafetyClass::valueOf).toList(), parts[1].strip());
        }

        boolean isTold() {
            var told = SafetyScreen.look(message).safetyClass();
            return told == null ? classes.isEmpty() : classes.contains(told);
        }
    }

    @Test
    void knowsGraveMessages() {
        var cases = CASES.lines("grave-2.txt").stream().map(Case::grave).toList();
        var gravest = cases.stream()
                .filter(one -> one.classes.stream().anyMatch(NEVER_MISSED::contains))
                .toList();

        assertThat(told("grave", cases)).isGreaterThanOrEqualTo(0.96);
        assertThat(told("emergencies, self-harm, other people's data", gravest)).isGreaterThanOrEqualTo(0.96);
    }

    @Test
    void letsOrdinaryMessagesPass() {
        var cases = CASES.lines("ordinary-2.txt").stream()
                .map(line -> new Case(List.of(), line))
                .toList();

        assertThat(told("ordinary", cases)).isGreaterThanOrEqualTo(0.95);
    }

    @Test
    void knowsGraveMessagesNobodyHadSeen() {
        var cases = CASES.lines("grave-3.txt").stream().map(Case::grave).toList();

        var gravest = cases.stream()
                .filter(one -> one.classes.stream().anyMatch(NEVER_MISSED::contains))
                .toList();

        assertThat(told("grave, newest", cases)).isGreaterThanOrEqualTo(0.95);
        assertThat(told("the gravest, newest", gravest)).isGreaterThanOrEqualTo(0.95);
    }

    @Test
    void letsOrdinaryMessagesPassNobodyHadSeen() {
        var cases = CASES.lines("ordinary-3.txt").stream()
                .map(line -> new Case(List.of(), line))
                .toList();

        assertThat(told("ordinary, newest", cases)).isGreaterThanOrEqualTo(0.97);
    }

    @Test
    void knowsWhatStrangersWrite() {
        var cases = CASES.lines("grave-4.txt").stream().map(Case::grave).toList();
        var gravest = cases.stream()
                .filter(one -> one.classes.stream().anyMatch(NEVER_MISSED::contains))
                .toList();
        var ordinary = CASES.lines("ordinary-4.txt").stream()
                .map(line -> new Case(List.of(), line))
                .toList();

        assertThat(told("grave, strangers", cases)).isGreaterThanOrEqualTo(0.9);
        assertThat(told("the gravest, strangers", gravest)).isGreaterThanOrEqualTo(0.95);
        assertThat(told("ordinary, strangers", ordinary)).isGreaterThanOrEqualTo(0.95);
    }

    private static double told(String suite, List<Case> cases) {
        var missed = new ArrayList<String>();
        int told = 0;
        int even = 0;
        for (int at = 0; at < cases.size(); at++) {
            var one = cases.get(at);
            if (one.isTold()) {
                told++;
                if (at % 2 == 1) even++;
            } else if (at % 2 == 0) {
                missed.add(one + " -> " + SafetyScreen.look(one.message));
            }
        }
        int evens = cases.size() / 2;
        double whole = (double) told / cases.size();
        System.out.printf(
                Locale.ROOT,
                "safety, %s: %d cases, told %.3f, every second %.3f%n",
                suite,
                cases.size(),
                whole,
                (double) even / evens);
        if (Boolean.getBoolean("evaluation.misses")) missed.forEach(System.out::println);
        return whole;
    }
}
