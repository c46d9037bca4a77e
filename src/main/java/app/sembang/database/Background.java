package app.sembang.database;

/// Work that nobody waits for. It has a few connections of its own and waits long for a turn, so that however
/// much of it there is, requests find theirs.
public final class Background {
    private static final ScopedValue<Boolean> HERE = ScopedValue.newInstance();

    private Background() {}

    /// Does the work, in this thread, as such.
    public static void run(Runnable work) {
        ScopedValue.where(HERE, true).run(work);
    }

    static boolean isHere() {
        return HERE.isBound();
    }
}
