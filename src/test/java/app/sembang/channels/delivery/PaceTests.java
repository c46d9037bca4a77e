package app.sembang.channels.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTests {
    @Test
    void noMoreGoInAWhileThanMayAndOthersGoOn() {
        var pace = new Pace<String>(Duration.ofHours(1));
        for (int sent = 0; sent < 30; sent++) {
            assertThat(pace.take("bot", 30)).isTrue();
        }

        assertThat(pace.take("bot", 30)).isFalse();
        assertThat(pace.resting()).containsExactly("bot");
        assertThat(pace.take("another", 30)).isTrue();
        assertThat(pace.giveBack("bot")).as("it may not go").isFalse();
        assertThat(pace.take("bot", 30)).isTrue();
    }

    @Test
    void afterTheWhileAsManyGoAgain() {
        var pace = new Pace<String>(Duration.ZERO);

        assertThat(pace.take("bot", 1)).isTrue();
        assertThat(pace.take("bot", 1)).isTrue();
        assertThat(pace.resting()).isEmpty();
    }
}
