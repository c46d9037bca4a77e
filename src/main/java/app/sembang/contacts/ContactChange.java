package app.sembang.contacts;

import app.sembang.shared.Language;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is to be other about a contact; null leaves it as it is, an empty text removes it.
///
/// @param phone with its country code
/// @param tags all that the contact is to have
/// @param fields only these are changed; an empty text removes a value
record ContactChange(
        @Nullable @Size(max = 200) String name,

        @Nullable @Pattern(regexp = "|\\+?[0-9 ()-]{5,30}", message = "is not a phone number")
        String phone,

        @Nullable @Size(max = 254) @Pattern(regexp = "|[^@\\s]+@[^@\\s]+", message = "is not an e-mail address")
        String email,

        @Nullable Language language,
        @Nullable @Size(max = 50) List<@NotNull UUID> tags,

        @Nullable @Size(max = 50) Map<UUID, @NotNull @Size(max = 500) String> fields) {}
