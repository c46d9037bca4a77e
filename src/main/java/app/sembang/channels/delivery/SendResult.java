package app.sembang.channels.delivery;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What became of an attempt to send. Codes are stable; reasons are in plain words for the person who reads the thread.
public sealed interface SendResult {
    /// The vendor has taken it.
    record Accepted(@Nullable String providerId) implements SendResult {}

    /// It will not be taken, however often it is tried.
    ///
    /// @param unreachable the contact no longer lets us write
    /// @param accountBroken the account's credentials no longer work
    record Rejected(String code, String reason, boolean unreachable, boolean accountBroken) implements SendResult {}

    /// It was certainly not taken and may be later.
    ///
    /// @param after how long the vendor asks us to wait; null: our own back-off
    /// @param pausesAccount everything of the account waits, not only this message
    record TryLater(String code, String reason, @Nullable Duration after, boolean pausesAccount, int partsSent)
            implements SendResult {}

    /// The request was written and no answer came: it may or may not have been taken.
    record Unknown(String code, String reason) implements SendResult {}
}
