package app.sembang.models;

/// The answer, or in words why there is none. `why` never holds a key and may be shown to an admin.
/// A model that declines has answered: [ModelReply.Stop#REFUSAL].
public sealed interface Result {
    record Answered(ModelReply reply) implements Result {}

    record Unavailable(Reason reason, String why) implements Result {}

    enum Reason {
        NOT_CONFIGURED,
        /// Used up; with the next day or month there is an answer again.
        BUDGET,
        /// Nobody answered, after what retries there was time for.
        FAILED,
        /// The provider does not take the call: its key, its model, or the request itself. Waiting does not help.
        REFUSED,
        TIMED_OUT,
        SUSPENDED
    }
}
