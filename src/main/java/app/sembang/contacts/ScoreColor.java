package app.sembang.contacts;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// A score from 0 to 100 as people see it; nothing but the number decides.
public enum ScoreColor {
    GREEN(80, 100),
    YELLOW(50, 79),
    RED(0, 49);

    private final int least;
    private final int most;

    ScoreColor(int least, int most) {
        this.least = least;
        this.most = most;
    }

    public static ScoreColor of(int score) {
        if (score >= GREEN.least) return GREEN;
        return score >= YELLOW.least ? YELLOW : RED;
    }

    /// The lowest score of this colour.
    public int least() {
        return least;
    }

    /// The highest score of this colour.
    public int most() {
        return most;
    }

    @JsonValue
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }
}
