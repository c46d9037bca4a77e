package app.sembang.assistant;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Scenarios asked of one version. A person's verdict counts before that of the rules.
///
/// @param version the version's number
/// @param total how many scenarios are asked; those removed meanwhile are left out
/// @param milliseconds what an answer took, in the mean; null before the first
/// @param costUsd what the models cost, as far as their prices are known
@Schema(name = "TestRun")
record TestRun(
        UUID id,
        ModelVersionId modelVersionId,
        int version,
        State state,
        int total,
        int passed,
        int failed,
        int needsReview,
        @Nullable Long milliseconds,
        String costUsd,
        Instant startedAt,
        @Nullable Instant endedAt) {
    @Schema(name = "TestRunState")
    enum State {
        RUNNING,
        DONE,
        /// Somebody ended it; what was answered stays.
        STOPPED;

        @JsonValue
        public String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        static State from(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }
}
