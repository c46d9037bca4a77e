package app.sembang.channels.whatsapp;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an error of Meta's means for us. Only the code says it: a limit answers 400 like a mistake does, and the words
/// change. Source: Meta, "Cloud API error codes".
enum WhatsAppErrors {
    /// Certainly not taken; later it may be.
    TEMPORARY("vendor_unavailable", null, false),
    /// All messages of the number wait.
    NUMBER_LIMIT("rate_limited", Duration.ofSeconds(10), true),
    /// This customer gets no more than one message in six seconds.
    PAIR_LIMIT("rate_limited", Duration.ofSeconds(6), false),
    NUMBER_STOPPED("number_stopped", null, false),
    NEEDS_REAUTH("needs_reauth", null, false),
    WINDOW_CLOSED("window_closed", null, false),
    UNREACHABLE("contact_unreachable", null, false),
    OPTED_OUT("opted_out", null, false),
    NOT_NOW("vendor_holds_back", null, false),
    REFUSED("vendor_refused", null, false);

    private static final Set<Integer> TEMPORARY_CODES = Set.of(1, 2, 131000, 131016, 133004, 135000, 131057, 2494100);
    private static final Set<Integer> NUMBER_LIMITS = Set.of(4, 80007, 130429);
    private static final Set<Integer> STOPPED = Set.of(131048, 131064, 368, 131031, 130497, 131042, 133010, 131045, 33);
    private static final Set<Integer> REAUTH = Set.of(0, 3, 10, 190, 131005);

    private final String code;
    private final @Nullable Duration pause;
    private final boolean pausesNumber;

    WhatsAppErrors(String code, @Nullable Duration pause, boolean pausesNumber) {
        this.code = code;
        this.pause = pause;
        this.pausesNumber = pausesNumber;
    }

    static WhatsAppErrors of(int code) {
        if (TEMPORARY_CODES.contains(code)) return TEMPORARY;
        if (NUMBER_LIMITS.contains(code)) return NUMBER_LIMIT;
        if (STOPPED.contains(code)) return NUMBER_STOPPED;
        if (REAUTH.contains(code) || (code >= 200 && code <= 299)) return NEEDS_REAUTH;
        return switch (code) {
            case 131056 -> PAIR_LIMIT;
            case 131047 -> WINDOW_CLOSED;
            case 131026, 131030, 137000 -> UNREACHABLE;
            case 131050 -> OPTED_OUT;
            case 131049, 130472 -> NOT_NOW;
            default -> REFUSED;
        };
    }

    String code() {
        return code;
    }

    boolean mayRepeat() {
        return this == TEMPORARY || this == NUMBER_LIMIT || this == PAIR_LIMIT;
    }

    @Nullable
    Duration pause() {
        return pause;
    }

    boolean pausesNumber() {
        return pausesNumber;
    }

    /// Nothing of the account works until an admin acts.
    boolean breaksAccount() {
        return this == NUMBER_STOPPED || this == NEEDS_REAUTH;
    }
}
