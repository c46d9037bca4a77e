package app.sembang.simulator;

/// A call that Telegram answers with an error.
final class TelegramRefusal extends RuntimeException {
    private final int code;

    TelegramRefusal(int code, String description) {
        super(description, null, false, false);
        this.code = code;
    }

    int code() {
        return code;
    }

    String description() {
        return String.valueOf(getMessage());
    }
}
