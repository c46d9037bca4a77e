package app.sembang.assistant;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/// What became of what a version said, from its first activation until now.
///
/// @param answered messages of contacts it answered by itself
/// @param handedOver messages it left to people
/// @param suggested how often it offered people something to say
/// @param sent how many of these were sent, as they were or changed
/// @param changed the mean share of what was sent that people changed, 0 to 1; null where nothing was sent
/// @param rating the mean of the ratings, 1 to 5; null where nobody rated
record ModelVersionFigures(
        int answered,
        int handedOver,
        int suggested,
        int sent,
        int sentAsIs,
        @Nullable BigDecimal changed,
        int rated,
        @Nullable BigDecimal rating) {
    ModelVersionFigures {
        changed = changed == null ? null : changed.setScale(3, RoundingMode.HALF_UP);
        rating = rating == null ? null : rating.setScale(2, RoundingMode.HALF_UP);
    }
}
