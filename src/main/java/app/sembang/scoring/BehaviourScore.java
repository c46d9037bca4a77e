package app.sembang.scoring;

import app.sembang.contacts.ScoreColor;
import app.sembang.language.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How near a contact is to buying: from 0 to 100, with every point that made it so.
///
/// @param provisional nothing the contact wrote tells anything yet
public record BehaviourScore(int score, ScoreColor color, boolean provisional, List<Point> points) {
    /// The version of the rules; a score of another is not comparable.
    public static final String ALGORITHM = "bs-1";

    static final int UNKNOWN = 50;

    public enum Code {
        COMMIT,
        PAY,
        PRICE,
        SPEC,
        MULTI,
        EXIST,
        FAST,
        ENGAGED,
        POSITIVE,
        OBJECT,
        DEFER,
        VAGUE,
        BROWSE,
        NOINT,
        SILENT
    }

    /// @param line the place of the message it was found in, from 0; null where it follows from the whole conversation
    /// @param span the words in that message
    public record Point(
            Code code,
            int points,
            @Nullable Integer line,
            @Nullable Span span) {}
}
