package app.sembang.assistant;

import app.sembang.shared.Language;
import app.sembang.templates.Match;
import org.jspecify.annotations.Nullable;

/// What the assistant does with one message of a contact.
sealed interface Decision {
    /// A proven template answers.
    record Answer(Match.Answered match) implements Decision {}

    /// A person has to answer; the customer is told so in this language, or not at all where a word of ours would come
    /// too late as well.
    record HandOver(String reason, @Nullable Language language) implements Decision {}

    /// Nothing is said: somebody else answers, or nobody should.
    record Silence(String reason) implements Decision {}
}
