package app.sembang.conversations;

import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import app.sembang.shared.MessageId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A message as it is stored.
///
/// @param evidence JSON; why the assistant said it
record Message(
        MessageId id,
        ConversationId conversation,
        int seq,
        Author author,
        @Nullable MemberId member,
        Content content,
        MessageState state,
        @Nullable String failureCode,
        @Nullable String failureReason,
        ChannelAccountId account,
        @Nullable String providerId,
        @Nullable String clientId,
        @Nullable Integer contactNumber,
        @Nullable String evidence,
        @Nullable Instant vendorAt,
        @Nullable Instant editedAt,
        Instant at) {}
