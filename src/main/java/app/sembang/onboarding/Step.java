package app.sembang.onboarding;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/// In the order they are offered.
@Schema(name = "OnboardingStep")
enum Step {
    /// Says in which field of business it works.
    COMPANY,
    /// Has a document, a question with its answer, or something it sells.
    KNOWLEDGE,
    /// Has at least one template that answers customers.
    ANSWERS,
    /// Has at least one channel account.
    CHANNEL,
    /// Has more than one person, or has invited one.
    TEAM,
    /// Has said when it is open: outside of these hours customers are told so.
    LIMITS;

    @JsonValue
    String value() {
        return name().toLowerCase(Locale.ROOT);
    }
}
