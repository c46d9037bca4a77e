package app.sembang.audit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;

/// Shows as `sembang_spans_total` what a collector took and what it did not.
record CountedExporter(SpanExporter exporter, Counter told, Counter lost) implements SpanExporter {
    CountedExporter(SpanExporter exporter, MeterRegistry metrics) {
        this(
                exporter,
                metrics.counter("sembang.spans", "outcome", "told"),
                metrics.counter("sembang.spans", "outcome", "lost"));
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        int many = spans.size();
        var result = exporter.export(spans);
        result.whenComplete(() -> (result.isSuccess() ? told : lost).increment(many));
        return result;
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
