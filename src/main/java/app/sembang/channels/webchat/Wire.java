package app.sembang.channels.webchat;

import app.sembang.conversations.Author;
import app.sembang.conversations.Content;
import app.sembang.conversations.VisitorThreads.Shown;
import app.sembang.conversations.VisitorThreads.Summary;
import app.sembang.media.MediaFile;
import app.sembang.realtime.Event;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What goes over the wire to a visitor's browser, and how our own words are put there.
final class Wire {
    private Wire() {}

    record Failure(Problem error) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Problem(
            String code,
            String message,
            @JsonProperty("retry_after") @Nullable Long retryAfter,
            @Nullable Map<String, String> fields) {}

    /// @param direction seen from the company: `in` is what the visitor wrote
    /// @param fallbackText what is shown by who does not know the type
    /// @param replyTo the message it answers
    /// @param buttonId which one the visitor tapped
    /// @param status of the visitor's own messages: accepted, or seen once a member has read it
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Message(
            String id,
            @JsonProperty("client_message_id") @Nullable String clientMessageId,
            String direction,
            @Nullable Sender sender,
            String type,
            @Nullable String text,
            @JsonProperty("fallback_text") @Nullable String fallbackText,
            @JsonProperty("reply_to") @Nullable String replyTo,
            @JsonProperty("button_id") @Nullable String buttonId,
            @Nullable Attachment attachment,
            @Nullable List<Button> buttons,
            @Nullable List<Card> cards,
            @JsonProperty("created_at") Instant createdAt,
            @Nullable String status) {

        static Message of(Shown shown) {
            boolean written = shown.author() == Author.CONTACT;
            var content = shown.content();
            return new Message(
                    shown.id().toString(),
                    shown.clientId(),
                    written ? "in" : "out",
                    written ? null : Sender.of(shown),
                    type(content),
                    text(content),
                    content instanceof Content.Text || content instanceof Content.LinkButton ? null : fallback(content),
                    shown.quoted() == null ? null : shown.quoted().toString(),
                    content instanceof Content.ButtonReply reply ? reply.buttonId() : null,
                    content instanceof Content.Media media ? Attachment.of(media) : null,
                    content instanceof Content.Choices choices ? Button.of(choices.options()) : null,
                    content instanceof Content.Cards shownCards
                            ? shownCards.cards().stream().map(Card::of).toList()
                            : null,
                    shown.at(),
                    written ? shown.seen() ? "seen" : "accepted" : null);
        }

        private static @Nullable String text(Content content) {
            return switch (content) {
                case Content.Text(var text) -> text;
                case Content.Choices choices -> choices.text();
                case Content.LinkButton button -> "%s\n\n%s: %s".formatted(button.text(), button.label(), button.url());
                default -> null;
            };
        }

        private static String fallback(Content content) {
            return switch (content) {
                case Content.Choices choices ->
                    Stream.concat(
                                    Stream.of(choices.text()),
                                    choices.options().stream().map(Content.Choice::title))
                            .collect(Collectors.joining("\n"));
                case Content.Cards cards -> cards.words();
                case Content.ContactCards people -> people.words();
                case Content.Location place -> place.words();
                default -> content.preview();
            };
        }

        private static String type(Content content) {
            return switch (content) {
                case Content.Text text -> "text";
                case Content.Media media ->
                    media.media() != null && MediaFile.isPicture(media.media().contentType()) ? "image" : "file";
                case Content.Album album -> "unsupported";
                case Content.ButtonReply reply -> "button_reply";
                case Content.Location location -> "location";
                case Content.Choices choices -> "buttons";
                case Content.LinkButton button -> "text";
                case Content.VendorTemplate template -> "text";
                case Content.Deleted deleted -> "deleted";
                case Content.ContactCards people -> "text";
                case Content.Order order -> "unsupported";
                case Content.FormReply form -> "unsupported";
                case Content.Shared shared -> "unsupported";
                case Content.Cards cards -> cards.cards().size() == 1 ? "card" : "carousel";
                case Content.Unsupported unsupported -> "unsupported";
            };
        }
    }

    /// @param url a path on our origin, good for half an hour at least
    /// @param thumbnailUrl of a picture, small; as long
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Attachment(
            String url,
            @JsonProperty("thumbnail_url") @Nullable String thumbnailUrl,
            @Nullable String name,
            @JsonProperty("content_type") String contentType,
            long size) {
        /// Null for a file that is not here, or no longer.
        static @Nullable Attachment of(Content.Media media) {
            var file = media.media();
            return file == null || file.url() == null
                    ? null
                    : new Attachment(file.url(), file.thumbnailUrl(), file.fileName(), file.contentType(), file.size());
        }
    }

    record Button(String id, String title) {
        static List<Button> of(List<Content.Choice> choices) {
            return choices.stream()
                    .map(choice -> new Button(choice.id(), choice.title()))
                    .toList();
        }
    }

    /// A product: a picture with words, where it can be bought, and answers to choose from.
    ///
    /// @param pictureUrl a path on our origin, good for half an hour at least
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Card(
            String title,
            @Nullable String text,
            @JsonProperty("picture_url") @Nullable String pictureUrl,
            @Nullable String url,
            List<Button> buttons) {
        private static @Nullable String url(Content.Media.@Nullable File picture) {
            return picture == null ? null : picture.url();
        }

        static Card of(Content.ProductCard card) {
            var picture = card.picture();
            return new Card(
                    card.title(),
                    card.text(),
                    picture == null || picture.thumbnailUrl() == null ? url(picture) : picture.thumbnailUrl(),
                    card.url(),
                    Button.of(card.options()));
        }
    }

    record UploadPlace(
            @JsonProperty("upload_id") String uploadId,
            @JsonProperty("put_url") String putUrl,
            @JsonProperty("expires_in") int expiresIn,
            @JsonProperty("max_bytes") long maxBytes) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Sender(String kind, @Nullable String name) {
        static Sender of(Shown shown) {
            return switch (shown.author()) {
                case MEMBER -> new Sender("agent", shown.sender());
                case ASSISTANT -> new Sender("bot", null);
                case SYSTEM, CONTACT -> new Sender("system", null);
            };
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Accepted(
            @JsonProperty("event_id") @Nullable String eventId,
            @Nullable Boolean duplicate,
            Message message) {}

    record History(
            List<Message> messages,
            @JsonProperty("has_more") boolean hasMore,
            @JsonProperty("last_event_id") @Nullable String lastEventId) {}

    record Person(String name) {}

    record Conversation(
            @Nullable String id, String status, @Nullable Person assignee, int unread) {
        static Conversation of(Summary summary) {
            return new Conversation(
                    summary.id().toString(),
                    !summary.open() ? "closed" : summary.assignee() != null ? "assigned" : "open",
                    summary.assigneeName() == null ? null : new Person(summary.assigneeName()),
                    summary.unread());
        }
    }

    record ConversationState(
            @Nullable String id,
            String status,
            @Nullable Person assignee,
            int unread,
            @JsonProperty("last_event_id") @Nullable String lastEventId) {}

    record Contact(boolean verified) {}

    record Session(
            @JsonProperty("visitor_id") String visitorId,
            @JsonProperty("session_token") String sessionToken,
            @JsonProperty("session_expires_at") Instant sessionExpiresAt,
            Contact contact,
            ConversationState conversation) {}

    /// @param last what to pass as `after` next
    record Events(List<Event> events, @Nullable String last) {}

    record MessageEvent(Message message) {}

    record ConversationEvent(Conversation conversation) {}

    /// @param at null for what was read before it was written down
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record StatusEvent(
            @JsonProperty("message_ids") List<String> messageIds,
            String status,
            @Nullable Instant at) {}

    record DeletedEvent(@JsonProperty("message_id") String messageId) {}

    /// The visitor goes on as somebody else, with another token.
    record MergedEvent(Contact contact) {}

    /// Whether somebody of the staff takes conversations now.
    record Presence(boolean online) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Typing(
            String who,
            @Nullable String name,
            boolean on,
            @JsonProperty("ttl_seconds") int ttlSeconds) {}

    /// To staff, in the manner of their own API.
    record StaffTyping(String conversationId, String who, boolean on, int ttlSeconds) {}
}
