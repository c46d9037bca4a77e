package app.sembang.jobs;

import app.sembang.database.AfterCommit;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import java.time.Instant;

/// Plans work for later. A job is a row of the caller's transaction: it exists when the transaction commits.
/// What it does is a `Task` bean of the module that owns it, found by name; it runs at least once, so a second run must
/// be harmless.
public class Jobs {
    private final SchedulerClient client;
    private final JobRunner runner;

    Jobs(SchedulerClient client, JobRunner runner) {
        this.client = client;
        this.runner = runner;
    }

    /// Runs the job at that time or soon after. Returns false, and changes nothing, where one of its name and id waits
    /// already.
    public boolean schedule(TaskInstance<?> job, Instant at) {
        boolean added = client.scheduleIfNotExists(job, at);
        wake();
        return added;
    }

    /// Moves a waiting job to another time. Returns false where it runs now or is gone.
    public boolean reschedule(TaskInstanceId job, Instant at) {
        var moved = client.getScheduledExecution(job).isPresent() && client.reschedule(job, at);
        wake();
        return moved;
    }

    /// Forgets a waiting job; one that is gone already is none.
    public void cancel(TaskInstanceId job) {
        if (client.getScheduledExecution(job).isPresent()) {
            client.cancel(job);
        }
    }

    private void wake() {
        AfterCommit.run(runner::wake);
    }
}
