package app.sembang.models;

import app.sembang.models.Outcome.Failure;
import app.sembang.models.Outcome.Trouble;
import app.sembang.shared.Texts;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/// Calls providers. What it tells of a failure holds neither a key nor an address.
@Component
class Wire implements DisposableBean {
    /// Longer than any answer.
    private static final int MOST_CHARACTERS = 8_000_000;

    private static final int LONGEST_WORDS = 500;

    private final HttpClient http;
    private final BaseAddresses addresses;
    private final ModelSettings settings;

    Wire(BaseAddresses addresses, ModelSettings settings) {
        this.addresses = addresses;
        this.settings = settings;
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.connectWithin())
                // A provider that sends us elsewhere would get the key there.
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    @Override
    public void destroy() {
        http.shutdownNow();
    }

    /// What comes back, in the order in which it comes.
    private sealed interface Arrival {
        record Head(HttpResponse.ResponseInfo info) implements Arrival {}

        record Line(String text) implements Arrival {}

        record End() implements Arrival {}

        record Broken(Throwable cause) implements Arrival {}

        record NotInTime() implements Arrival {}
    }

    /// @param limit for the answer as a whole
    /// @param onText null: nobody listens while it comes
    Outcome call(
            Provider provider, String model, ModelRequest request, Duration limit, @Nullable Consumer<String> onText) {
        long end = System.nanoTime() + limit.toNanos();
        var refusal = provider.ownAddress() ? addresses.refusal(provider.base()) : null;
        if (refusal != null) {
            return new Failure(Trouble.UNREACHABLE, refusal, null, false);
        }
        var dialect = provider.kind().dialect();
        // A part of OpenAI's format is often without streams; a stream is asked for only where it is wanted.
        boolean stream = onText != null || provider.kind() != ProviderKind.COMPATIBLE;
        var body = dialect.body(model, request, stream);
        var call = HttpRequest.newBuilder(URI.create(provider.base() + dialect.path()))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Dialect.JSON.writeValueAsBytes(body)));
        var arrivals = new LinkedBlockingQueue<Arrival>();
        try {
            dialect.authorize(call, provider.key());
        } catch (IllegalArgumentException notAHeader) {
            // Its message would quote the key.
            return new Failure(Trouble.DENIED, "The key holds characters no key can have.");
        }
        var sent = http.sendAsync(call.build(), info -> {
            arrivals.add(new Arrival.Head(info));
            return BodySubscribers.fromLineSubscriber(new Lines(arrivals));
        });
        var _ = sent.whenComplete((_, cause) -> {
            if (cause != null) {
                arrivals.add(new Arrival.Broken(cause));
            }
        });
        try {
            // Ollama first loads a model nobody has asked lately.
            boolean patient = !stream || provider.kind() == ProviderKind.OLLAMA;
            var first = patient ? limit : min(limit, settings.firstByteWithin());
            var outcome = read(dialect, new Reader(arrivals, end, System.nanoTime() + first.toNanos()), onText);
            return outcome instanceof Failure failure ? clean(failure, provider.key()) : outcome;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Failure(Trouble.TIMED_OUT, "Sembang stopped while the model was asked.");
        } finally {
            sent.cancel(true);
        }
    }

    private static Outcome read(Dialect dialect, Reader reader, @Nullable Consumer<String> onText)
            throws InterruptedException {
        var first = reader.next();
        if (!(first instanceof Arrival.Head(var info))) {
            return broken(first);
        }
        var type = info.headers().firstValue("Content-Type").orElse("");
        boolean streams = type.startsWith("text/event-stream") || type.startsWith("application/x-ndjson");
        if (info.statusCode() == 200 && streams) {
            return stream(dialect, reader, type.startsWith("text/"), onText == null ? _ -> {} : onText);
        }
        var text = new StringBuilder();
        var arrival = reader.next();
        for (; arrival instanceof Arrival.Line(var line) && text.length() < MOST_CHARACTERS; arrival = reader.next()) {
            text.append(line).append('\n');
        }
        if (info.statusCode() != 200) {
            return dialect.refused(info.statusCode(), info.headers(), Dialect.tree(text.toString()));
        }
        if (!(arrival instanceof Arrival.End)) {
            return broken(arrival);
        }
        var outcome = dialect.read(Dialect.tree(text.toString()));
        if (onText != null
                && outcome instanceof Outcome.Said said
                && !said.text().isEmpty()) {
            onText.accept(said.text());
        }
        return outcome;
    }

    private static Outcome stream(Dialect dialect, Reader reader, boolean events, Consumer<String> onText)
            throws InterruptedException {
        var assembly = dialect.assembly(onText);
        var data = new StringBuilder();
        int length = 0;
        while (true) {
            switch (reader.next()) {
                case Arrival.Line(var line) -> {
                    length += line.length();
                    if (length > MOST_CHARACTERS) {
                        return new Failure(Trouble.BROKEN, "The provider's answer does not end.");
                    }
                    if (!events) {
                        data.append(line);
                    } else if (line.startsWith("data:")) {
                        data.append(data.isEmpty() ? "" : "\n")
                                .append(line.substring(5).strip());
                    }
                    if (!data.isEmpty() && (!events || line.isEmpty())) {
                        assembly.take(data.toString());
                        data.setLength(0);
                    }
                    var failure = assembly.failure();
                    if (failure != null) {
                        return failure;
                    }
                }
                case Arrival.End _ -> {
                    if (!data.isEmpty()) {
                        assembly.take(data.toString());
                    }
                    var whole = assembly.whole();
                    return whole == null
                            ? new Failure(Trouble.BROKEN, "The answer ended before it was whole.")
                            : dialect.read(whole);
                }
                case Arrival other -> {
                    // What is behind the whole answer is nothing we need.
                    var whole = assembly.whole();
                    return whole == null ? broken(other) : dialect.read(whole);
                }
            }
        }
    }

    /// Hands out what arrives.
    private static final class Reader {
        private final LinkedBlockingQueue<Arrival> arrivals;
        private final long end;
        private final long first;
        private int read;

        Reader(LinkedBlockingQueue<Arrival> arrivals, long end, long first) {
            this.arrivals = arrivals;
            this.end = end;
            this.first = first;
        }

        /// The head and the first line of the body make the first byte.
        Arrival next() throws InterruptedException {
            long until = read++ < 2 ? Math.min(first, end) : end;
            var arrival = arrivals.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            return arrival == null ? new Arrival.NotInTime() : arrival;
        }
    }

    private static final class Lines implements Flow.Subscriber<String> {
        private final LinkedBlockingQueue<Arrival> arrivals;

        Lines(LinkedBlockingQueue<Arrival> arrivals) {
            this.arrivals = arrivals;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            arrivals.add(new Arrival.Line(line));
        }

        @Override
        public void onError(Throwable cause) {
            arrivals.add(new Arrival.Broken(cause));
        }

        @Override
        public void onComplete() {
            arrivals.add(new Arrival.End());
        }
    }

    /// Messages of these exceptions may quote the address: only their kind is told.
    private static Failure broken(Arrival arrival) {
        if (arrival instanceof Arrival.NotInTime) {
            return new Failure(Trouble.TIMED_OUT, "The provider did not answer in time.");
        }
        var cause = arrival instanceof Arrival.Broken(var given) ? given : new IOException("out of order");
        if (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof ConnectException
                || cause instanceof HttpConnectTimeoutException
                || cause instanceof SSLHandshakeException) {
            return new Failure(Trouble.UNREACHABLE, "The provider could not be reached.");
        }
        return new Failure(Trouble.BROKEN, "The connection to the provider broke before the answer was whole.");
    }

    /// Some servers quote the key they refuse.
    private static Failure clean(Failure failure, @Nullable String key) {
        var words = failure.words();
        if (key != null) {
            words = words.replace(key, "****");
        }
        return new Failure(
                failure.trouble(),
                Texts.beginning(words, LONGEST_WORDS),
                failure.retryAfter(),
                failure.worthAnotherTry());
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
