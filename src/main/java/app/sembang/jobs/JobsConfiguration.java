package app.sembang.jobs;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.serializer.Serializer;
import com.github.kagkarlsson.scheduler.task.Task;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class JobsConfiguration {
    @Bean
    JobRunner jobRunner(
            DataSource dataSource,
            Clock clock,
            JsonMapper json,
            ObjectProvider<Task<?>> tasks,
            @Value("${sembang.jobs.dead-after}") Duration deadAfter) {
        return new JobRunner(
                new TransactionAwareDataSourceProxy(dataSource), new JsonData(json), clock, tasks, deadAfter);
    }

    @Bean
    MeterBinder jobBacklog(JdbcClient jdbc) {
        return metrics -> Backlog.show(metrics, "jobs", () -> Backlog.read(jdbc, """
                select count(*), coalesce(extract(epoch from now() - min(execution_time)), 0)
                  from scheduled_tasks where not picked and execution_time <= now()
                """));
    }

    /// One connection is left to jobs that do not take turns.
    @Bean
    Turns turns(@Value("${sembang.database.background-connections}") int connections) {
        return new Turns(Math.max(2, connections - 1));
    }

    @Bean
    Jobs jobs(DataSource dataSource, JsonMapper json, JobRunner runner) {
        var client = SchedulerClient.Builder.create(new TransactionAwareDataSourceProxy(dataSource), List.of())
                .serializer(new JsonData(json))
                .build();
        return new Jobs(client, runner);
    }

    /// A job's data as JSON, so that a later version of the product can still read it.
    private record JsonData(JsonMapper json) implements Serializer {
        @Override
        public byte[] serialize(Object data) {
            return json.writeValueAsBytes(data);
        }

        @Override
        public <T> T deserialize(Class<T> type, byte[] data) {
            return json.readValue(data, type);
        }
    }
}
