package app.sembang.realtime;

import app.sembang.database.AfterCommit;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Where a module tells of a change, inside the transaction that makes it.
@Component
public class StreamEvents {
    private final JdbcClient jdbc;
    private final Signals signals;
    private final JsonMapper json;

    StreamEvents(JdbcClient jdbc, Signals signals, JsonMapper json) {
        this.jdbc = jdbc;
        this.signals = signals;
        this.json = json;
    }

    /// Tells those who listen now and nobody later: that somebody is typing, for example. Nothing is stored.
    public void tell(CompanyId company, Audience audience, String event, Object data) {
        signals.send(Set.of(new Signal(company, audience.key(), event, json.writeValueAsString(data))));
    }

    /// Tells all visitors who listen now, of one website or of all the company has.
    public void tellVisitors(CompanyId company, @Nullable ChannelAccountId account, String event, Object data) {
        signals.send(Set.of(new Signal(
                company, Signal.VISITORS + (account == null ? "" : account), event, json.writeValueAsString(data))));
    }

    /// Hears what staff is told by [#tell], in this process and in the others; once for each audience, and perhaps
    /// not at all.
    public void hear(String event, BiConsumer<CompanyId, String> listener) {
        signals.subscribe(signal -> {
            if (event.equals(signal.event()) && signal.data() != null && !signal.concernsVisitor()) {
                listener.accept(signal.company(), signal.data());
            }
        });
    }

    /// Writes the events with the caller's transaction, the same one once; after its commit, readers in this process
    /// are woken.
    public void append(CompanyId company, List<StreamEvent> told) {
        if (told.isEmpty()) {
            return;
        }
        var events = told.stream().distinct().toList();
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
        var news = events.stream()
                .map(event -> Signal.news(company, event.audience()))
                .collect(Collectors.toSet());
        AfterCommit.run(() -> signals.send(news));
    }
}
