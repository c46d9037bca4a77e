package app.sembang.fields;

import app.sembang.shared.Refusal;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.UUID;

/// A field that has this value, whatever its case.
public record FieldEquals(
        @NotNull UUID field, @NotBlank @Size(max = 500) String value) {

    /// As it stands in an address: a field's id, a colon, and the value.
    public static FieldEquals from(String text) {
        var colon = text.indexOf(':');
        try {
            if (colon > 0 && colon < text.length() - 1) {
                return new FieldEquals(UUID.fromString(text.substring(0, colon)), text.substring(colon + 1));
            }
        } catch (IllegalArgumentException noId) {
            // Said below.
        }
        throw Refusal.invalid("field", "is not a field's id, a colon and a value");
    }
}
