package app.sembang.conversations;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a message carries. Stored as JSON with its `type`; a new kind is a new record here, and the compiler
/// names the places to visit.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Content.Text.class, name = "text"),
    @JsonSubTypes.Type(value = Content.Media.class, name = "media"),
    @JsonSubTypes.Type(value = Content.ButtonReply.class, name = "button_reply"),
    @JsonSubTypes.Type(value = Content.Location.class, name = "location"),
    @JsonSubTypes.Type(value = Content.Unsupported.class, name = "unsupported")
})
public sealed interface Content {
    record Text(String text) implements Content {}

    /// A file. Until it is downloaded `media` is null and `status` pending.
    record Media(
            Kind kind,
            @Nullable String caption,
            @Nullable File media,
            Status status,
            @Nullable String failure) implements Content {

        public enum Kind {
            IMAGE,
            VIDEO,
            AUDIO,
            VOICE,
            DOCUMENT,
            STICKER;

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
        public record File(
                UUID id,
                String contentType,
                long size,
                @Nullable String fileName,
                @Nullable String url) {}
    }

    /// The contact chose a button of an earlier message.
    record ButtonReply(String buttonId, String title) implements Content {}

    record Location(
            double latitude, double longitude, @Nullable String name) implements Content {}

    /// Something the channel sent that Sembang does not show yet; the raw event keeps it.
    record Unsupported(String vendorKind) implements Content {}

    /// One line for the inbox list. Empty for what has no words of its own: the client then names the kind in
    /// its language.
    default String preview() {
        return switch (this) {
            case Text(var text) -> text;
            case Media media -> media.caption() == null ? "" : media.caption();
            case ButtonReply reply -> reply.title();
            case Location location -> location.name() == null ? "" : location.name();
            case Unsupported unsupported -> "";
        };
    }
}
