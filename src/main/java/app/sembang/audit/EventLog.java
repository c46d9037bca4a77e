package app.sembang.audit;

import app.sembang.database.AfterCommit;
import app.sembang.shared.CompanyId;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// The company's memory of what happened, in the commit in which it happened. Rows are only ever added.
@Component
public class EventLog {
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final @Nullable Spans spans;

    @Autowired
    EventLog(JdbcClient jdbc, JsonMapper json, @Nullable Spans spans) {
        this.jdbc = jdbc;
        this.json = json;
        this.spans = spans;
    }

    /// For a command beside the product: nothing is told to a collector.
    public EventLog(JdbcClient jdbc, JsonMapper json) {
        this(jdbc, json, null);
    }

    /// Inside a company transaction; one statement however many events.
    public void append(CompanyId company, List<Event> events) {
        if (events.isEmpty()) {
            return;
        }
        jdbc.sql("""
                insert into event_log (company_id, at, kind, member_id, conversation_id, seq, facts)
                select :company, event.at, event.kind, event.member_id, event.conversation_id, event.seq, event.facts::jsonb
                from unnest(:at::timestamptz[], :kind::text[], :member::uuid[], :conversation::uuid[], :seq::bigint[],
                            :facts::text[]) with ordinality as event (at, kind, member_id, conversation_id, seq, facts, nth)
                order by event.nth
                """)
                .param("company", company.value())
                .param("at", column(events, Event::at))
                .param("kind", column(events, Event::kind))
                .param("member", column(events, Event::member))
                .param("conversation", column(events, Event::conversation))
                .param("seq", column(events, Event::seq))
                .param("facts", column(events, event -> json.writeValueAsString(event.facts())))
                .update();
        if (spans != null && spans.on()) {
            AfterCommit.run(() -> spans.happened(company, events));
        }
    }

    private static @Nullable String[] column(List<Event> events, Function<Event, @Nullable Object> value) {
        var texts = new @Nullable String[events.size()];
        for (int i = 0; i < texts.length; i++) {
            var it = value.apply(events.get(i));
            texts[i] = it == null ? null : it.toString();
        }
        return texts;
    }

    public void append(CompanyId company, Event event) {
        append(company, List.of(event));
    }
}
