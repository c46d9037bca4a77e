package app.sembang.realtime;

import static io.swagger.v3.oas.annotations.media.Schema.AdditionalPropertiesValue.TRUE;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One event as a listener gets it, over a stream or by asking.
///
/// @param id the listener's place after this event; null where a listener must not resume here: for what is not kept,
/// and for all but the last part of a change that is told in several events
/// @param data JSON
/// @param subject what it tells of, for the one who serves it; not sent
public record Event(
        @Nullable String id,
        @JsonProperty("event") String name,

        @Schema(types = "object", additionalProperties = TRUE) @JsonRawValue
        String data,

        @JsonIgnore @Nullable UUID subject) {

    public static Event passing(String name, String data) {
        return new Event(null, name, data, null);
    }

    /// As server-sent events are written; JSON holds no line breaks. `after` is a field of our own: a listener whose
    /// place is another one knows that something is missing, where one that does not know the field leaves it out.
    ///
    /// @param after the listener's place before this event; null where it had none
    byte[] frame(@Nullable String after) {
        var frame = new StringBuilder(data.length() + name.length() + 96);
        if (id != null) {
            frame.append("id: ").append(id).append('\n');
            if (after != null) {
                frame.append("after: ").append(after).append('\n');
            }
        }
        frame.append("event: ").append(name).append("\ndata: ").append(data).append("\n\n");
        return frame.toString().getBytes(StandardCharsets.UTF_8);
    }

    /// Roughly what it holds in memory while it waits.
    int size() {
        return data.length() + 128;
    }
}
