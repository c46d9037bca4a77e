package app.sembang.leads;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A stage leads go through.
///
/// @param key of a stage every company begins with; null: the company's own
/// @param name null: the usual one, in the reader's language
/// @param probability how many of a hundred leads of this stage are won
record LeadStage(UUID id, @Nullable String key, @Nullable String name, Outcome outcome, int probability) {
    @Schema(name = "LeadOutcome")
    enum Outcome {
        OPEN,
        WON,
        LOST;

        @JsonValue
        String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        static Outcome from(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }

    /// A stage of the company's own; leads in it are open.
    ///
    /// @param after the stage it stands behind
    @Schema(name = "NewLeadStage")
    record Draft(
            @NotBlank @Size(max = 60) String name,
            @NotNull @Min(0) @Max(100) Integer probability,
            @NotNull UUID after) {}

    /// What is to be other; null leaves it. An empty name is the usual one again.
    @Schema(name = "LeadStageChange")
    record Change(
            @Nullable @Size(max = 60) String name,
            @Nullable @Min(0) @Max(100) Integer probability) {}
}
