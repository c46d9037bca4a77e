package app.sembang.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.assistant.Ground.Kind;
import app.sembang.assistant.ModelVersion.Weights;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How the room a model has is divided among what was looked up.
class EvidenceRoomTests {
    private static final int LARGE = EvidenceRoom.LETTERS / 6;

    private static Ground ground(Kind kind, int number) {
        return Ground.of("e" + number, kind, "r" + number, "title", "x".repeat(LARGE), 1 - number / 100.0);
    }

    private static List<Ground> some(Kind kind, int from, int count) {
        var grounds = new ArrayList<Ground>();
        for (int i = 0; i < count; i++) grounds.add(ground(kind, from + i));
        return grounds;
    }

    private static List<Ground> shown(Weights weights, List<Ground> some, List<Ground> others) {
        var found = new ArrayList<>(some);
        found.addAll(others);
        return EvidenceRoom.within(found, weights);
    }

    private static long of(List<Ground> grounds, Kind kind) {
        return grounds.stream().filter(ground -> ground.kind() == kind).count();
    }

    @Test
    void eachKindFillsItsShare() {
        var shown = shown(new Weights(0, 0, 0.5, 0.25), some(Kind.FAQ, 0, 10), some(Kind.PASSAGE, 10, 10));

        assertThat(of(shown, Kind.FAQ)).isEqualTo(4);
        assertThat(of(shown, Kind.PASSAGE)).isEqualTo(2);
    }

    @Test
    void whatOneLeavesOthersTake() {
        var shown = shown(new Weights(0, 0, 0.5, 0.5), some(Kind.FAQ, 0, 1), some(Kind.PASSAGE, 10, 10));

        assertThat(of(shown, Kind.FAQ)).isEqualTo(1);
        assertThat(of(shown, Kind.PASSAGE)).isEqualTo(5);
    }

    @Test
    void nothingOfAKindWithoutWeightIsShownAndProductsAlwaysAre() {
        var shown = shown(new Weights(1, 0, 0, 1), some(Kind.FAQ, 0, 2), some(Kind.PRODUCT, 10, 8));

        assertThat(of(shown, Kind.FAQ)).isZero();
        assertThat(of(shown, Kind.PRODUCT)).isEqualTo(8);
    }
}
