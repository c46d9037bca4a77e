package app.sembang.simulator;

/// A call that Telegram answers with an error.
final class TelegramRefusal extends RuntimeException {
    private final int code;
    /// The number the chat has now, 0 where it has not changed.
    private final long movedTo;

    TelegramRefusal(int code, String description) {
        this(code, description, 0);
    }

    TelegramRefusal(int code, String description, long movedTo) {
        super(description, null, false, false);
        this.code = code;
        this.movedTo = movedTo;
    }

    long movedTo() {
        return movedTo;
    }

    int code() {
        return code;
    }

    String description() {
        return String.valueOf(getMessage());
    }
}
