package app.sembang.simulator;

/// A call a vendor of models does not take.
final class LlmRefusal extends RuntimeException {
    private final int status;
    private final String type;

    LlmRefusal(int status, String type, String message) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
    }

    int status() {
        return status;
    }

    String type() {
        return type;
    }

    String message() {
        return String.valueOf(getMessage());
    }
}
