package app.sembang.channels.meta;

import app.sembang.channels.meta.GraphApi.Reply;
import java.util.Set;

/// The codes of Messenger and Instagram. Source: Meta, "Messenger Platform error codes" and "Rate limits".
final class MessagingErrors {
    private static final Set<Integer> TEMPORARY = Set.of(1, 2, 1200);
    private static final Set<Integer> LIMITS = Set.of(4, 17, 32, 613, 80002, 80006);
    private static final Set<Integer> WINDOW = Set.of(2018278, 2534022);
    private static final Set<Integer> GONE = Set.of(551, 2018108);
    private static final int RESTRICTED = 1893063;

    private MessagingErrors() {}

    static ErrorClass of(Reply.Refused refused) {
        int code = refused.code();
        int subcode = refused.subcode();
        if (refused.isPassing() || TEMPORARY.contains(code)) return ErrorClass.TEMPORARY;
        if (LIMITS.contains(code)) return ErrorClass.ACCOUNT_LIMIT;
        if (WINDOW.contains(subcode)) return ErrorClass.WINDOW_CLOSED;
        if (subcode == RESTRICTED) return ErrorClass.STOPPED;
        if (GONE.contains(code) || GONE.contains(subcode)) return ErrorClass.GONE;
        return switch (code) {
            case 10, 190, 200, 230 -> ErrorClass.NEEDS_REAUTH;
            default -> refused.status() >= 500 ? ErrorClass.TEMPORARY : ErrorClass.REFUSED;
        };
    }
}
