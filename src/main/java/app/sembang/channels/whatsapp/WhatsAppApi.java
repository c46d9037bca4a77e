package app.sembang.channels.whatsapp;

import app.sembang.channels.VendorAddresses;
import app.sembang.channels.VendorAddresses.Vendor;
import app.sembang.connections.Connection;
import app.sembang.media.MediaFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Calls of the Graph API for one number. The access token goes to Meta's own hosts only.
@Component
class WhatsAppApi {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration TRANSFER = Duration.ofMinutes(2);
    /// Where Meta keeps what customers send.
    private static final String MEDIA_HOSTS = ".fbsbx.com";

    private final VendorAddresses addresses;
    private final JsonMapper json;
    private final String version;
    private final Duration answerWithin;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();

    WhatsAppApi(
            VendorAddresses addresses,
            JsonMapper json,
            @Value("${sembang.channels.whatsapp.graph-version:v26.0}") String version,
            @Value("${sembang.channels.whatsapp.answer-within:15s}") Duration answerWithin) {
        this.addresses = addresses;
        this.json = json;
        this.version = version;
        this.answerWithin = answerWithin;
    }

    /// What became of a call.
    sealed interface Reply {
        record Done(JsonNode result) implements Reply {}

        /// @param status of HTTP; what it means is told by the error's code alone
        record Refused(int status, int code, String words) implements Reply {
            WhatsAppErrors error() {
                return status >= 500 && code == 0 ? WhatsAppErrors.TEMPORARY : WhatsAppErrors.of(code);
            }
        }

        /// No connection was made: Meta knows nothing of the call.
        record NeverSent(String reason) implements Reply {}

        /// The request was written and no answer came that could be understood.
        record NoAnswer(String reason) implements Reply {}

        default String words() {
            return switch (this) {
                case Done done -> "";
                case Refused refused -> refused.words();
                case NeverSent never -> never.reason();
                case NoAnswer none -> none.reason();
            };
        }
    }

    Reply get(Connection account, String path) {
        return call(account, path, answerWithin, request -> request.GET());
    }

    Reply delete(Connection account, String path) {
        return call(account, path, answerWithin, request -> request.DELETE());
    }

    Reply post(Connection account, String path, Object body) {
        return call(
                account,
                path,
                answerWithin,
                request -> request.header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(json.writeValueAsBytes(body))));
    }

    /// Gives Meta a file to send; the answer's `id` is good for 30 days.
    Reply upload(Connection account, MediaFiles.Found file) {
        var boundary = "sembang-" + UUID.randomUUID();
        var name = Objects.requireNonNullElse(file.file().fileName(), "file").replaceAll("[\"\\\\\\p{Cntrl}]", "_");
        var head = """
                --%1$s\r
                Content-Disposition: form-data; name="messaging_product"\r
                \r
                whatsapp\r
                --%1$s\r
                Content-Disposition: form-data; name="type"\r
                \r
                %2$s\r
                --%1$s\r
                Content-Disposition: form-data; name="file"; filename="%3$s"\r
                Content-Type: %2$s\r
                \r
                """.formatted(boundary, file.file().contentType(), name);
        HttpRequest.BodyPublisher content;
        try {
            content = BodyPublishers.ofFile(file.path());
        } catch (IOException gone) {
            return new Reply.Refused(400, 131053, "The file is no longer here.");
        }
        var body = BodyPublishers.concat(
                BodyPublishers.ofString(head), content, BodyPublishers.ofString("\r\n--%s--\r\n".formatted(boundary)));
        return call(
                account,
                number(account) + "/media",
                TRANSFER,
                request -> request.header("Content-Type", "multipart/form-data; boundary=" + boundary)
                        .POST(body));
    }

    static String number(Connection account) {
        return encoded(account.credential(WhatsAppDoor.PHONE_NUMBER_ID));
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /// A file's bytes; the caller closes the stream. Empty where Meta no longer has them at this address.
    Optional<InputStream> download(Connection account, URI url) throws IOException {
        if (!isMetas(account, url)) {
            return Optional.empty();
        }
        var request = HttpRequest.newBuilder(url)
                .timeout(TRANSFER)
                .header("Authorization", "Bearer " + account.credential(WhatsAppDoor.ACCESS_TOKEN))
                .header("User-Agent", "Sembang")
                .build();
        try {
            var response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() == 200) {
                return Optional.of(response.body());
            }
            response.body().close();
            if (response.statusCode() >= 500 || response.statusCode() == 429) {
                throw new IOException("WhatsApp answered " + response.statusCode());
            }
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        }
    }

    private boolean isMetas(Connection account, URI url) {
        var host = url.getHost();
        var base = addresses.of(Vendor.WHATSAPP, account);
        return host != null
                && (("https".equals(url.getScheme()) && host.endsWith(MEDIA_HOSTS))
                        || (base.isPresent()
                                && host.equals(base.get().getHost())
                                && url.getPort() == base.get().getPort()
                                && Objects.equals(url.getScheme(), base.get().getScheme())));
    }

    @FunctionalInterface
    private interface Method {
        HttpRequest.Builder of(HttpRequest.Builder request);
    }

    private Reply call(Connection account, String path, Duration limit, Method method) {
        var base = addresses.of(Vendor.WHATSAPP, account);
        if (base.isEmpty()) {
            return new Reply.NeverSent("The simulator does not run.");
        }
        HttpRequest request;
        try {
            request = method.of(HttpRequest.newBuilder(URI.create("%s/%s/%s".formatted(base.get(), version, path)))
                            .timeout(limit)
                            .header("Authorization", "Bearer " + account.credential(WhatsAppDoor.ACCESS_TOKEN)))
                    .build();
        } catch (IllegalArgumentException notAHeader) {
            return new Reply.Refused(401, 190, "This is no access token.");
        }
        var sent = http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
        try {
            // The request's own limit ends with the headers; this one holds for the body too.
            return reply(sent.get(limit.plusSeconds(2).toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            sent.cancel(true);
            return new Reply.NoAnswer("WhatsApp did not answer in time.");
        } catch (ExecutionException e) {
            return failed(e.getCause());
        } catch (InterruptedException e) {
            sent.cancel(true);
            Thread.currentThread().interrupt();
            return new Reply.NoAnswer("Sembang stopped while waiting for WhatsApp.");
        }
    }

    private Reply reply(HttpResponse<byte[]> response) {
        JsonNode body;
        try {
            body = json.readTree(response.body());
        } catch (JacksonException notJson) {
            body = json.createObjectNode();
        }
        var error = body.path("error");
        if (error.isObject()) {
            return new Reply.Refused(response.statusCode(), error.path("code").asInt(0), WhatsAppDoor.words(error));
        }
        if (response.statusCode() >= 400) {
            return new Reply.Refused(response.statusCode(), 0, "WhatsApp answered " + response.statusCode() + ".");
        }
        return body.isObject() ? new Reply.Done(body) : new Reply.NoAnswer("WhatsApp's answer was not understood.");
    }

    private static Reply failed(@Nullable Throwable cause) {
        if (cause instanceof ConnectException
                || cause instanceof HttpConnectTimeoutException
                || cause instanceof SSLHandshakeException) {
            return new Reply.NeverSent("WhatsApp could not be reached.");
        }
        return new Reply.NoAnswer("The connection to WhatsApp broke before an answer came.");
    }
}
