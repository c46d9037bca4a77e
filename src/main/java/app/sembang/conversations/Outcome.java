package app.sembang.conversations;

import app.sembang.shared.MessageId;
import org.jspecify.annotations.Nullable;

/// What became of a message that was being sent.
///
/// @param providerId the vendor's id of it, when the vendor gave one
/// @param failureCode stable and machine-readable; with `failureReason` in plain words, for `failed` and
/// `unknown`
public record Outcome(
        MessageId message,
        MessageState state,
        @Nullable String providerId,
        @Nullable String failureCode,
        @Nullable String failureReason) {}
