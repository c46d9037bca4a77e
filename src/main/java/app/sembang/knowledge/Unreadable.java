package app.sembang.knowledge;

/// A document no text can be had of.
class Unreadable extends Exception {
    private final Material.Reason reason;

    Unreadable(Material.Reason reason) {
        super(reason.code());
        this.reason = reason;
    }

    Unreadable(Material.Reason reason, Throwable cause) {
        super(reason.code(), cause);
        this.reason = reason;
    }

    Material.Reason reason() {
        return reason;
    }
}
