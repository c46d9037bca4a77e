package app.sembang.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.shared.CompanyId;
import app.sembang.shared.Ids;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TurnsTests {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final CompanyId busy = new CompanyId(Ids.next());
    private final CompanyId other = new CompanyId(Ids.next());
    private final Turns turns = new Turns(3);
    private final ExecutorService jobs = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void endAll() {
        end.countDown();
        jobs.close();
    }

    @Test
    void aCompanyWithManyJobsLeavesATurnToTheOthers() {
        var running = new AtomicInteger();
        for (int i = 0; i < 20; i++) jobs.execute(() -> turns.run(busy, () -> computes(running)));
        await().atMost(SOON).until(() -> running.get() == 2);

        var came = new CountDownLatch(1);
        jobs.execute(() -> turns.run(other, came::countDown));

        await().atMost(SOON).until(() -> came.getCount() == 0);
        assertThat(running).hasValue(2);
    }

    @Test
    void whoWaitsForSomebodyOutsideLetsOthersHaveTheTurn() {
        var away = new AtomicInteger();
        for (int i = 0; i < 20; i++) {
            jobs.execute(() -> turns.run(busy, () -> Turns.away(() -> computes(away))));
        }

        await().atMost(SOON).until(() -> away.get() == 20);
    }

    @Test
    void whatNeedsNoTurnIsSimplyDone() {
        assertThat(Turns.away(() -> "done")).isEqualTo("done");
    }

    private int computes(AtomicInteger running) {
        running.incrementAndGet();
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return running.decrementAndGet();
    }
}
