package app.sembang.realtime;

import java.util.List;

/// What one listener is still to be told, in order: first what was missed, then what happens. One thread at
/// a time takes from it.
public interface Feed extends AutoCloseable {
    /// What has come since the last call; empty when there is nothing now. Taking again says that what was taken before
    /// has been handed over.
    List<Event> take();

    /// Nothing more will come: the listener is to connect anew.
    boolean ended();

    /// Called whenever there may be something to take; replaces the one set before.
    void onNews(Runnable listener);

    @Override
    void close();
}
