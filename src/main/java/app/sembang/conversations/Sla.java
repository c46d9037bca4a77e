package app.sembang.conversations;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;

/// What a customer was promised, and by when.
///
/// @param since when the customer began to wait, or the conversation was opened
/// @param warnsAt when four fifths of the time are over
record Sla(Kind kind, Instant since, Instant warnsAt, Instant dueAt) {
    enum Kind {
        /// Of a person, in a conversation in which none has written yet.
        FIRST_REPLY,
        NEXT_REPLY,
        /// That the conversation is closed.
        RESOLUTION;

        @JsonValue
        String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        static Kind from(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }

    enum Stage {
        WARNING,
        BREACH;

        String value() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
