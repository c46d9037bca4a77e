package app.sembang.templates;

import app.sembang.language.LanguageMix;
import app.sembang.language.Span;
import app.sembang.shared.Language;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
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
    /// @param inOtherWords it fits by what it is about, none of its own words were used: what is written about just
    ///     what is asked is surer
    record Answered(
            TemplateId template,
            int version,
            String name,
            Category category,
            String text,
            double confidence,
            boolean inOtherWords,
            List<Span> spans,
            LanguageMix mix,
            Language language,
            List<Candidate> candidates)
            implements Match {
        public Part part() {
            return new Part(template, version, name, text, confidence, language);
        }
    }

    /// None fits well enough, or it is not for a template to say.
    ///
    /// @param parts where several things are asked: what templates say to some of them, in that order
    /// @param whole whether that answers all of them
    record Abstained(
            Reason reason,
            LanguageMix mix,
            Language language,
            List<Candidate> candidates,
            List<Part> parts,
            boolean whole)
            implements Match {}

    /// A template's answer to one thing that is asked, ready to be sent.
    ///
    /// @param confidence between 0 and 1
    @Schema(name = "TemplateAnswer")
    record Part(
            TemplateId templateId, int version, String name, String response, double confidence, Language language) {}

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
        /// Several things are asked; one answer alone would leave the others open.
        TWO_INTENTS;

        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
