package app.sembang.channels.onsend;

import app.sembang.channels.VendorAddresses;
import app.sembang.channels.VendorHttp;
import app.sembang.channels.VendorHttp.Outcome;
import app.sembang.connections.Connection;
import app.sembang.shared.Texts;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Calls of OnSend. What it answers has no promised shape, so it is read for what is there.
@Component
class OnSendApi {
    private static final int LONGEST_WORDS = 2000;
    private static final Duration DOWNLOAD = Duration.ofSeconds(60);

    private final VendorHttp http;
    private final VendorAddresses addresses;
    private final JsonMapper json;
    private final Duration answerWithin;
    private final List<String> mediaHosts;

    OnSendApi(
            VendorHttp http,
            VendorAddresses addresses,
            JsonMapper json,
            @Value("${sembang.channels.onsend.answer-within:10s}") Duration answerWithin,
            @Value("${sembang.channels.onsend.media-hosts:onsend.com,onsend.io}") List<String> mediaHosts) {
        this.http = http;
        this.addresses = addresses;
        this.json = json;
        this.answerWithin = answerWithin;
        this.mediaHosts = List.copyOf(mediaHosts);
    }

    sealed interface Reply {
        record Done(JsonNode body) implements Reply {}

        /// @param status of HTTP; 200 where OnSend says in the body that it did not work
        record Refused(int status, String words, @Nullable Duration retryAfter) implements Reply {}

        /// No connection was made: OnSend knows nothing of the call.
        record NeverSent(String reason) implements Reply {}

        /// The request was written and no answer came.
        record NoAnswer(String reason) implements Reply {}
    }

    Reply status(Connection account) {
        return call(account, OnSendWire.of(account).statusPath, HttpRequest.Builder::GET);
    }

    Reply send(Connection account, Object message) {
        var body = BodyPublishers.ofByteArray(json.writeValueAsBytes(message));
        return call(
                account,
                OnSendWire.of(account).sendPath,
                request -> request.header("Content-Type", "application/json").POST(body));
    }

    /// A file's bytes; the caller closes the stream. Empty where OnSend has no such file, and for addresses
    /// that are not OnSend's.
    Optional<InputStream> download(Connection account, URI url) throws IOException {
        var host = url.getHost();
        var base = addresses.of(OnSendWire.of(account).vendor, account).orElse(null);
        boolean theirs = host != null
                && (("https".equals(url.getScheme())
                                && mediaHosts.stream().anyMatch(own -> host.equals(own) || host.endsWith("." + own)))
                        || (base != null && host.equals(base.getHost()) && url.getPort() == base.getPort()));
        return theirs
                ? http.download(
                        OnSendWire.of(account).vendor,
                        HttpRequest.newBuilder(url).timeout(DOWNLOAD).build())
                : Optional.empty();
    }

    private Reply call(Connection account, String path, UnaryOperator<HttpRequest.Builder> method) {
        var wire = OnSendWire.of(account);
        var base = addresses.of(wire.vendor, account);
        if (base.isEmpty()) {
            return new Reply.NeverSent("The simulator does not run.");
        }
        HttpRequest request;
        try {
            var asking = HttpRequest.newBuilder(URI.create(base.get() + path)).timeout(answerWithin);
            wire.headers(account).forEach(asking::header);
            request = method.apply(asking).build();
        } catch (IllegalArgumentException notAHeader) {
            return new Reply.Refused(401, "OnSend: these are no credentials.", null);
        }
        return switch (http.call(wire.vendor, request, answerWithin)) {
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
        boolean done = response.statusCode() / 100 == 2 && body.path("success").asBoolean(true);
        return done
                ? new Reply.Done(body)
                : new Reply.Refused(response.statusCode(), words(response, body), retryAfter(response));
    }

    private static String words(HttpResponse<byte[]> response, JsonNode body) {
        for (var field : List.of("message", "error", "detail")) {
            if (body.path(field).isString() && !body.path(field).stringValue().isBlank()) {
                return shortened(body.path(field).stringValue());
            }
        }
        var text = new String(response.body(), StandardCharsets.UTF_8).strip();
        return shortened(text.isEmpty() ? "HTTP " + response.statusCode() : text);
    }

    private static String shortened(String words) {
        var clean = Texts.storable(words);
        return "OnSend: " + Texts.beginning(clean, LONGEST_WORDS);
    }

    private static @Nullable Duration retryAfter(HttpResponse<byte[]> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(value -> value.matches("[0-9]{1,5}"))
                .map(value -> Duration.ofSeconds(Long.parseLong(value)))
                .orElse(null);
    }
}
