package app.sembang.channels.whatsapp;

import app.sembang.channels.meta.ErrorClass;
import app.sembang.channels.meta.GraphApi.Reply;
import java.util.Set;

/// The codes of the Cloud API. Source: Meta, "Cloud API error codes".
final class WhatsAppErrors {
    private static final Set<Integer> TEMPORARY_CODES = Set.of(1, 2, 131000, 131016, 133004, 135000, 131057, 2494100);
    private static final Set<Integer> NUMBER_LIMITS = Set.of(4, 80007, 130429);
    private static final Set<Integer> STOPPED_CODES =
            Set.of(131048, 131064, 368, 131031, 130497, 131042, 133010, 131045, 33);
    private static final Set<Integer> REAUTH = Set.of(0, 3, 10, 190, 131005);

    private WhatsAppErrors() {}

    static ErrorClass of(Reply.Refused refused) {
        var known = refused.isPassing() ? ErrorClass.TEMPORARY : of(refused.code());
        return known == ErrorClass.REFUSED && refused.status() >= 500 ? ErrorClass.TEMPORARY : known;
    }

    static ErrorClass of(int code) {
        if (TEMPORARY_CODES.contains(code)) return ErrorClass.TEMPORARY;
        if (NUMBER_LIMITS.contains(code)) return ErrorClass.ACCOUNT_LIMIT;
        if (STOPPED_CODES.contains(code)) return ErrorClass.STOPPED;
        if (REAUTH.contains(code) || (code >= 200 && code <= 299)) return ErrorClass.NEEDS_REAUTH;
        return switch (code) {
            case 131056 -> ErrorClass.PAIR_LIMIT;
            case 131047 -> ErrorClass.WINDOW_CLOSED;
            case 131026, 131030, 137000 -> ErrorClass.UNREACHABLE;
            case 131050 -> ErrorClass.OPTED_OUT;
            case 131049, 130472 -> ErrorClass.NOT_NOW;
            default -> ErrorClass.REFUSED;
        };
    }
}
