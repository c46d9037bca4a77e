package app.sembang.contacts;

import app.sembang.fields.FieldEquals;
import app.sembang.shared.Channel;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which contacts a list shows, an export holds or a segment means; null leaves a side open. Counted from now each time
/// it is asked.
///
/// @param q words of the name, the number, the address or the name on a channel
/// @param tags all of them
/// @param seenWithinDays wrote in so many days
/// @param silentForDays wrote nothing for so many days
/// @param consent to marketing messages, as the newest word says
/// @param consentChannel on which channel; null: the newest word, on whichever channel it was said
public record ContactFilter(
        @Nullable @Size(max = 200) String q,
        @Nullable @Size(max = 20) List<@NotNull UUID> tags,
        @Nullable ScoreColor score,
        @Nullable Channel channel,
        @Nullable @Size(max = 20) List<@NotNull @Valid FieldEquals> fields,
        @Nullable @Min(1) @Max(ContactFilter.MOST_DAYS) Integer seenWithinDays,
        @Nullable @Min(1) @Max(ContactFilter.MOST_DAYS) Integer silentForDays,
        @Nullable ConsentState consent,
        @Nullable Channel consentChannel) {
    static final int MOST_DAYS = 3650;
    static final ContactFilter ALL = new ContactFilter(null, null, null, null, null, null, null, null, null);

    @Nullable
    String words() {
        return q == null || q.isBlank() ? null : q.strip();
    }

    List<UUID> wantedTags() {
        return Objects.requireNonNullElse(tags, List.<UUID>of()).stream()
                .distinct()
                .toList();
    }

    List<FieldEquals> wantedFields() {
        return Objects.requireNonNullElse(fields, List.of());
    }
}
