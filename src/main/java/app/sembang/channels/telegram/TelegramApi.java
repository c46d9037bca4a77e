package app.sembang.channels.telegram;

import app.sembang.channels.VendorAddresses;
import app.sembang.connections.Connection;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
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
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Calls of the Bot API. The token is part of every address, so addresses never leave this class: not in a log, not in
/// an
/// exception.
@Component
class TelegramApi {
    static final String TOKEN = "botToken";

    private static final Pattern TOKEN_SHAPE = Pattern.compile("[0-9]{1,18}:[A-Za-z0-9_-]{10,100}");
    private static final Pattern FILE_PATH = Pattern.compile("[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*");
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration DOWNLOAD = Duration.ofSeconds(60);

    private final VendorAddresses addresses;
    private final JsonMapper json;
    private final Duration answerWithin;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();

    TelegramApi(
            VendorAddresses addresses,
            JsonMapper json,
            @Value("${sembang.channels.telegram.answer-within:10s}") Duration answerWithin) {
        this.addresses = addresses;
        this.json = json;
        this.answerWithin = answerWithin;
    }

    /// What became of a call.
    sealed interface Reply {
        record Done(JsonNode result) implements Reply {}

        /// @param status Telegram's `error_code`
        record Refused(
                int status, String description, @Nullable Duration retryAfter) implements Reply {}

        /// No connection was made: Telegram knows nothing of the call.
        record NeverSent(String reason) implements Reply {}

        /// The request was written and no answer came that could be understood.
        record NoAnswer(String reason) implements Reply {}
    }

    Reply call(Connection account, String method, Object parameters) {
        var base = addresses.of(VendorAddresses.Vendor.TELEGRAM, account);
        if (base.isEmpty()) {
            return new Reply.NeverSent("The simulator does not run.");
        }
        if (!TOKEN_SHAPE.matcher(account.credential(TOKEN)).matches()) {
            return new Reply.Refused(401, "This is not a token of a bot: digits, a colon, letters.", null);
        }
        var request = HttpRequest.newBuilder(address(base.get(), "/bot", account, method))
                .timeout(answerWithin)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(parameters)))
                .build();
        var sent = http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
        try {
            // The request's own limit ends with the headers; this one holds for the body too.
            return reply(sent.get(answerWithin.plusSeconds(2).toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            sent.cancel(true);
            return new Reply.NoAnswer("Telegram did not answer in time.");
        } catch (ExecutionException e) {
            return failed(e.getCause());
        } catch (InterruptedException e) {
            sent.cancel(true);
            Thread.currentThread().interrupt();
            return new Reply.NoAnswer("Sembang stopped while waiting for Telegram.");
        }
    }

    /// A file's bytes; the caller closes the stream. Empty where Telegram has no such file.
    Optional<InputStream> download(Connection account, String filePath) throws IOException {
        var base = addresses.of(VendorAddresses.Vendor.TELEGRAM, account);
        if (base.isEmpty() || !FILE_PATH.matcher(filePath).matches() || filePath.contains("..")) {
            return Optional.empty();
        }
        var request = HttpRequest.newBuilder(address(base.get(), "/file/bot", account, filePath))
                .timeout(DOWNLOAD)
                .build();
        try {
            var response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() == 200) {
                return Optional.of(response.body());
            }
            response.body().close();
            if (response.statusCode() >= 500 || response.statusCode() == 429) {
                throw new IOException("Telegram answered " + response.statusCode());
            }
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        }
    }

    private static URI address(URI base, String prefix, Connection account, String last) {
        return URI.create(base.toString().replaceAll("/+$", "") + prefix + account.credential(TOKEN) + "/" + last);
    }

    private Reply reply(HttpResponse<byte[]> response) {
        JsonNode body;
        try {
            body = json.readTree(response.body());
        } catch (JacksonException notJson) {
            body = json.createObjectNode();
        }
        if (response.statusCode() == 200 && body.path("ok").asBoolean(false)) {
            return new Reply.Done(body.path("result"));
        }
        if (response.statusCode() == 200 && !body.has("error_code")) {
            return new Reply.NoAnswer("Telegram's answer was not understood.");
        }
        long retryAfter = body.path("parameters").path("retry_after").asLong(0);
        return new Reply.Refused(
                body.path("error_code").asInt(response.statusCode()),
                body.path("description").asString("HTTP " + response.statusCode()),
                retryAfter > 0 ? Duration.ofSeconds(Math.min(retryAfter, 86_400)) : null);
    }

    /// Messages of these exceptions may quote the address: only their kind is told.
    private static Reply failed(@Nullable Throwable cause) {
        if (cause instanceof ConnectException
                || cause instanceof HttpConnectTimeoutException
                || cause instanceof SSLHandshakeException) {
            return new Reply.NeverSent("Telegram could not be reached.");
        }
        return new Reply.NoAnswer("The connection to Telegram broke before an answer came.");
    }
}
