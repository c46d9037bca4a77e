package app.sembang.fields;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something a company wants to know of every contact, every product or every conversation.
///
/// @param choices of a choice, in the order people see them; else none
public record OwnField(UUID id, String name, FieldKind kind, List<String> choices) {
    /// @param choices of a choice; of any other kind left out
    @Schema(name = "NewOwnField")
    public record Draft(
            @NotBlank @Size(max = 60) String name,
            @NotNull FieldKind kind,

            @Nullable @Size(max = 50) List<@NotBlank @Size(max = 100) String> choices) {}

    /// What is to be other; null leaves it. The kind stays: what was written by it would not fit another. A choice that
    /// goes stays with those that have it.
    @Schema(name = "OwnFieldChange")
    public record Change(
            @Nullable @Size(max = 60) @Pattern(regexp = ".*\\S.*", message = "must not be blank")
            String name,

            @Nullable @Size(max = 50) List<@NotBlank @Size(max = 100) String> choices) {}
}
