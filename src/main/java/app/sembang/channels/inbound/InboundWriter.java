package app.sembang.channels.inbound;

import app.sembang.channels.lanes.Intake;
import app.sembang.channels.lanes.Lanes;
import app.sembang.shared.CompanyId;
import app.sembang.shared.CrashPoint;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Stores what vendors deliver: whatever queued while the last commit ran goes into the next one. A lone
/// event waits for nothing, and under load one commit carries hundreds.
@Component
class InboundWriter implements SmartLifecycle {
    private static final int MOST_WAITING = 4096;
    private static final long MOST_WAITING_BYTES = 64L << 20;
    private static final int MOST_AT_ONCE = 512;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    private static final Logger log = LoggerFactory.getLogger(InboundWriter.class);

    private final JdbcClient ingest;
    private final ArrayBlockingQueue<Arrival> queue = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong waitingBytes = new AtomicLong();
    private final Drain drain;
    private final Intake intake;
    private final Counter accepted;
    private volatile @Nullable Thread thread;

    InboundWriter(@Qualifier("ingest") JdbcClient ingest, Drain drain, Intake intake, MeterRegistry metrics) {
        this.ingest = ingest;
        this.drain = drain;
        this.intake = intake;
        this.accepted = metrics.counter("sembang.inbound.accepted");
    }

    /// One delivery's events, and the caller who waits for the commit.
    private record Arrival(List<NewEvent> events, long bytes, CompletableFuture<Boolean> stored) {}

    /// Returns true after the commit; false when it could not be stored, so the vendor must come again.
    boolean store(List<NewEvent> events) {
        long bytes = events.stream().mapToLong(event -> event.raw().length).sum();
        var arrival = new Arrival(events, bytes, new CompletableFuture<>());
        if (waitingBytes.addAndGet(bytes) > MOST_WAITING_BYTES || thread == null || !queue.offer(arrival)) {
            waitingBytes.addAndGet(-bytes);
            return false;
        }
        intake.arrived();
        try {
            return arrival.stored().get(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } finally {
            intake.left();
        }
    }

    private void write() {
        var batch = new ArrayList<Arrival>();
        while (thread != null) {
            try {
                batch.clear();
                batch.add(queue.take());
                queue.drainTo(batch, MOST_AT_ONCE - 1);
                storeOrRefuse(batch);
            } catch (InterruptedException stopped) {
                return;
            }
        }
    }

    private void storeBatch(List<Arrival> batch) {
        CrashPoint.BEFORE_ACCEPT_COMMIT.pass();
        insert(batch.stream().flatMap(arrival -> arrival.events().stream()).toList());
        CrashPoint.AFTER_ACCEPT_COMMIT.pass();
        batch.forEach(arrival -> {
            accepted.increment(arrival.events().size());
            arrival.stored().complete(true);
        });
        var companies = new LinkedHashSet<CompanyId>();
        for (var arrival : batch) {
            arrival.events().forEach(event -> companies.add(event.company()));
        }
        companies.forEach(drain::wake);
    }

    private void storeOrRefuse(List<Arrival> batch) {
        try {
            storeBatch(batch);
        } catch (RuntimeException together) {
            // Whatever it is: were it thrown, this thread would end and nothing be taken any more.
            log.warn("{} deliveries could not be stored at once: {}", batch.size(), together.getMessage());
            // One that the database refuses must not keep out the others.
            batch.forEach(alone(together));
        } finally {
            batch.forEach(arrival -> waitingBytes.addAndGet(-arrival.bytes()));
        }
    }

    private Consumer<Arrival> alone(RuntimeException together) {
        boolean noDatabase = !(together instanceof org.springframework.dao.DataIntegrityViolationException);
        return arrival -> {
            if (noDatabase) {
                arrival.stored().complete(false);
                return;
            }
            try {
                storeBatch(List.of(arrival));
            } catch (RuntimeException refused) {
                arrival.stored().complete(false);
            }
        };
    }

    /// Without a conflict target: naming one would need the right to read the table.
    private void insert(List<NewEvent> events) {
        ingest.sql("""
                insert into inbound_event (company_id, channel_account_id, key, kind, lane, raw, state, reason)
                select company, account, key, kind, lane, raw, case when reason is null then 'pending' else 'parked' end, reason
                  from unnest(:companies::uuid[], :accounts::uuid[], :keys::text[], :kinds::text[], :lanes::smallint[],
                              :raws::bytea[], :reasons::text[])
                       with ordinality as arrived (company, account, key, kind, lane, raw, reason, nth)
                 order by nth
                on conflict do nothing
                """)
                .param("companies", texts(events, event -> event.company().toString()))
                .param("accounts", texts(events, event -> event.account().toString()))
                .param("keys", texts(events, NewEvent::key))
                .param("kinds", texts(events, NewEvent::kind))
                .param(
                        "lanes",
                        events.stream().map(event -> (short) event.lane()).toArray(Short[]::new))
                .param("raws", events.stream().map(NewEvent::raw).toArray(byte[][]::new))
                .param("reasons", texts(events, NewEvent::parked))
                .update();
    }

    private static @Nullable String[] texts(List<NewEvent> events, Function<NewEvent, @Nullable String> part) {
        var texts = new @Nullable String[events.size()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = part.apply(events.get(i));
        }
        return texts;
    }

    @Override
    public void start() {
        var writer = Thread.ofPlatform().daemon().name("inbound-writer").unstarted(this::write);
        thread = writer;
        writer.start();
    }

    /// Called after the web server has stopped: nobody waits any more.
    @Override
    public void stop() {
        var writer = thread;
        thread = null;
        if (writer != null) {
            writer.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    @Override
    public int getPhase() {
        return Lanes.WORKER_PHASE;
    }
}
