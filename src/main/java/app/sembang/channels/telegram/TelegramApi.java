package app.sembang.channels.telegram;

import app.sembang.channels.VendorAddresses;
import app.sembang.channels.VendorHttp;
import app.sembang.channels.VendorHttp.Outcome;
import app.sembang.connections.Connection;
import app.sembang.media.MediaFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Calls of the Bot API. The token is part of every address, so addresses go to [VendorHttp] and nowhere else: not in
/// a log, not in an exception.
@Component
class TelegramApi {
    static final String TOKEN = "botToken";

    private static final Pattern TOKEN_SHAPE = Pattern.compile("[0-9]{1,18}:[A-Za-z0-9_-]{10,100}");
    private static final Pattern FILE_PATH = Pattern.compile("[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*");
    private static final Duration TRANSFER = Duration.ofSeconds(60);

    private final VendorAddresses addresses;
    private final JsonMapper json;
    private final Duration answerWithin;
    private final VendorHttp http;

    TelegramApi(
            VendorHttp http,
            VendorAddresses addresses,
            JsonMapper json,
            @Value("${sembang.channels.telegram.answer-within:10s}") Duration answerWithin) {
        this.http = http;
        this.addresses = addresses;
        this.json = json;
        this.answerWithin = answerWithin;
    }

    /// What became of a call.
    sealed interface Reply {
        record Done(JsonNode result) implements Reply {}

        /// @param status Telegram's `error_code`
        /// @param movedTo the number the chat has now
        record Refused(
                int status,
                String description,
                @Nullable Duration retryAfter,
                @Nullable Long movedTo) implements Reply {
            Refused(int status, String description) {
                this(status, description, null, null);
            }
        }

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
            return new Reply.Refused(401, "This is not a token of a bot: digits, a colon, letters.");
        }
        var request = HttpRequest.newBuilder(address(base.get(), "/bot", account, method))
                .timeout(answerWithin)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(parameters)))
                .build();
        return reply(http.call(VendorAddresses.Vendor.TELEGRAM, request, answerWithin));
    }

    /// Gives Telegram files together with the message they are for.
    ///
    /// @param parameters plain texts, or JSON where Telegram wants an object
    /// @param files by the names of the parameters they are, such as `photo`
    Reply upload(
            Connection account, String method, Map<String, String> parameters, Map<String, MediaFiles.Found> files) {
        var base = addresses.of(VendorAddresses.Vendor.TELEGRAM, account);
        if (base.isEmpty()) {
            return new Reply.NeverSent("The simulator does not run.");
        }
        var boundary = "sembang-" + UUID.randomUUID();
        var parts = new ArrayList<HttpRequest.BodyPublisher>();
        parameters.forEach((name, value) -> parts.add(HttpRequest.BodyPublishers.ofString(
                "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n".formatted(boundary, name, value))));
        try {
            for (var one : files.entrySet()) {
                var file = one.getValue().file();
                var name = Objects.requireNonNullElse(file.fileName(), "file").replaceAll("[\"\\\\\\p{Cntrl}]", "_");
                parts.add(HttpRequest.BodyPublishers.ofString(
                        "--%s\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\nContent-Type: %s\r\n\r\n"
                                .formatted(boundary, one.getKey(), name, file.contentType())));
                parts.add(HttpRequest.BodyPublishers.ofFile(one.getValue().path()));
                parts.add(HttpRequest.BodyPublishers.ofString("\r\n"));
            }
        } catch (IOException gone) {
            return new Reply.Refused(400, "The file is no longer here.");
        }
        parts.add(HttpRequest.BodyPublishers.ofString("--%s--\r\n".formatted(boundary)));
        var request = HttpRequest.newBuilder(address(base.get(), "/bot", account, method))
                .timeout(TRANSFER)
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(HttpRequest.BodyPublishers.concat(parts.toArray(HttpRequest.BodyPublisher[]::new)))
                .build();
        return reply(http.call(VendorAddresses.Vendor.TELEGRAM, request, TRANSFER));
    }

    /// A file's bytes; the caller closes the stream. Empty where Telegram has no such file.
    Optional<InputStream> download(Connection account, String filePath) throws IOException {
        var base = addresses.of(VendorAddresses.Vendor.TELEGRAM, account);
        if (base.isEmpty() || !FILE_PATH.matcher(filePath).matches() || filePath.contains("..")) {
            return Optional.empty();
        }
        var request = HttpRequest.newBuilder(address(base.get(), "/file/bot", account, filePath))
                .timeout(TRANSFER)
                .build();
        return http.download(VendorAddresses.Vendor.TELEGRAM, request);
    }

    private static URI address(URI base, String prefix, Connection account, String last) {
        return URI.create(base.toString().replaceAll("/+$", "") + prefix + account.credential(TOKEN) + "/" + last);
    }

    private Reply reply(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Answered(var response) -> reply(response);
            case Outcome.NeverSent(var reason) -> new Reply.NeverSent(reason);
            case Outcome.NoAnswer(var reason) -> new Reply.NoAnswer(reason);
        };
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
        long movedTo = body.path("parameters").path("migrate_to_chat_id").asLong(0);
        return new Reply.Refused(
                body.path("error_code").asInt(response.statusCode()),
                body.path("description").asString("HTTP " + response.statusCode()),
                retryAfter > 0 ? Duration.ofSeconds(Math.min(retryAfter, 86_400)) : null,
                movedTo == 0 ? null : movedTo);
    }
}
