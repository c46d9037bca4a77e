package app.sembang.scoring;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One message of a conversation, as the score reads it.
///
/// @param fromContact written by the contact; what we wrote only counts by its time
/// @param at null where nobody knows: then it tells nothing of who answered how fast
public record Line(
        boolean fromContact, String text, @Nullable Instant at) {}
