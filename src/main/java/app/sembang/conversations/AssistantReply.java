package app.sembang.conversations;

import app.sembang.shared.ConversationId;
import app.sembang.shared.Language;
import app.sembang.shared.MessageId;
import org.jspecify.annotations.Nullable;

/// What the assistant says.
///
/// @param id made by the caller, so that its decision can name the reply
/// @param evidence JSON: template and version, language, confidence
/// @param announcesHandOver it only tells the customer that a person will answer, so the customer still
/// waits
/// @param after the number of the last message that was known when it was worded: where more was said
/// since, by whomever, it is out of date and left out; null where it is decided on with the message it
/// answers
public record AssistantReply(
        MessageId id,
        ConversationId conversation,
        String text,
        @Nullable Language language,
        @Nullable String evidence,
        boolean announcesHandOver,
        @Nullable Integer after) {}
