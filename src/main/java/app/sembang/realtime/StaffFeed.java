package app.sembang.realtime;

import app.sembang.database.Access;
import app.sembang.realtime.StreamStore.Row;
import app.sembang.shared.Refusal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// What one member's browser is still to be told: what it missed is read from the table page by page, what
/// happens waits in a bounded queue. One that does not keep up is ended, and comes back with its place.
final class StaffFeed implements Feed {
    private static final int MOST_WAITING = 256 * 1024;
    private static final int PAGE = 200;

    private final Access access;
    private final Map<String, Audience> audiences;
    private final StaffStreams streams;
    private final CompletableFuture<Position> joined = new CompletableFuture<>();
    private final Deque<Event> waiting = new ArrayDeque<>();
    private int size;
    private boolean ended;
    private volatile boolean closed;
    private volatile Runnable listener = () -> {};
    private @Nullable CompanyReader reader;
    /// Up to where the table is read; null when that is done. Only the taker uses it.
    private @Nullable Position missedAfter;
    /// What the listener has already: another process may have been further than the reader here.
    private volatile Position known = new Position(0, 0);

    StaffFeed(Access access, Map<String, Audience> audiences, StaffStreams streams) {
        this.access = access;
        this.audiences = audiences;
        this.streams = streams;
    }

    void begin(CompanyReader reader) {
        this.reader = reader;
        offer(new Event(joinedAt().toString(), "ready", "{}", null));
    }

    /// @param after null where the place asked for is not kept any more
    void resume(CompanyReader reader, @Nullable Position after) {
        this.reader = reader;
        if (after == null) {
            resync();
        } else {
            joinedAt();
            missedAfter = after;
            known = after;
        }
    }

    Access access() {
        return access;
    }

    Map<String, Audience> audiences() {
        return audiences;
    }

    boolean isClosed() {
        return closed;
    }

    /// By the reader: everything after this position will be offered.
    void joined(Position position) {
        joined.complete(position);
    }

    void offer(Position position, List<Event> events) {
        if (position.isAfter(known)) {
            events.forEach(this::offer);
        }
    }

    void offer(Event event) {
        synchronized (waiting) {
            if (ended) {
                return;
            }
            waiting.add(event);
            size += event.size();
            if (size > MOST_WAITING) {
                waiting.clear();
                ended = true;
            }
        }
        listener.run();
    }

    /// What happened cannot be told any more: the listener fetches everything and starts anew.
    void resync() {
        offer(Event.passing("resync", "{}"));
        synchronized (waiting) {
            ended = true;
        }
        listener.run();
    }

    /// Nothing is told any more.
    void end() {
        synchronized (waiting) {
            waiting.clear();
            ended = true;
        }
        listener.run();
    }

    @Override
    public List<Event> take() {
        while (missedAfter != null) {
            var missed = missed(missedAfter);
            if (!missed.isEmpty()) {
                return missed;
            }
        }
        synchronized (waiting) {
            var taken = List.copyOf(waiting);
            waiting.clear();
            size = 0;
            return taken;
        }
    }

    private List<Event> missed(Position after) {
        var company = access.company();
        return streams.transactions().as(access, () -> {
            var rows = streams.store().missed(company, audiences.keySet(), after, joinedAt(), PAGE);
            missedAfter = rows.size() < PAGE ? null : rows.getLast().position();
            var events = new ArrayList<Event>();
            expand(rows).values().forEach(events::addAll);
            return events;
        });
    }

    private Map<Row, List<Event>> expand(List<Row> rows) {
        var events = new LinkedHashMap<Row, List<Event>>();
        rows.forEach(row -> events.put(row, List.of()));
        audiences.forEach((key, audience) -> events.putAll(streams.expansion()
                .expand(
                        access.company(),
                        audience,
                        rows.stream().filter(row -> row.audience().equals(key)).toList(),
                        row -> Objects.requireNonNull(row.position()).toString())));
        return events;
    }

    private Position joinedAt() {
        try {
            return joined.get(5, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new Refusal(Refusal.Kind.UNAVAILABLE, "stream-unavailable", "The stream cannot be opened just now.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(Refusal.Kind.UNAVAILABLE, "stream-unavailable", "The stream was interrupted.");
        }
    }

    @Override
    public boolean ended() {
        synchronized (waiting) {
            return ended && waiting.isEmpty() && missedAfter == null;
        }
    }

    @Override
    public void onNews(Runnable listener) {
        this.listener = listener;
    }

    @Override
    public void close() {
        closed = true;
        if (reader != null) {
            reader.wake();
        }
    }
}
