package app.sembang.templates;

import app.sembang.shared.Language;
import app.sembang.shared.OutletId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A customer's message that asks for an answer, with what is known around it.
///
/// @param language what the conversation is held in so far; null at its beginning
/// @param values what is known for placeholders, such as `customer_name`; inserted as it stands
/// @param turn the message's number in the conversation, where answers count too; it chooses among a template's
/// variations
/// @param lastText what this contact was sent last, so that the same words are not sent twice in a row
/// @param outlet whose customer asks; null where the conversation belongs to none
public record Question(
        String text,
        @Nullable Language language,
        Map<String, String> values,
        long turn,
        @Nullable String lastText,
        @Nullable OutletId outlet) {
    public Question {
        values = Map.copyOf(values);
    }

    /// One that is asked of the company as a whole.
    public Question(
            String text,
            @Nullable Language language,
            Map<String, String> values,
            long turn,
            @Nullable String lastText) {
        this(text, language, values, turn, lastText, null);
    }

    public static Question of(String text) {
        return new Question(text, null, Map.of(), 0, null);
    }
}
