package app.sembang.channels.lanes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.shared.CompanyId;
import app.sembang.shared.Ids;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CompanyWorkersTests {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int COMPANIES = 4;

    private final Intake intake = new Intake();

    @Test
    void whileDeliveriesCrowdABacklogGoesOnAndLeavesThemAProcessor() {
        var left = new AtomicInteger(5 * COMPANIES);
        var atOnce = new AtomicInteger();
        var most = new AtomicInteger();
        for (int i = 0; i < Intake.MANY; i++) {
            intake.arrived();
        }

        var begun = ConcurrentHashMap.<CompanyId>newKeySet();
        working(company -> {
            // The first round of each begins at once.
            if (!begun.add(company)) {
                most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                pause();
                atOnce.decrementAndGet();
            }
            return left.decrementAndGet() > 0;
        });

        await().atMost(SOON).untilAsserted(() -> assertThat(left).hasNonPositiveValue());
        assertThat(most.get()).isBetween(1, Math.max(1, Runtime.getRuntime().availableProcessors() - 1));
    }

    @Test
    void inQuietTimesABacklogOfEachIsWorkedOnAtOnce() {
        var rounds = new AtomicInteger();
        var together = new CountDownLatch(COMPANIES);

        working(_ -> {
            boolean first = rounds.incrementAndGet() <= COMPANIES;
            if (!first) {
                together.countDown();
                waited(together);
            }
            return first;
        });

        assertThat(waited(together)).isTrue();
    }

    private void working(Predicate<CompanyId> round) {
        var workers = new CompanyWorkers("test", COMPANIES, round, Duration.ZERO, intake);
        IntStream.range(0, COMPANIES).forEach(_ -> workers.wake(new CompanyId(Ids.next())));
    }

    private static void pause() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean waited(CountDownLatch latch) {
        try {
            return latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
