package app.sembang.assistant;

import app.sembang.shared.Language;
import app.sembang.templates.Match;
import org.jspecify.annotations.Nullable;

/// What the assistant does with one message of a contact, in the commit that stores it.
sealed interface Decision {
    /// A proven template answers.
    record Answer(Match.Answered match) implements Decision {}

    /// Something that is always said so, whatever a template or a model would say.
    record Say(String reason, String text, Language language) implements Decision {}

    /// A person has to answer.
    ///
    /// @param language the customer is told so in; null: not at all, where a word of ours would come too
    /// late as well
    /// @param text what the customer is told; null: the usual words
    record HandOver(
            String reason,
            @Nullable Language language,
            @Nullable String text) implements Decision {}

    /// No template answers; it is looked for elsewhere, after the commit.
    record Think(String reason) implements Decision {}

    /// Nothing is said: somebody else answers, or nobody should.
    record Silence(String reason) implements Decision {}
}
