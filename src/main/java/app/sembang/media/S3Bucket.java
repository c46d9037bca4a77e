package app.sembang.media;

import app.sembang.shared.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/// One bucket of a service that speaks S3, by five of its calls. A call that fails for a moment is tried once more.
final class S3Bucket {
    private static final Duration FOR_BYTES = Duration.ofMinutes(2);

    /// What has no body is answered soon, or not at all.
    private static final Duration OTHERWISE = Duration.ofSeconds(5);

    private static final Pattern KEY = Pattern.compile("<Key>([^<]+)</Key>");
    private static final Pattern NEXT = Pattern.compile("<NextContinuationToken>([^<]+)</NextContinuationToken>");
    private static final String NO_BODY = Sha256.hex("");

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(OTHERWISE).build();
    private final URI endpoint;
    private final String base;
    private final S3Signature signature;
    private final Clock clock;

    S3Bucket(S3Settings settings, Clock clock) {
        this.endpoint = Objects.requireNonNull(settings.endpoint());
        this.base = endpoint.getPath().replaceAll("/+$", "") + "/" + S3Signature.encoded(settings.bucket());
        this.signature = new S3Signature(settings.region(), settings.accessKey(), settings.secretKey());
        this.clock = clock;
    }

    /// @param digest of the file, as hex
    void put(String key, Path file, String digest) throws IOException {
        expect(call("PUT", key, Map.of(), digest, BodyPublishers.ofFile(file), BodyHandlers.ofString()), 200);
    }

    boolean has(String key) throws IOException {
        var answer = call("HEAD", key, Map.of(), NO_BODY, BodyPublishers.noBody(), BodyHandlers.ofString());
        return answer.statusCode() != 404 && expect(answer, 200) != null;
    }

    /// @return empty where there is no such object
    Optional<Path> get(String key, Path into) throws IOException {
        var answer = call("GET", key, Map.of(), NO_BODY, BodyPublishers.noBody(), BodyHandlers.ofFile(into));
        if (answer.statusCode() == 404) {
            return Optional.empty();
        }
        expect(answer, 200);
        return Optional.of(into);
    }

    /// What is not there is removed already.
    void remove(String key) throws IOException {
        var answer = call("DELETE", key, Map.of(), NO_BODY, BodyPublishers.noBody(), BodyHandlers.ofString());
        if (answer.statusCode() != 404) {
            expect(answer, 204, 200);
        }
    }

    /// The keys that begin so.
    List<String> list(String prefix) throws IOException {
        var keys = new ArrayList<String>();
        var asked = Map.of("list-type", "2", "prefix", prefix);
        while (true) {
            var answer = call("GET", "", asked, NO_BODY, BodyPublishers.noBody(), BodyHandlers.ofString());
            var page = expect(answer, 200).body();
            KEY.matcher(page).results().forEach(found -> keys.add(found.group(1)));
            var next = NEXT.matcher(page);
            if (!next.find()) {
                return keys;
            }
            asked = Map.of("list-type", "2", "prefix", prefix, "continuation-token", next.group(1));
        }
    }

    private <T> HttpResponse<T> call(
            String method,
            String key,
            Map<String, String> query,
            String digest,
            BodyPublisher body,
            BodyHandler<T> handler)
            throws IOException {
        var path = key.isEmpty() ? base : base + "/" + key;
        var address = "%s://%s%s%s"
                .formatted(
                        endpoint.getScheme(),
                        endpoint.getAuthority(),
                        path,
                        query.isEmpty() ? "" : "?" + S3Signature.query(query));
        var request = HttpRequest.newBuilder(URI.create(address))
                .timeout(method.equals("PUT") || method.equals("GET") ? FOR_BYTES : OTHERWISE)
                .method(method, body);
        for (boolean last = false; ; last = true) {
            signature
                    .headers(method, endpoint.getAuthority(), path, query, digest, Map.of(), clock.instant())
                    .forEach(request::setHeader);
            try {
                var answer = http.send(request.build(), handler);
                if (last || answer.statusCode() < 500) return answer;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UncheckedIOException(new IOException("Interrupted while asking the object store", e));
            }
        }
    }

    private static <T> HttpResponse<T> expect(HttpResponse<T> answer, int... statuses) throws IOException {
        for (int status : statuses) {
            if (answer.statusCode() == status) {
                return answer;
            }
        }
        throw new IOException("The object store answered %d to %s %s"
                .formatted(
                        answer.statusCode(),
                        answer.request().method(),
                        answer.request().uri().getPath()));
    }
}
