package app.sembang.assistant;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// What a message may say that matters more than what it asks, the gravest first. No template, no document and no model
/// answers one of these.
public enum SafetyClass {
    EMERGENCY(Effect.HAND_OVER),
    SELF_HARM(Effect.HAND_OVER),
    /// Wants a person.
    PERSON(Effect.HAND_OVER),
    /// Tries to give the assistant other orders, or to have its own told.
    INJECTION(Effect.ANSWER),
    /// Asks for what is somebody else's.
    OTHER_PERSON(Effect.ANSWER),
    /// Shows a card's number, a code or a password.
    CREDENTIAL(Effect.ANSWER),
    OPT_OUT(Effect.HAND_OVER),
    ABUSE(Effect.ANSWER),
    MEDICAL(Effect.HAND_OVER),
    /// Wants a promise about money or law.
    GUARANTEE(Effect.HAND_OVER),
    /// Presses for another price than the published one.
    DISCOUNT(Effect.LOOK_FURTHER),
    /// Religion, race, politics.
    BELIEF(Effect.ANSWER);

    /// What becomes of such a message.
    enum Effect {
        /// A fixed answer, and a person takes over.
        HAND_OVER,
        /// A fixed answer; the assistant goes on.
        ANSWER,
        /// Answered from what is published, if that says anything, else as fixed.
        LOOK_FURTHER
    }

    private final Effect effect;

    SafetyClass(Effect effect) {
        this.effect = effect;
    }

    Effect effect() {
        return effect;
    }

    @JsonValue
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }
}
