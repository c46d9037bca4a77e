package app.sembang.contacts;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something a company wants to know of every contact.
///
/// @param choices of a choice, in the order people see them; else none
public record ContactField(UUID id, String name, ContactFieldKind kind, List<String> choices) {
    /// @param choices of a choice; of any other kind left out
    @Schema(name = "NewContactField")
    record Draft(
            @NotBlank @Size(max = 60) String name,
            @NotNull ContactFieldKind kind,

            @Nullable @Size(max = 50) List<@NotBlank @Size(max = 100) String> choices) {}

    /// What is to be other; null leaves it. The kind stays: what was written by it would not fit another. A choice that
    /// goes stays on the contacts that have it.
    @Schema(name = "ContactFieldChange")
    record Change(
            @Nullable @Size(max = 60) @Pattern(regexp = ".*\\S.*", message = "must not be blank")
            String name,

            @Nullable @Size(max = 50) List<@NotBlank @Size(max = 100) String> choices) {}
}
