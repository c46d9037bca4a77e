package app.sembang.channels.lanes;

import app.sembang.realtime.Neighbours;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Ids;
import app.sembang.shared.PresentClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/// The lanes this process works on. All events of a contact fall into one lane, and a lane is worked on by one process,
/// so that order needs no further lock. Times are the database's: a process whose clock is wrong loses nothing.
@Component
public class Lanes implements SmartLifecycle, Neighbours {
    public static final int COUNT = 64;

    /// Lanes are held before anything works on them, and given back after everything has stopped; the web server starts
    /// later and stops earlier than both.
    static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 4096;

    /// For what works on lanes.
    public static final int WORKER_PHASE = PHASE + 512;

    private static final Duration RENEWED_EVERY = Duration.ofSeconds(3);
    private static final String GONE_AFTER = "10 seconds";
    private static final Logger log = LoggerFactory.getLogger(Lanes.class);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    /// Read: a batch runs on the lanes it saw. Write: lanes are given away.
    private final ReentrantReadWriteLock using = new ReentrantReadWriteLock();

    private volatile @Nullable Held held;
    private volatile int live = 1;
    private volatile @Nullable Thread renewing;

    Lanes(JdbcClient jdbc, PlatformTransactionManager manager) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(manager);
    }

    /// What this process holds, under the id by which the database knows it.
    public record Held(UUID process, List<Integer> lanes) {
        public Short[] asArray() {
            return lanes.stream().map(Integer::shortValue).toArray(Short[]::new);
        }
    }

    /// This process was taken for dead and its lanes were given to others; the transaction must roll back.
    public static class Lost extends RuntimeException {
        Lost(UUID process) {
            super("Process %s no longer holds its lanes".formatted(process));
        }
    }

    /// The lane of everything to and from this person.
    public static int of(CompanyId company, ChannelAccountId account, String externalId) {
        var hash = new CRC32C();
        hash.update((company + "/" + account + "/" + externalId).getBytes(StandardCharsets.UTF_8));
        return (int) (hash.getValue() % COUNT);
    }

    /// Runs a batch of work on the lanes held now; none is given away before it ends.
    ///
    /// @return `otherwise` where no lane is held
    public <T> T holding(T otherwise, Function<Held, T> batch) {
        using.readLock().lock();
        try {
            var now = held;
            return now == null || now.lanes().isEmpty() ? otherwise : batch.apply(now);
        } finally {
            using.readLock().unlock();
        }
    }

    /// Makes sure, until the transaction ends, that nobody else has been given the lanes.
    public void fence(Held batch) {
        var alive = jdbc.sql("select 1 from process where id = :id for key share")
                .param("id", batch.process())
                .query(Integer.class)
                .optional();
        if (alive.isEmpty()) {
            throw new Lost(batch.process());
        }
    }

    /// As seen at the last renewal.
    @Override
    public boolean present() {
        return live > 1;
    }

    @Override
    public void start() {
        var thread = Thread.ofVirtual().name("lanes").unstarted(this::renewAgainAndAgain);
        renewing = thread;
        renewOrWarn();
        thread.start();
    }

    private void renewAgainAndAgain() {
        while (renewing != null) {
            try {
                Thread.sleep(RENEWED_EVERY);
            } catch (InterruptedException stopped) {
                return;
            }
            renewOrWarn();
        }
    }

    private void renewOrWarn() {
        try {
            renew();
        } catch (DataAccessException | TransactionException e) {
            log.warn("Lanes could not be renewed: {}", e.getMessage());
        }
    }

    private void renew() {
        var before = held;
        var now = transaction.execute(status -> {
            forgetTheDead(before);
            var id = before != null && seen(before.process()) ? before.process() : register();
            return new Held(id, take(id));
        });
        int fair = fairShare();
        if (now.lanes().size() <= fair) {
            held = now;
            return;
        }
        using.writeLock().lock();
        try {
            held = new Held(now.process(), now.lanes().subList(0, fair));
            giveBack(now.process(), now.lanes().subList(fair, now.lanes().size()));
        } finally {
            using.writeLock().unlock();
        }
    }

    /// One that is locked is working: its transaction decides, and the next round sees. Never itself: after an outage
    /// of the database a process would take itself for dead, and what it is sending for lost.
    private void forgetTheDead(@Nullable Held itself) {
        jdbc.sql("""
                delete from process
                 where id in (select id from process
                               where seen_at < now() - :gone::interval and id is distinct from :itself::uuid
                                 for update skip locked)
                """)
                .param("gone", GONE_AFTER)
                .param("itself", itself == null ? null : itself.process().toString())
                .update();
    }

    private boolean seen(UUID id) {
        var time = jdbc.sql("update process set seen_at = now() where id = :id returning clock_timestamp()")
                .param("id", id)
                .query(OffsetDateTime.class)
                .optional();
        time.ifPresent(Lanes::agree);
        return time.isPresent();
    }

    private UUID register() {
        var id = Ids.next();
        agree(jdbc.sql("insert into process (id) values (:id) returning clock_timestamp()")
                .param("id", id)
                .query(OffsetDateTime.class)
                .single());
        return id;
    }

    private static void agree(OffsetDateTime time) {
        PresentClock.agreeOn(time.toInstant());
    }

    private List<Integer> take(UUID id) {
        jdbc.sql("""
                update lane set process_id = :id
                 where lane in (select lane from lane where process_id is null order by lane
                                 limit (select greatest(0, ceil(:count / (select count(*) from process)::numeric)::int
                                                           - (select count(*) from lane where process_id = :id)))
                                   for update skip locked)
                """).param("id", id).param("count", COUNT).update();
        return jdbc.sql("select lane from lane where process_id = :id order by lane")
                .param("id", id)
                .query((row, number) -> row.getInt("lane"))
                .list();
    }

    private int fairShare() {
        live = jdbc.sql("select count(*) from process").query(Integer.class).single();
        return Math.ceilDiv(COUNT, Math.max(1, live));
    }

    private void giveBack(UUID id, List<Integer> lanes) {
        jdbc.sql("update lane set process_id = null where process_id = :id and lane = any (:lanes)")
                .param("id", id)
                .param("lanes", lanes.stream().map(Integer::shortValue).toArray(Short[]::new))
                .update();
    }

    @Override
    public void stop() {
        var thread = renewing;
        renewing = null;
        if (thread != null) {
            thread.interrupt();
        }
        using.writeLock().lock();
        try {
            var last = held;
            held = null;
            if (last != null) {
                jdbc.sql("delete from process where id = :id")
                        .param("id", last.process())
                        .update();
            }
        } catch (DataAccessException e) {
            log.warn("Lanes were not given back and come free in {}: {}", GONE_AFTER, e.getMessage());
        } finally {
            using.writeLock().unlock();
        }
    }

    @Override
    public boolean isRunning() {
        return renewing != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
