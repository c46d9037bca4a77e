package app.sembang.jobs;

import app.sembang.database.ContactTrail;
import app.sembang.database.PersonalData;
import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Jobs that wait to do something with a contact's message or conversation.
@Component
class JobData implements PersonalData {
    private final JdbcClient jdbc;

    JobData(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Map<String, Long> forget(ContactTrail trail) {
        var ids = new ArrayList<UUID>(trail.of("conversation"));
        ids.addAll(trail.of("message"));
        return Map.of("scheduled_tasks", (long) jdbc.sql("""
                delete from scheduled_tasks
                 where not picked
                   and exists (select from unnest(:ids::text[]) as id
                                where position(convert_to(id, 'UTF8') in task_data) > 0)
                """)
                .param("ids", ids.stream().map(UUID::toString).toArray(String[]::new))
                .update());
    }
}
