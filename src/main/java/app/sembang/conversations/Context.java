package app.sembang.conversations;

import app.sembang.shared.MessageId;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a message stands in, besides its content. Kept as JSON in one column; null where there is nothing to say.
///
/// @param quoted the message it answers
/// @param product the product of the channel's catalogue it asks about
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Context(
        @Nullable Quoted quoted,
        @Nullable Forwarded forwarded,
        @Nullable Referral referral,
        @Nullable ReferredProduct product) {

    /// @param message null while nobody has it
    /// @param providerId the vendor's id of it
    /// @param part the words of it that are meant, where not all are
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Quoted(
            @Nullable MessageId message,
            @Nullable String providerId,
            @Nullable String part) {
        public Quoted(@Nullable MessageId message, @Nullable String providerId) {
            this(message, providerId, null);
        }
    }

    public enum Forwarded {
        ONCE,
        OFTEN;

        @JsonValue
        public String value() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// The advertisement or link that brought the contact here.
    ///
    /// @param clickId what the vendor wants back when a sale is reported
    /// @param ref what the company put into the link itself
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Referral(
            String kind,
            @Nullable String sourceId,
            @Nullable String url,
            @Nullable String headline,
            @Nullable String text,
            @Nullable String clickId,
            @Nullable String ref) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ReferredProduct(@Nullable String catalogId, String retailerId) {}

    @Nullable
    String quotedProviderId() {
        return quoted == null || quoted.message() != null ? null : quoted.providerId();
    }

    Context withQuoted(MessageId message) {
        var before = Objects.requireNonNullElseGet(quoted, () -> new Quoted(null, null));
        return new Context(new Quoted(message, before.providerId(), before.part()), forwarded, referral, product);
    }
}
