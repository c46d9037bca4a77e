package app.sembang.conversations;

import app.sembang.shared.ConversationId;
import app.sembang.shared.Language;
import app.sembang.shared.MessageId;
import org.jspecify.annotations.Nullable;

/// What the assistant says.
///
/// @param id made by the caller, so that its decision can name the reply
/// @param evidence JSON: template and version, language, confidence
/// @param announcesHandOver it only tells the customer that a person will answer, so the customer still waits
public record AssistantReply(
        MessageId id,
        ConversationId conversation,
        String text,
        @Nullable Language language,
        @Nullable String evidence,
        boolean announcesHandOver) {}
