package app.sembang.templates;

import app.sembang.shared.Language;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Something of a template in use that does not work as it seems to.
///
/// @param language of the words it is about; null where it is about all of it
/// @param otherId the template that is in its way
/// @param phrases its own patterns and examples it is about
/// @param reasons why it does not answer them, as a trial says it
public record TemplateFinding(
        Kind kind,
        TemplateId templateId,
        String name,
        @Nullable Language language,
        @Nullable TemplateId otherId,
        @Nullable String otherName,
        List<String> phrases,
        List<String> reasons) {
    /// What is wrong, the worst first.
    public enum Kind {
        /// None of its own words makes it answer.
        NEVER_FIRES,
        /// Another one answers some of its own words.
        SHADOWED,
        /// Another one is found by a pattern that reads the same.
        SAME_PATTERN,
        /// Its time is over, or has not begun.
        OUT_OF_TIME;

        @JsonValue
        public String value() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
