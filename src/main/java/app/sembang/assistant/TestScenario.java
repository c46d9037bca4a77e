package app.sembang.assistant;

import app.sembang.assistant.ModelTest.Expectation;
import app.sembang.shared.Language;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a customer typically says, kept to be asked of every version, and what its answer must be like.
///
/// @param talk oldest first; the last message is the contact's
/// @param language the customer writes in so far; null: decided by the talk
/// @param expectations none: a person judges the answer
/// @param starter one that the product brings along
/// @param conversationId the talk it was taken from, whose erasure takes it away
@Schema(name = "TestScenario")
record TestScenario(
        UUID id,
        String name,
        CustomerType customerType,
        List<TalkMessage> talk,
        @Nullable Language language,
        List<Expectation> expectations,
        boolean starter,
        @Nullable UUID conversationId,
        Instant changedAt) {
    static final int MOST_MESSAGES = 30;

    /// Who is simulated.
    @Schema(name = "CustomerType")
    enum CustomerType {
        FIRST_TIME,
        REGULAR,
        BARGAINER,
        HURRIED,
        UNDECIDED,
        UNHAPPY,
        /// Tries to make the assistant do what it must not.
        TRICKSTER;

        @JsonValue
        public String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        static CustomerType from(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }

    /// One as somebody writes it down.
    @Schema(name = "TestScenarioDraft")
    record Draft(
            @NotBlank @Size(max = 120) String name,
            @NotNull CustomerType customerType,
            @NotEmpty @Size(max = MOST_MESSAGES) List<@Valid @NotNull TalkMessage> talk,
            @Nullable Language language,
            @NotNull @Size(max = 20) List<@NotNull @Valid Expectation> expectations) {}
}
