package app.sembang.assistant;

import app.sembang.shared.ConversationId;
import app.sembang.shared.MessageId;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/// Something a customer, or we, said that matters beyond the talk it was said in.
///
/// @param value in one form whatever the language: an amount, a product's id, a place, a date
/// @param words as it was said, without numbers that tell who somebody is
@Schema(name = "Remembered")
record Remembered(
        UUID id,
        ConversationId conversationId,
        Kind kind,
        String value,
        String words,
        MessageId messageId,
        Instant at) {
    @Schema(name = "RememberedKind")
    enum Kind {
        NEED,
        BUDGET,
        PRODUCT,
        /// Where it has to go.
        PLACE,
        DATE,
        OBJECTION,
        /// Said by us.
        PROMISE,
        QUESTION;

        @JsonValue
        public String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        static Kind from(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }

    /// As a model is told.
    String line() {
        return "- %s (%s): %s".formatted(kind.value(), at.toString().substring(0, 10), words);
    }
}
