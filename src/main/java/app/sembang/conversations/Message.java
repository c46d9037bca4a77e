package app.sembang.conversations;

import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import app.sembang.shared.MessageId;
import java.time.Instant;
import java.util.List;
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
        Instant at,
        @Nullable Context context,
        @Nullable Quote quote,
        List<Reaction> reactions,
        @Nullable Hold hold) {

    /// One that answers nothing and that nobody has reacted to.
    Message(
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
            Instant at) {
        this(
                id,
                conversation,
                seq,
                author,
                member,
                content,
                state,
                failureCode,
                failureReason,
                account,
                providerId,
                clientId,
                contactNumber,
                evidence,
                vendorAt,
                editedAt,
                at,
                null,
                null,
                List.of(),
                null);
    }

    Message in(@Nullable Context where) {
        return new Message(
                id,
                conversation,
                seq,
                author,
                member,
                content,
                state,
                failureCode,
                failureReason,
                account,
                providerId,
                clientId,
                contactNumber,
                evidence,
                vendorAt,
                editedAt,
                at,
                where,
                quote,
                reactions,
                hold);
    }

    /// Not sent before a time: until then its author may take it back.
    Message held(@Nullable Hold held) {
        return new Message(
                id,
                conversation,
                seq,
                author,
                member,
                content,
                held == null ? state : MessageState.HELD,
                failureCode,
                failureReason,
                account,
                providerId,
                clientId,
                contactNumber,
                evidence,
                vendorAt,
                editedAt,
                at,
                context,
                quote,
                reactions,
                held);
    }

    /// @param awaitingBefore since when the customer had waited, who waits again where it is taken back
    record Hold(Instant until, @Nullable Instant awaitingBefore) {}

    /// The message this one answers, as it is now.
    record Quote(MessageId id, int seq, Author author, Content content) {}

    /// @param author whether a contact or a member reacted
    record Reaction(Author author, String emoji) {}
}
