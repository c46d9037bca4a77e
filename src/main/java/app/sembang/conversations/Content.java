package app.sembang.conversations;

import app.sembang.shared.Money;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a message carries. Stored as JSON with its `type`; a new kind is a new record here, and the compiler
/// names the places to visit.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Content.Text.class, name = "text"),
    @JsonSubTypes.Type(value = Content.Media.class, name = "media"),
    @JsonSubTypes.Type(value = Content.Album.class, name = "album"),
    @JsonSubTypes.Type(value = Content.ButtonReply.class, name = "button_reply"),
    @JsonSubTypes.Type(value = Content.Location.class, name = "location"),
    @JsonSubTypes.Type(value = Content.ContactCards.class, name = "contact_cards"),
    @JsonSubTypes.Type(value = Content.Order.class, name = "order"),
    @JsonSubTypes.Type(value = Content.FormReply.class, name = "form_reply"),
    @JsonSubTypes.Type(value = Content.Shared.class, name = "shared"),
    @JsonSubTypes.Type(value = Content.Deleted.class, name = "deleted"),
    @JsonSubTypes.Type(value = Content.Choices.class, name = "choices"),
    @JsonSubTypes.Type(value = Content.LinkButton.class, name = "link_button"),
    @JsonSubTypes.Type(value = Content.Cards.class, name = "cards"),
    @JsonSubTypes.Type(value = Content.VendorTemplate.class, name = "vendor_template"),
    @JsonSubTypes.Type(value = Content.Unsupported.class, name = "unsupported")
})
public sealed interface Content {
    record Text(String text) implements Content {}

    /// A file. Until it is downloaded `media` is null and `status` pending.
    ///
    /// @param transcript what is said in a voice note, where something has listened to it
    /// @param source what the channel knows the file by, where its author may put another in its place; not shown
    record Media(
            Media.Kind kind,
            @Nullable String caption,
            @Nullable File media,
            Status status,
            @Nullable String failure,
            @Nullable Transcript transcript,

            @Schema(hidden = true) @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String source)
            implements Content {

        public Media(
                Media.Kind kind,
                @Nullable String caption,
                @Nullable File media,
                Status status,
                @Nullable String failure) {
            this(kind, caption, media, status, failure, null, null);
        }

        /// One that is still to be fetched.
        public static Media awaited(Media.Kind kind, @Nullable String caption, @Nullable String source) {
            return new Media(kind, caption, null, Status.PENDING, null, null, source);
        }

        Media saying(@Nullable String words) {
            return new Media(kind, words, media, status, failure, transcript, source);
        }

        Media heard(Transcript words) {
            return new Media(kind, caption, media, status, failure, words, source);
        }

        Media shown(@Nullable File place) {
            return new Media(kind, caption, place, status, failure, transcript, null);
        }

        Media fetched(File file) {
            return new Media(kind, caption, file, Status.READY, null, null, source);
        }

        Media failed(String reason) {
            return new Media(kind, caption, null, Status.FAILED, reason, null, source);
        }

        boolean has(UUID file) {
            return media != null && media.id().equals(file);
        }

        /// The same file with the words of the other, or the other where that is another file. Of what was stored
        /// before its source was kept only the kind is known.
        Media changedTo(Media other) {
            boolean replaced =
                    other.source != null && (source == null ? kind != other.kind : !other.source.equals(source));
            return replaced ? other : saying(other.caption);
        }

        /// @param language as who listened names it; null where it did not say
        public record Transcript(String text, @Nullable String language) {}

        public enum Kind {
            IMAGE,
            VIDEO,
            AUDIO,
            VOICE,
            DOCUMENT,
            STICKER;

            /// What a contact's file is shown as.
            public static Kind of(String contentType) {
                return contentType.startsWith("image/") ? IMAGE : sentAs(contentType);
            }

            /// What every channel shows it as: of the pictures only those all of them know.
            public static Kind sentAs(String contentType) {
                return switch (contentType) {
                    case "image/jpeg", "image/png" -> IMAGE;
                    case "video/mp4" -> VIDEO;
                    case "audio/mpeg", "audio/mp4", "audio/ogg" -> AUDIO;
                    default -> DOCUMENT;
                };
            }

            @JsonValue
            public String value() {
                return name().toLowerCase(Locale.ROOT);
            }
        }

        public enum Status {
            PENDING,
            READY,
            FAILED;

            @JsonValue
            public String value() {
                return name().toLowerCase(Locale.ROOT);
            }
        }

        /// @param url signed and short-lived; never stored, filled in when a message is shown
        /// @param thumbnailUrl of a picture, small; as short-lived
        public record File(
                UUID id,
                String contentType,
                long size,
                @Nullable String fileName,
                @Nullable String url,
                @Nullable String thumbnailUrl) {
            public File(UUID id, String contentType, long size, @Nullable String fileName) {
                this(id, contentType, size, fileName, null, null);
            }
        }
    }

    /// Several files that were sent as one.
    ///
    /// @param files in the order they were sent, whatever order they came in
    record Album(List<AlbumFile> files) implements Content {
        Album with(AlbumFile file) {
            return new Album(Stream.concat(files.stream().filter(one -> one.place() != file.place()), Stream.of(file))
                    .sorted(Comparator.comparingLong(AlbumFile::place))
                    .toList());
        }

        /// The same with one of its files changed.
        Album changed(@Nullable Long place, UnaryOperator<Media> change) {
            return new Album(files.stream()
                    .map(one -> Objects.equals(one.place(), place)
                            ? new AlbumFile(one.place(), change.apply(one.file()))
                            : one)
                    .toList());
        }

        Album changed(UnaryOperator<Media> change) {
            return new Album(files.stream()
                    .map(one -> new AlbumFile(one.place(), change.apply(one.file())))
                    .toList());
        }
    }

    /// @param place where it stands among the others, by the channel's numbers; they may have gaps
    record AlbumFile(long place, Media file) {}

    /// The contact chose a button of an earlier message, or a row of a list.
    ///
    /// @param description the second line of a row
    record ButtonReply(
            String buttonId, String title, @Nullable String description) implements Content {
        public ButtonReply(String buttonId, String title) {
            this(buttonId, title, null);
        }
    }

    record Location(
            double latitude,
            double longitude,
            @Nullable String name,
            @Nullable String address) implements Content {
        /// For who has no map.
        public String words() {
            var map = "https://www.google.com/maps/search/?api=1&query=%s,%s".formatted(latitude, longitude);
            return Stream.of(name, address, map)
                    .filter(part -> part != null && !part.isBlank())
                    .collect(Collectors.joining("\n\n"));
        }
    }

    /// People or shops somebody passes on.
    record ContactCards(List<ContactCard> contacts) implements Content {
        /// For who cannot be shown them otherwise.
        public String words() {
            return contacts.stream().map(ContactCard::words).collect(Collectors.joining("\n\n"));
        }
    }

    record ContactCard(
            String name,
            List<String> phones,
            List<String> emails,
            @Nullable String organisation) {
        public String words() {
            return Stream.of(Stream.of(name), Stream.ofNullable(organisation), phones.stream(), emails.stream())
                    .flatMap(lines -> lines)
                    .filter(line -> !line.isBlank())
                    .collect(Collectors.joining("\n"));
        }
    }

    /// What the contact put into a basket of the channel's catalogue.
    record Order(@Nullable String catalogId, @Nullable String note, List<OrderItem> items) implements Content {}

    /// @param price of one piece, as the channel says
    record OrderItem(
            String retailerId, int quantity, @Nullable Money price) {}

    /// The answers of a form, in the form's order.
    record FormReply(@Nullable String title, List<FormAnswer> answers) implements Content {}

    record FormAnswer(String name, String value) {}

    /// Something of the channel's own that the contact shows or speaks of.
    record Shared(
            Shared.Kind kind,
            @Nullable String url,
            @Nullable String title,
            @Nullable String text) implements Content {
        public enum Kind {
            STORY,
            STORY_MENTION,
            POST,
            REEL,
            LINK;

            @JsonValue
            public String value() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }

    /// Its author took it back: words and file are gone.
    ///
    /// @param at by the channel's clock
    record Deleted(@Nullable Instant at) implements Content {}

    /// Words with a few answers to choose from.
    ///
    /// @param label what opens the choices where the channel shows them as a list
    record Choices(
            String text, List<Choice> options, @Nullable String label) implements Content {}

    /// @param id what comes back when it is chosen
    record Choice(String id, String title, @Nullable String description) {}

    record LinkButton(String text, String label, String url) implements Content {}

    /// Pictures with words and buttons, shown side by side where the channel can.
    record Cards(List<ProductCard> cards) implements Content {
        /// For who shows words only.
        public String words() {
            return cards.stream()
                    .map(card -> Stream.of(card.title(), card.text(), card.url())
                            .filter(Objects::nonNull)
                            .collect(Collectors.joining("\n")))
                    .collect(Collectors.joining("\n\n"));
        }
    }

    /// @param picture a file of the company
    /// @param retailerId by which the company's list of goods at a vendor knows it
    record ProductCard(
            String title,
            @Nullable String text,
            Media.@Nullable File picture,
            @Nullable String url,
            List<Choice> options,
            @Nullable String retailerId) {
        public ProductCard(
                String title,
                @Nullable String text,
                Media.@Nullable File picture,
                @Nullable String url,
                List<Choice> options) {
            this(title, text, picture, url, options, null);
        }
    }

    /// A message the vendor approved before, with its variables filled in.
    ///
    /// @param parameters the vendor's own components, as they go over its wire
    /// @param text how it reads with the variables filled in
    /// @param media what stands above the text, where the template has room for a file
    record VendorTemplate(
            String name, String language, List<Map<String, Object>> parameters, String text, Media.@Nullable File media)
            implements Content {
        public VendorTemplate(String name, String language, List<Map<String, Object>> parameters, String text) {
            this(name, language, parameters, text, null);
        }

        VendorTemplate with(Media.File file) {
            return new VendorTemplate(name, language, parameters, text, file);
        }
    }

    /// Something the channel sent that Sembang does not show yet; the raw event keeps it.
    record Unsupported(String vendorKind) implements Content {}

    /// One line for the inbox list. Empty for what has no words of its own: the client then names the kind in
    /// its language.
    default String preview() {
        return switch (this) {
            case Text(var text) -> text;
            case Media media ->
                media.caption() == null && media.transcript() != null
                        ? media.transcript().text()
                        : orEmpty(media.caption());
            case Album album ->
                album.files().stream()
                        .map(one -> orEmpty(one.file().caption()))
                        .filter(caption -> !caption.isBlank())
                        .collect(Collectors.joining("\n"));
            case ButtonReply reply -> reply.title();
            case Location location -> orEmpty(location.name() == null ? location.address() : location.name());
            case ContactCards cards ->
                cards.contacts().stream().map(ContactCard::name).collect(Collectors.joining(", "));
            case Order order ->
                order.items().stream()
                        .map(item -> item.quantity() + " × " + item.retailerId())
                        .collect(Collectors.joining(", "));
            case FormReply form ->
                form.answers().stream()
                        .map(answer -> answer.name() + ": " + answer.value())
                        .collect(Collectors.joining(", "));
            case Shared shared -> orEmpty(shared.text() == null ? shared.title() : shared.text());
            case Deleted deleted -> "";
            case Choices choices -> choices.text();
            case LinkButton button -> button.text();
            case Cards cards -> cards.cards().stream().map(ProductCard::title).collect(Collectors.joining(", "));
            case VendorTemplate template -> template.text();
            case Unsupported unsupported -> "";
        };
    }

    /// What can be answered with a tap.
    default List<Choice> choices() {
        return switch (this) {
            case Choices choices -> choices.options();
            case Cards cards ->
                cards.cards().stream().flatMap(card -> card.options().stream()).toList();
            default -> List.of();
        };
    }

    private static String orEmpty(@Nullable String words) {
        return words == null ? "" : words;
    }
}
