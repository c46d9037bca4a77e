package app.sembang.conversations;

import app.sembang.connections.ChannelCapabilities;
import app.sembang.contacts.ContactRow;
import app.sembang.contacts.ContactTag;
import app.sembang.contacts.Score;
import app.sembang.shared.Channel;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.ContactId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Language;
import app.sembang.shared.MemberId;
import app.sembang.shared.MessageId;
import app.sembang.shared.Money;
import app.sembang.shared.OutletId;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What staff are shown: rows as the database answers them, which are also the JSON.
final class Views {
    private Views() {}

    record Person(MemberId id, String name) {}

    record ContactName(ContactId id, @Nullable String name) {}

    record AccountName(ChannelAccountId id, String name) {}

    /// @param member who wrote it, where the author is a member
    record LastMessage(int seq, Author author, @Nullable Person member, String preview, Instant at) {}

    /// @param text the words that were looked for, and what stands around them
    record FoundWords(int seq, String text) {}

    /// A row of the inbox list. `unread` counts the contact's messages after the reader's mark.
    ///
    /// @param tags the company's labels it carries, by name; its contact has its own
    /// @param fields what the company's own fields of conversations say, by field
    /// @param scheduled how many messages wait to be sent later
    /// @param blockedAt since when the contact is blocked: nobody answers, and nobody is waited for
    /// @param spam it was closed as spam
    /// @param draft what the reader has begun to write and not sent; the stream does not say
    /// @param sla what was promised to the customer and is due first; null: nothing
    /// @param mergedInto the conversation it is read together with; the list leaves it out while nobody waits in it
    /// @param found the newest message with the words that were looked for; null: none has them
    record ConversationRow(
            ConversationId id,
            ContactName contact,
            Channel channel,
            AccountName channelAccount,
            @Nullable OutletId outletId,
            ConversationStatus status,
            @Nullable Person assignee,
            Answering answering,
            @Nullable Person answeringMember,
            @Nullable Language language,
            @Nullable LastMessage lastMessage,
            @Nullable Instant awaitingReplySince,
            int unread,
            int messageCount,
            @Nullable Score score,
            List<ContactTag> tags,
            Map<UUID, String> fields,
            Priority priority,
            @Nullable Instant snoozedUntil,
            int scheduled,
            @Nullable OpenTransfer transfer,
            @Nullable Instant blockedAt,
            boolean spam,
            @Nullable BegunText draft,
            @Nullable Sla sla,
            @Nullable ConversationId mergedInto,
            @Nullable FoundWords found,
            Instant updatedAt) {}

    /// Another conversation of the contact that is read together with this one.
    ///
    /// @param leads the others are merged into it
    @Schema(name = "JoinedConversation")
    record JoinedConversation(
            ConversationId id, Channel channel, AccountName channelAccount, ConversationStatus status, boolean leads) {}

    @Schema(name = "BegunText")
    record BegunText(Drafts.Kind kind, String preview) {}

    /// A transfer that is asked for and not decided.
    @Schema(name = "OpenTransfer")
    record OpenTransfer(UUID id, Person by, @Nullable Person to, String reason, Instant at) {}

    record ContactConversation(ConversationId id, ConversationStatus status, Channel channel, Instant updatedAt) {}

    record ContactDetail(
            ContactId id,
            @Nullable String name,
            @Nullable Language language,
            @Nullable String phone,
            @Nullable String email,
            List<IdentityView> identities,
            List<ContactTag> tags,
            Map<UUID, String> fields,
            @Nullable Score score,
            int messageCount,
            Instant firstSeenAt,
            Instant lastSeenAt,
            @Nullable ContactBlock block,
            List<ContactConversation> conversations) {
        static ContactDetail of(ContactView contact, ContactRow row, List<ContactConversation> conversations) {
            return new ContactDetail(
                    contact.id(),
                    contact.name(),
                    contact.language(),
                    contact.phone(),
                    contact.email(),
                    contact.identities(),
                    row.tags(),
                    row.fields(),
                    row.score(),
                    contact.messageCount(),
                    contact.firstSeenAt(),
                    contact.lastSeenAt(),
                    contact.block(),
                    conversations);
        }
    }

    /// Something that happened with a contact.
    ///
    /// @param kind as in a conversation's activity; `note` is what a colleague wrote down
    @Schema(name = "ContactTimelineItem")
    record TimelineItem(
            Instant at,
            String kind,
            @Nullable Person actor,
            @Nullable ConversationId conversationId,
            @Nullable Channel channel,
            Map<String, String> facts,
            @Nullable String text) {}

    record CompletionView(
            ConversationStatus status,
            @Nullable Money saleAmount,
            List<SoldProduct> productsSold,
            @Nullable String paymentMethod,
            @Nullable String notes,
            @Nullable Person by,
            Instant at) {}

    /// @param reachable the channel lets us write to them; a Telegram user who blocked the bot is not
    record IdentityView(
            Channel channel,
            @Nullable String displayName,
            @Nullable String username,
            boolean reachable) {}

    record ContactView(
            ContactId id,
            @Nullable String name,
            @Nullable Language language,
            @Nullable String phone,
            @Nullable String email,
            List<IdentityView> identities,
            int messageCount,
            Instant firstSeenAt,
            Instant lastSeenAt,
            @Nullable ContactBlock block) {}

    /// Since when the company does not want to hear a contact, by whom and why.
    @Schema(name = "ContactBlock")
    record ContactBlock(
            Instant since, @Nullable Person by, @Nullable String reason) {}

    /// One conversation whole: its row, and what the panel beside it shows.
    ///
    /// @param joined those it is read together with, the oldest first, as far as who asks sees them
    record ConversationDetail(
            ConversationId id,
            ContactView contact,
            Channel channel,
            AccountName channelAccount,
            @Nullable OutletId outletId,
            ConversationStatus status,
            @Nullable Person assignee,
            Answering answering,
            @Nullable Person answeringMember,
            @Nullable Language language,
            @Nullable LastMessage lastMessage,
            @Nullable Instant awaitingReplySince,
            int unread,
            int messageCount,
            @Nullable Score score,
            List<ContactTag> tags,
            Map<UUID, String> fields,
            Priority priority,
            @Nullable Instant snoozedUntil,
            int scheduled,
            @Nullable OpenTransfer transfer,
            @Nullable Instant blockedAt,
            boolean spam,
            @Nullable BegunText draft,
            @Nullable Sla sla,
            @Nullable ConversationId mergedInto,
            List<JoinedConversation> joined,
            Instant updatedAt,
            @Nullable ConversationId previousId,
            @Nullable AssignmentView assignment,
            @Nullable CompletionView completion,
            ChannelCapabilities capabilities,
            @Nullable WindowView window,
            int readSeq,
            AssistantMode assistantMode) {
        static ConversationDetail of(
                ConversationRow row,
                List<JoinedConversation> joined,
                ContactView contact,
                @Nullable ConversationId previousId,
                @Nullable AssignmentView assignment,
                @Nullable CompletionView completion,
                ChannelCapabilities capabilities,
                @Nullable WindowView window,
                int readSeq,
                boolean assistantOff) {
            return new ConversationDetail(
                    row.id(),
                    contact,
                    row.channel(),
                    row.channelAccount(),
                    row.outletId(),
                    row.status(),
                    row.assignee(),
                    row.answering(),
                    row.answeringMember(),
                    row.language(),
                    row.lastMessage(),
                    row.awaitingReplySince(),
                    row.unread(),
                    row.messageCount(),
                    row.score(),
                    row.tags(),
                    row.fields(),
                    row.priority(),
                    row.snoozedUntil(),
                    row.scheduled(),
                    row.transfer(),
                    row.blockedAt(),
                    row.spam(),
                    row.draft(),
                    row.sla(),
                    row.mergedInto(),
                    joined,
                    row.updatedAt(),
                    previousId,
                    assignment,
                    completion,
                    capabilities,
                    window,
                    readSeq,
                    AssistantMode.of(row.answering(), assistantOff));
        }
    }

    /// Until when the channel lets a member write what they like.
    record WindowView(boolean open, Instant closesAt) {}

    record Failure(String code, @Nullable String reason) {}

    /// @param heldUntil not sent before; until then it may be taken back. Null: not held, or not for that
    record MessageView(
            MessageId id,
            ConversationId conversationId,
            int seq,
            Author author,
            @Nullable Person member,
            Content content,
            MessageState state,
            @Nullable Failure failure,
            Instant at,
            @Nullable Instant vendorAt,
            @Nullable String clientId,
            boolean edited,
            @Nullable Instant heldUntil,

            @Schema(implementation = Evidence.class) @JsonRawValue @Nullable
            String evidence,

            @Nullable ContextView context,
            List<Message.Reaction> reactions) {}

    /// What a message stands in.
    ///
    /// @param quotesUnknown it answers a message that is not here
    @Schema(name = "MessageContext")
    record ContextView(
            @Nullable QuotedMessage quoted,
            boolean quotesUnknown,
            Context.@Nullable Forwarded forwarded,
            Context.@Nullable Referral referral,
            Context.@Nullable ReferredProduct product) {}

    record QuotedMessage(MessageId id, int seq, Author author, Content content, String preview) {}

    record NoteView(
            UUID id,
            ConversationId conversationId,
            Person author,
            String text,
            int afterSeq,
            List<Person> mentions,
            Instant at,
            @Nullable String clientId) {}

    record ActivityView(
            String id,

            @Schema(
                    allowableValues = {
                        "started",
                        "assigned",
                        "unassigned",
                        "taken_over",
                        "handed_back",
                        "handed_over",
                        "assistant_suggest",
                        "assistant_off",
                        "completed",
                        "lost",
                        "reopened",
                        "became_hot",
                        "snoozed",
                        "woken",
                        "prioritised",
                        "tagged",
                        "untagged",
                        "filled_in",
                        "scheduled",
                        "scheduled_not_sent",
                        "transfer_requested",
                        "transfer_declined",
                        "transfer_cancelled",
                        "blocked",
                        "unblocked",
                        "marked_as_spam",
                        "not_spam",
                        "sla_warning",
                        "sla_breach",
                        "merged",
                        "parted"
                    })
            String kind,

            @Nullable Person actor,
            Map<String, String> facts,
            int afterSeq,
            Instant at) {}

    record AssignmentView(
            @Nullable Person from,
            @Nullable Person to,
            @Nullable Person by,
            Assignments.Rule rule,
            @Nullable String reason,
            Instant at) {}

    /// @param waiting for a person's answer
    /// @param hot whose customer seems about to buy
    /// @param handedOver which nobody answers
    /// @param mentioned where a colleague has named the reader in a note, open or not
    /// @param blocked of people who are blocked, open or not, in no other count
    /// @param late where a promise to the customer is nearly or wholly late
    record Counters(
            int mine,
            int unassigned,
            int all,
            int waiting,
            int hot,
            int snoozed,
            int handedOver,
            int mentioned,
            int blocked,
            int late) {}
}
