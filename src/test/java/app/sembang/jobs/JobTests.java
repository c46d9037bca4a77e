package app.sembang.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.ProductTest;
import app.sembang.TestBot;
import app.sembang.TestClock;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

@ProductTest
class JobTests {
    /// Of a conversation that is not there, so that it does nothing.
    @SuppressWarnings("rawtypes")
    private static final TaskDescriptor<Map> WAKE = TaskDescriptor.of("wake-conversation", Map.class);

    private final Jobs jobs;
    private final JdbcClient jdbc;
    private final TestClock clock;

    JobTests(Jobs jobs, JdbcClient jdbc, TestClock clock) {
        this.jobs = jobs;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Test
    void whatIsDueIsDoneThoughTheClockWasSetBack() {
        var nextDay = plan(clock.instant().plus(Duration.ofDays(1)));
        var ofAnotherProcess = plan(clock.instant().plus(Duration.ofDays(30)));
        clock.advance(Duration.ofDays(1));
        untilDone(nextDay);
        clock.moveTo(TestClock.START);

        // Nobody wakes this process for what another one plans.
        jdbc.sql("update scheduled_tasks set execution_time = :now where task_instance = :job")
                .param("now", Timestamp.from(clock.instant()))
                .param("job", ofAnotherProcess)
                .update();

        untilDone(ofAnotherProcess);
    }

    private String plan(Instant at) {
        var job = UUID.randomUUID().toString();
        assertThat(jobs.schedule(
                        WAKE.instance(job)
                                .data(Map.of("company", UUID.randomUUID(), "id", UUID.randomUUID()))
                                .build(),
                        at))
                .isTrue();
        return job;
    }

    private void untilDone(String job) {
        await().atMost(TestBot.SOON)
                .untilAsserted(
                        () -> assertThat(jdbc.sql("select count(*) from scheduled_tasks where task_instance = :job")
                                        .param("job", job)
                                        .query(Long.class)
                                        .single())
                                .isZero());
    }
}
