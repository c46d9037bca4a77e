package app.sembang.realtime;

import app.sembang.shared.CompanyId;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Where a module tells of a change, inside the transaction that makes it.
@Component
public class StreamEvents {
    private final JdbcClient jdbc;

    StreamEvents(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Writes the events with the caller's transaction; after its commit, readers in this process are woken.
    public void append(CompanyId company, List<StreamEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        jdbc.sql("""
                insert into stream_event (company_id, audience, kind, subject, payload, visitor_event)
                select :company, audience, kind, subject, payload, visitor_event
                  from unnest(:audiences::text[], :kinds::text[], :subjects::uuid[], :payloads::jsonb[], :visitorEvents::bigint[])
                       as event (audience, kind, subject, payload, visitor_event)
                """)
                .param("company", company.value())
                .param(
                        "audiences",
                        events.stream().map(event -> event.audience().key()).toArray(String[]::new))
                .param("kinds", events.stream().map(StreamEvent::kind).toArray(String[]::new))
                .param(
                        "subjects",
                        events.stream()
                                .map(event -> event.subject() == null
                                        ? null
                                        : event.subject().toString())
                                .toArray(String[]::new))
                .param("payloads", events.stream().map(StreamEvent::payload).toArray(String[]::new))
                .param(
                        "visitorEvents",
                        events.stream()
                                .map(event -> event.visitorEvent() == null
                                        ? null
                                        : event.visitorEvent().toString())
                                .toArray(String[]::new))
                .update();
    }
}
