package app.sembang.realtime;

import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactIdentityId;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// What one browser of a visitor is still to be told. Nothing waits in memory but what is not kept anyway:
/// a slow browser is read for when it takes.
public final class VisitorFeed implements Feed {
    private static final int PAGE = 100;
    /// As far behind as a browser may be; further back it fetches the thread.
    private static final int MOST_MISSED = 1000;

    private static final int MOST_PASSING = 20;

    private final CompanyId company;
    private final VisitorKey visitor;
    private final VisitorStreams streams;
    private final Queue<Event> passing = new ConcurrentLinkedQueue<>();
    private volatile @Nullable ContactIdentityId identity;
    private volatile long after;
    private volatile boolean ended;
    private volatile Runnable listener = () -> {};

    VisitorFeed(
            CompanyId company,
            VisitorKey visitor,
            @Nullable ContactIdentityId identity,
            long last,
            long after,
            VisitorStreams streams) {
        this.company = company;
        this.visitor = visitor;
        this.identity = identity;
        this.after = after;
        this.streams = streams;
        if (after > last || last - after > MOST_MISSED) {
            resync();
        }
    }

    CompanyId company() {
        return company;
    }

    VisitorKey visitor() {
        return visitor;
    }

    public @Nullable ContactIdentityId identity() {
        return identity;
    }

    /// The number of the last event taken.
    public long reached() {
        return after;
    }

    boolean identified(ContactIdentityId identity) {
        if (this.identity != null) {
            return false;
        }
        this.identity = identity;
        return true;
    }

    void newest(long number) {
        if (number > after) {
            wake();
        }
    }

    void tell(Event event) {
        if (passing.size() < MOST_PASSING) {
            passing.add(event);
        }
        wake();
    }

    void wake() {
        listener.run();
    }

    @Override
    public List<Event> take() {
        var events = new ArrayList<Event>();
        var known = identity;
        if (known != null && !ended) {
            // Rows may be read of which nothing is shown: go on to those that follow.
            long before;
            do {
                before = after;
                var missed = streams.after(company, known, before, PAGE);
                if (missed.isPresent()) {
                    events.addAll(missed.get().events());
                    after = missed.get().last();
                } else {
                    resync();
                }
            } while (events.isEmpty() && after > before && !ended);
        }
        for (var event = passing.poll(); event != null; event = passing.poll()) {
            events.add(event);
        }
        return events;
    }

    private void resync() {
        passing.add(
                Event.passing(
                        "resync_required",
                        "{\"error\":{\"code\":\"resync_required\",\"message\":\"Last-Event-ID is too old\",\"from\":\"/widget/v1/messages?after=\"}}"));
        ended = true;
    }

    @Override
    public boolean ended() {
        return ended && passing.isEmpty();
    }

    @Override
    public void onNews(Runnable listener) {
        this.listener = listener;
    }

    @Override
    public void close() {
        streams.close(this);
    }
}
