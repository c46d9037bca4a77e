package app.sembang.channels;

import app.sembang.channels.VendorAddresses.Vendor;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Calls of vendors, told apart by what the vendor can know of them. No address leaves this class, for one may hold a
/// secret: not in a log, not in a reason, not in an exception.
@Component
public class VendorHttp {
    private static final Duration CONNECT = Duration.ofSeconds(3);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();

    /// What became of a call.
    public sealed interface Outcome {
        record Answered(HttpResponse<byte[]> response) implements Outcome {}

        /// No connection was made: the vendor knows nothing of the call.
        record NeverSent(String reason) implements Outcome {}

        /// The request was written and no answer came.
        record NoAnswer(String reason) implements Outcome {}
    }

    /// @param limit for the answer as a whole; the request's own ends with the headers
    public Outcome call(Vendor vendor, HttpRequest request, Duration limit) {
        var sent = http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
        try {
            return new Outcome.Answered(sent.get(limit.plusSeconds(2).toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            sent.cancel(true);
            return new Outcome.NoAnswer(vendor.title() + " did not answer in time.");
        } catch (ExecutionException e) {
            return failed(vendor, e.getCause());
        } catch (InterruptedException e) {
            sent.cancel(true);
            Thread.currentThread().interrupt();
            return new Outcome.NoAnswer("Sembang stopped while waiting for %s.".formatted(vendor.title()));
        }
    }

    /// Messages of these exceptions may quote the address: only their kind is told.
    private static Outcome failed(Vendor vendor, @Nullable Throwable cause) {
        if (cause instanceof ConnectException
                || cause instanceof HttpConnectTimeoutException
                || cause instanceof SSLHandshakeException) {
            return new Outcome.NeverSent(vendor.title() + " could not be reached.");
        }
        return new Outcome.NoAnswer("The connection to %s broke before an answer came.".formatted(vendor.title()));
    }

    /// A file's bytes; the caller closes the stream. Empty where the vendor has no such file.
    ///
    /// @throws IOException where another try may have more luck
    public Optional<InputStream> download(Vendor vendor, HttpRequest request) throws IOException {
        try {
            var response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() == 200) {
                return Optional.of(response.body());
            }
            response.body().close();
            if (response.statusCode() >= 500 || response.statusCode() == 429) {
                throw new IOException(vendor.title() + " answered " + response.statusCode());
            }
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        }
    }
}
