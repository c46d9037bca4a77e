package app.sembang.channels.meta;

import app.sembang.channels.delivery.SendResult;
import app.sembang.channels.delivery.SendResult.Waits;
import org.jspecify.annotations.Nullable;

/// What an error of Meta's means for us, whichever channel's code said it. A limit answers 400 like a mistake does, and
/// the words change: only codes tell.
public enum ErrorClass {
    /// Certainly not taken; later it may be.
    TEMPORARY("vendor_unavailable", Waits.AFTER_SOME),
    /// All messages of the account wait.
    ACCOUNT_LIMIT("rate_limited", Waits.ACCOUNT),
    /// Only this customer must wait.
    PAIR_LIMIT("rate_limited", Waits.NOBODY),
    STOPPED("number_stopped", null),
    NEEDS_REAUTH("needs_reauth", null),
    WINDOW_CLOSED("window_closed", null),
    UNREACHABLE("contact_unreachable", null),
    OPTED_OUT(SendResult.OPTED_OUT, null),
    NOT_NOW("vendor_holds_back", null),
    /// The person has left or wants nothing from us.
    GONE("contact_unreachable", null),
    REFUSED("vendor_refused", null);

    private final String code;
    private final @Nullable Waits waits;

    /// @param waits null: trying again does not help
    ErrorClass(String code, @Nullable Waits waits) {
        this.code = code;
        this.waits = waits;
    }

    public String code() {
        return code;
    }

    public boolean mayRepeat() {
        return waits != null;
    }

    /// Nothing of the account works until an admin acts.
    public boolean breaksAccount() {
        return this == STOPPED || this == NEEDS_REAUTH;
    }

    /// What a person reads of it, with the vendor's own words behind it where ours are plainer.
    public String plain(String words) {
        return this == OPTED_OUT
                ? "The customer has stopped advertising from you; everything else still arrives. " + words
                : words;
    }

    /// What it makes of an attempt to send.
    public SendResult sending(String words) {
        return waits != null
                ? new SendResult.TryLater(code, words, null, waits)
                : new SendResult.Rejected(code, plain(words), this == GONE, breaksAccount());
    }
}
