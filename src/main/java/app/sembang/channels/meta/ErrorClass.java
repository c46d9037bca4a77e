package app.sembang.channels.meta;

import app.sembang.channels.delivery.SendResult;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What an error of Meta's means for us, whichever channel's code said it. A limit answers 400 like a mistake does, and
/// the words change: only codes tell.
public enum ErrorClass {
    /// Certainly not taken; later it may be.
    TEMPORARY("vendor_unavailable", null, false),
    /// All messages of the account wait.
    ACCOUNT_LIMIT("rate_limited", Duration.ofSeconds(10), true),
    /// Only this customer must wait.
    PAIR_LIMIT("rate_limited", Duration.ofSeconds(6), false),
    STOPPED("number_stopped", null, false),
    NEEDS_REAUTH("needs_reauth", null, false),
    WINDOW_CLOSED("window_closed", null, false),
    UNREACHABLE("contact_unreachable", null, false),
    OPTED_OUT("opted_out", null, false),
    NOT_NOW("vendor_holds_back", null, false),
    /// The person has left or wants nothing from us.
    GONE("contact_unreachable", null, false),
    REFUSED("vendor_refused", null, false);

    private final String code;
    private final @Nullable Duration pause;
    private final boolean pausesAccount;

    ErrorClass(String code, @Nullable Duration pause, boolean pausesAccount) {
        this.code = code;
        this.pause = pause;
        this.pausesAccount = pausesAccount;
    }

    public String code() {
        return code;
    }

    public boolean mayRepeat() {
        return this == TEMPORARY || this == ACCOUNT_LIMIT || this == PAIR_LIMIT;
    }

    /// Nothing of the account works until an admin acts.
    public boolean breaksAccount() {
        return this == STOPPED || this == NEEDS_REAUTH;
    }

    /// What it makes of an attempt to send.
    public SendResult sending(String words) {
        return mayRepeat()
                ? new SendResult.TryLater(code, words, pause, pausesAccount, 0)
                : new SendResult.Rejected(code, words, this == GONE, breaksAccount());
    }
}
