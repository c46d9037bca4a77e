package app.sembang.channels.delivery;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of an attempt to send. Codes are stable; reasons are in plain words for the person who reads the thread.
public sealed interface SendResult {
    /// The code of a refusal because the contact takes no advertising; it is kept as what they said.
    String OPTED_OUT = "opted_out";

    /// The code of a refusal because what was sent is too old to be taken back.
    String TOO_LATE = "too_late";

    /// The vendor has taken it.
    ///
    /// @param also its further ids, where the vendor made several messages of it
    record Accepted(@Nullable String providerId, List<String> also) implements SendResult {
        public Accepted(@Nullable String providerId) {
            this(providerId, List.of());
        }
    }

    /// It will not be taken, however often it is tried.
    ///
    /// @param unreachable the contact no longer lets us write
    /// @param accountBroken not for what it says: nothing of the account is taken until somebody acts
    record Rejected(String code, String reason, boolean unreachable, boolean accountBroken) implements SendResult {}

    /// It was certainly not taken and may be later.
    ///
    /// @param after how long the vendor asks us to wait; null: longer each time
    record TryLater(String code, String reason, @Nullable Duration after, Waits waits) implements SendResult {}

    /// Who waits, besides the message.
    enum Waits {
        /// Everybody, once it has happened some times in a row: the vendor does not work.
        AFTER_SOME,
        /// Nobody else: this customer has had much lately.
        NOBODY,
        /// Everybody: the account has sent much lately.
        ACCOUNT
    }

    /// The request was written and no answer came: it may or may not have been taken.
    record Unknown(String code, String reason) implements SendResult {}
}
