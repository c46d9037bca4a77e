package app.sembang.realtime;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Hands feeds over to browsers: as a stream of server-sent events, or in answer to a request that waits.
/// One timer keeps all open streams alive and ends them in time.
@Component
public class EventStreams implements SmartLifecycle {
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(17);
    private static final Duration SHORTEST_LIFE = Duration.ofMinutes(13);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(25);

    private final Set<SseStream> open = ConcurrentHashMap.newKeySet();
    private @Nullable ScheduledExecutorService timer;

    EventStreams(MeterRegistry metrics) {
        Gauge.builder("sembang.streams.open", open, Set::size)
                .description("Event streams this process serves now")
                .register(metrics);
    }

    /// Answers with a stream that stays open after this returns. It ends after about a quarter of an hour, so that a
    /// process that is to stop drains, and never later than `longest`.
    ///
    /// @param place after which the listener wants to go on; null for a new one
    /// @param listener who listens, for [#serving] and [#probe]
    public void serve(
            HttpServletRequest request,
            HttpServletResponse response,
            Feed feed,
            @Nullable String place,
            Duration longest,
            Object listener)
            throws IOException {
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType("text/event-stream;charset=utf-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no");
        var stream = new SseStream(request, response, feed, place, min(longest, life()), listener, open::remove);
        open.add(stream);
        stream.begin();
    }

    /// What there is to tell, waiting for the first of it for a while; ends the feed.
    public List<Event> await(Feed feed, Duration wait) {
        try (feed) {
            var news = new Semaphore(0);
            feed.onNews(news::release);
            long end = System.nanoTime() + min(wait, LONGEST_WAIT).toNanos();
            while (true) {
                var events = feed.take();
                if (!events.isEmpty()
                        || feed.ended()
                        || !news.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    return events;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    /// How many streams of this process a listener has open.
    public long serving(Object listener) {
        return open.stream().filter(stream -> stream.serves(listener)).count();
    }

    /// Writes to the listener's streams now, so that those whose browser has gone are noticed and end.
    public void probe(Object listener) {
        open.stream().filter(stream -> stream.serves(listener)).forEach(SseStream::beat);
    }

    private void tick() {
        open.forEach(SseStream::tick);
    }

    private static Duration life() {
        return Duration.ofMillis(
                ThreadLocalRandom.current().nextLong(SHORTEST_LIFE.toMillis(), LONGEST_LIFE.toMillis()));
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    @Override
    public void start() {
        var started = Executors.newSingleThreadScheduledExecutor(
                Thread.ofVirtual().name("stream-timer").factory());
        var _ = started.scheduleWithFixedDelay(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
        timer = started;
    }

    /// Before the web server waits for its requests to end.
    @Override
    public void stop() {
        if (timer != null) {
            timer.shutdown();
            timer = null;
        }
        open.forEach(SseStream::end);
    }

    @Override
    public boolean isRunning() {
        return timer != null;
    }
}
