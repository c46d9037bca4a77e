package app.sembang.audit;

import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// Tells a collector of OpenTelemetry what happens in conversations. Each conversation is one trace and its number
/// is the trace's, so that everything from the customer's first message to the sale is found by one number, here and
/// in the log. Nothing is carried along for it and nothing is stored. Where no collector is named all of this does
/// nothing.
@Component
public class Spans implements DisposableBean {
    /// Facts that are ids or words of ours. A reason may be what a person wrote.
    private static final Set<String> TOLD = Set.of("message", "to", "rule");

    private final @Nullable SpanExport export;

    Spans(
            @Value("${sembang.traces.endpoint}") String endpoint,
            @Value("${sembang.traces.headers}") String headers,
            @Value("${sembang.traces.share}") double share,
            MeterRegistry metrics) {
        this.export = endpoint.isBlank() ? null : SpanExport.to(endpoint.strip(), headers, share, metrics);
    }

    /// The 32 hexadecimal digits by which a conversation is found at the collector.
    public static String trace(ConversationId conversation) {
        return conversation.value().toString().replace("-", "");
    }

    public boolean on() {
        return export != null;
    }

    /// Something that took its time, such as a vendor's call. Told after it is true; harmless to leave out.
    public void took(
            CompanyId company,
            ConversationId conversation,
            String what,
            Instant from,
            Instant to,
            Map<String, String> facts) {
        if (export != null) export.add(company, conversation, what, from, to, facts);
    }

    void happened(CompanyId company, List<Event> events) {
        if (export == null) return;
        for (var event : events) {
            if (event.conversation() != null) {
                export.add(company, event.conversation(), event.kind(), event.at(), event.at(), told(event));
            }
        }
    }

    private static Map<String, String> told(Event event) {
        var told = new TreeMap<String, String>();
        event.facts().forEach((name, value) -> {
            if (TOLD.contains(name)) told.put(name, String.valueOf(value));
        });
        if (event.seq() != null) told.put("seq", event.seq().toString());
        if (event.member() != null) told.put("member", event.member().toString());
        return told;
    }

    @Override
    public void destroy() {
        if (export != null) export.close();
    }
}
