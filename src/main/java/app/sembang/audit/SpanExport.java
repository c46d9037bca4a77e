package app.sembang.audit;

import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The library's half of [Spans]: its classes are loaded only where a collector is named.
final class SpanExport implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /// What waits for a collector that is slow or gone; what is over is left out.
    private static final int MOST_WAITING = 20_000;

    private final SdkTracerProvider provider;
    private final Tracer tracer;
    private final double share;

    private SpanExport(SdkTracerProvider provider, double share) {
        this.provider = provider;
        this.tracer = provider.get("sembang");
        this.share = share;
    }

    /// @param endpoint as `OTEL_EXPORTER_OTLP_ENDPOINT` has it: without the path
    /// @param headers as `OTEL_EXPORTER_OTLP_HEADERS` has them: `name=value,name=value`
    static SpanExport to(String endpoint, String headers, double share, MeterRegistry metrics) {
        var exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(endpoint.replaceAll("/+$", "") + "/v1/traces")
                .setTimeout(PATIENCE);
        for (var header : headers.split(",", -1)) {
            int equals = header.indexOf('=');
            if (equals > 0) {
                exporter.addHeader(
                        header.substring(0, equals).strip(),
                        header.substring(equals + 1).strip());
            }
        }
        var processor = BatchSpanProcessor.builder(new CountedExporter(exporter.build(), metrics))
                .setScheduleDelay(EVERY)
                .setMaxQueueSize(MOST_WAITING)
                .build();
        return new SpanExport(
                SdkTracerProvider.builder()
                        .setResource(Resource.builder()
                                .put("service.name", "sembang")
                                .build())
                        .addSpanProcessor(processor)
                        .build(),
                share);
    }

    void add(
            CompanyId company,
            ConversationId conversation,
            String what,
            Instant from,
            Instant to,
            Map<String, String> facts) {
        // The lower half of an id is random; all of a conversation is told or nothing.
        if ((conversation.value().getLeastSignificantBits() & 0xffff) >= share * 0x10000) return;
        var span = tracer.spanBuilder(what)
                .setParent(Context.root().with(Span.wrap(beginning(conversation))))
                .setStartTimestamp(from)
                .setAttribute("sembang.company", company.toString())
                .setAttribute("sembang.conversation", conversation.toString());
        facts.forEach((name, value) -> span.setAttribute(AttributeKey.stringKey("sembang." + name), value));
        span.startSpan().end(to);
    }

    /// What all spans of a conversation hang on, so that a trace needs no memory of ours.
    private static SpanContext beginning(ConversationId conversation) {
        var trace = Spans.trace(conversation);
        return SpanContext.createFromRemoteParent(
                trace, trace.substring(16), TraceFlags.getSampled(), TraceState.getDefault());
    }

    @Override
    public void close() {
        provider.shutdown().join(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
}
