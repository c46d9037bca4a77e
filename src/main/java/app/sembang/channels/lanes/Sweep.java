package app.sembang.channels.lanes;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks every second for work no wake-up told of: left by another process, or due only now.
public final class Sweep {
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Logger log = LoggerFactory.getLogger(Sweep.class);

    private final String name;
    private final Runnable look;
    private volatile @Nullable Thread thread;

    public Sweep(String name, Runnable look) {
        this.name = name;
        this.look = look;
    }

    public void start() {
        thread = Thread.ofVirtual().name(name + "-sweep").start(this::run);
    }

    public void stop() {
        var running = thread;
        thread = null;
        if (running != null) {
            running.interrupt();
        }
    }

    public boolean isRunning() {
        return thread != null;
    }

    private void run() {
        boolean failing = false;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Thread.sleep(EVERY);
                look.run();
                failing = false;
            } catch (InterruptedException stopped) {
                return;
            } catch (RuntimeException e) {
                // The next look is in a second, whatever went wrong. Said once: without a database each would say the
                // same.
                if (!failing && isRunning()) {
                    log.warn("{} cannot look for work", name, e);
                }
                failing = true;
            }
        }
    }
}
