package app.sembang.contacts;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A company's own label for contacts.
public record ContactTag(UUID id, String name, TagColor color) {
    @Schema(name = "NewContactTag")
    record Draft(
            @NotBlank @Size(max = 60) String name, @NotNull TagColor color) {}

    /// What is to be other; null leaves it.
    @Schema(name = "ContactTagChange")
    record Change(
            @Nullable @Size(max = 60) @Pattern(regexp = ".*\\S.*", message = "must not be blank")
            String name,

            @Nullable TagColor color) {}
}
