package app.sembang.models;

/// The answer, or in words why there is none. `why` never holds a key and may be shown to an admin.
public sealed interface Result {
    record Answered(ModelReply reply) implements Result {}

    record Unavailable(Reason reason, String why) implements Result {}

    enum Reason {
        NOT_CONFIGURED,
        BUDGET,
        FAILED,
        REFUSED,
        TIMED_OUT,
        SUSPENDED
    }
}
