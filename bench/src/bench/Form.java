package bench;

/// How a message comes.
enum Form {
    SHORT(0),
    KILOBYTE(1_000),
    TEN_KILOBYTES(10_000),
    QUARTER_MEGABYTE(250_000),
    /// A photo whose caption is the question.
    PICTURE(0),
    /// A short text whose delivery proves nothing: it must be answered 401 and leave no trace.
    FORGED(0);

    private static final Form[] ALL = values();

    private final int bytes;

    Form(int bytes) {
        this.bytes = bytes;
    }

    static Form of(int ordinal) {
        return ALL[ordinal];
    }

    /// What its update is filled up to, about; 0 where it is not.
    int bytes() {
        return bytes;
    }

    boolean isLarge() {
        return bytes >= 10_000;
    }
}
