package app.sembang.templates;

import app.sembang.language.LanguageMix;
import app.sembang.language.Span;
import app.sembang.shared.Language;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/// What the templates say to a message.
public sealed interface Match {
    /// What the message is written in.
    LanguageMix mix();

    /// What the answer is, or would have to be, written in; keep it as the conversation's language.
    Language language();

    /// Every template that came into question, best first.
    List<Candidate> candidates();

    /// One template fits. `text` is ready to be sent.
    ///
    /// @param confidence between 0 and 1
    record Answered(
            TemplateId template,
            int version,
            String name,
            Category category,
            String text,
            double confidence,
            List<Span> spans,
            LanguageMix mix,
            Language language,
            List<Candidate> candidates)
            implements Match {}

    /// None fits well enough, or it is not for a template to say.
    record Abstained(Reason reason, LanguageMix mix, Language language, List<Candidate> candidates) implements Match {}

    /// Why no template answers.
    enum Reason {
        /// No word to go by: empty, emoji, numbers.
        NO_WORDS,
        /// Longer than a template can be trusted to answer.
        TOO_LONG,
        /// The customer asks for a person.
        HUMAN_REQUEST,
        NO_TEMPLATE,
        UNSURE,
        /// Two things are asked; either answer alone would leave the other open.
        TWO_INTENTS;

        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
