package app.sembang.realtime;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One open response. No thread waits for it: whoever has news starts one that writes what there is and ends.
/// Written to the servlet's response directly, as an idle stream then costs little more than the connection itself.
final class SseStream implements AsyncListener {
    private static final Logger log = LoggerFactory.getLogger(SseStream.class);
    private static final byte[] RETRY = "retry: 3000\n\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] HEARTBEAT = ": heartbeat\n\n".getBytes(StandardCharsets.UTF_8);
    private static final long HEARTBEAT_AFTER = Duration.ofSeconds(25).toNanos();

    private final Feed feed;
    private final Object listener;
    private final Consumer<SseStream> gone;
    private final AsyncContext context;
    private final ServletOutputStream out;
    private final long end;
    /// How often there was news since the writer began; above zero a writer is at work.
    private final AtomicInteger news = new AtomicInteger(1);
    private volatile long lastWritten = System.nanoTime();
    private volatile boolean beating;
    private volatile boolean ending;
    private boolean completed;
    /// Of the listener, by the last event written. Only the writer uses it.
    private @Nullable String place;

    SseStream(
            HttpServletRequest request,
            HttpServletResponse response,
            Feed feed,
            @Nullable String place,
            Duration life,
            Object listener,
            Consumer<SseStream> gone)
            throws IOException {
        this.feed = feed;
        this.place = place;
        this.listener = listener;
        this.gone = gone;
        this.end = System.nanoTime() + life.toNanos();
        this.out = response.getOutputStream();
        this.context = request.startAsync();
        context.setTimeout(0);
        context.addListener(this);
    }

    void begin() {
        feed.onNews(this::wake);
        try {
            out.write(RETRY);
            out.flush();
        } catch (IOException e) {
            gaveUp(e);
        }
        Thread.startVirtualThread(this::write);
    }

    boolean serves(Object other) {
        return listener.equals(other);
    }

    void tick() {
        long now = System.nanoTime();
        if (now - end >= 0) {
            end();
        } else if (now - lastWritten >= HEARTBEAT_AFTER) {
            beat();
        }
    }

    void beat() {
        beating = true;
        wake();
    }

    void end() {
        ending = true;
        wake();
    }

    private void wake() {
        if (news.getAndIncrement() == 0) {
            Thread.startVirtualThread(this::write);
        }
    }

    private void write() {
        int seen = news.get();
        do {
            try {
                writeWhatThereIs();
            } catch (IOException e) {
                gaveUp(e);
            } catch (RuntimeException e) {
                log.warn("A stream is ended, its browser comes back: {}", e.toString());
                ending = true;
            }
            if (ending || feed.ended()) {
                complete();
                return;
            }
            seen = news.addAndGet(-seen);
        } while (seen > 0);
    }

    private void writeWhatThereIs() throws IOException {
        for (var events = feed.take(); !events.isEmpty() && !ending; events = feed.take()) {
            for (var event : events) {
                out.write(event.frame(place));
                place = event.id() == null ? place : event.id();
            }
            flush();
        }
        if (beating && !ending) {
            beating = false;
            out.write(HEARTBEAT);
            flush();
        }
    }

    private void flush() throws IOException {
        out.flush();
        lastWritten = System.nanoTime();
    }

    /// The usual end: the browser has gone.
    private void gaveUp(IOException e) {
        log.debug("A browser has gone: {}", e.toString());
        ending = true;
    }

    /// Only ever by the writer, which does not run again: `news` stays above zero.
    private void complete() {
        leave();
        synchronized (this) {
            if (completed) {
                return;
            }
            completed = true;
            try {
                context.complete();
            } catch (IllegalStateException e) {
                log.debug("The container had ended the stream already: {}", e.getMessage());
            }
        }
    }

    private void leave() {
        feed.close();
        gone.accept(this);
    }

    /// After a failed write the container ends the request by itself, and then gives it to the next browser. The lock
    /// makes it wait for a writer that is just about to end it, which would else end the next browser's stream.
    @Override
    public void onComplete(AsyncEvent event) {
        ending = true;
        synchronized (this) {
            completed = true;
        }
        leave();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        end();
    }

    @Override
    public void onError(AsyncEvent event) {
        end();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {}
}
