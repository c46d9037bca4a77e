package app.sembang.channels.meta;

import app.sembang.channels.VendorAddresses;
import app.sembang.channels.VendorAddresses.Vendor;
import app.sembang.channels.VendorHttp;
import app.sembang.channels.VendorHttp.Outcome;
import app.sembang.connections.Connection;
import app.sembang.media.MediaFiles;
import app.sembang.shared.Channel;
import app.sembang.shared.Texts;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Calls of Meta's Graph API for one account. The access token goes to Meta's own hosts only.
@Component
public class GraphApi {
    /// Each account of a channel of Meta has it.
    public static final String ACCESS_TOKEN = "accessToken";
    static final String PAGE_ACCESS_TOKEN = "pageAccessToken";

    private static final Duration TRANSFER = Duration.ofMinutes(2);
    /// Where Meta keeps what customers send.
    private static final List<String> MEDIA_HOSTS = List.of(".fbsbx.com", ".fbcdn.net", ".cdninstagram.com");

    private final VendorAddresses addresses;
    private final JsonMapper json;
    private final String version;
    private final Duration answerWithin;
    private final VendorHttp http;

    GraphApi(
            VendorHttp http,
            VendorAddresses addresses,
            JsonMapper json,
            @Value("${sembang.channels.meta.graph-version:v26.0}") String version,
            @Value("${sembang.channels.meta.answer-within:15s}") Duration answerWithin) {
        this.http = http;
        this.addresses = addresses;
        this.json = json;
        this.version = version;
        this.answerWithin = answerWithin;
    }

    /// What became of a call.
    public sealed interface Reply {
        record Done(JsonNode result) implements Reply {}

        /// @param status of HTTP; what it means is told by the error's code and subcode alone
        /// @param code [#NO_CODE] where something before Meta's API has answered
        record Refused(int status, int code, int subcode, String words) implements Reply {
            public boolean isPassing() {
                return (status >= 500 && code <= 0)
                        || (code == NO_CODE && (status == 408 || status == 425 || status == 429));
            }
        }

        int NO_CODE = -1;

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

    public Reply get(Vendor vendor, Connection account, String path) {
        return call(vendor, account, path, answerWithin, request -> request.GET());
    }

    /// Instagram's own way, outside of the versions of the API.
    Reply refreshToken(Connection account) {
        return call(
                Vendor.INSTAGRAM,
                account,
                "",
                "refresh_access_token?grant_type=ig_refresh_token&access_token=" + encoded(token(account)),
                answerWithin,
                request -> request.GET());
    }

    /// What the account's own token is good for, and until when.
    public Reply inspectToken(Vendor vendor, Connection account) {
        return get(vendor, account, "debug_token?input_token=" + encoded(token(account)));
    }

    public Reply delete(Vendor vendor, Connection account, String path) {
        return call(vendor, account, path, answerWithin, request -> request.DELETE());
    }

    public Reply post(Vendor vendor, Connection account, String path, Object body) {
        return call(
                vendor,
                account,
                path,
                answerWithin,
                request -> request.header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(json.writeValueAsBytes(body))));
    }

    /// For files, which take longer.
    public Reply transfer(Vendor vendor, Connection account, String path, UnaryOperator<HttpRequest.Builder> method) {
        return call(vendor, account, path, TRANSFER, method);
    }

    /// Meta's resumable upload: a session of the app, then the bytes; the answer's `h` names the file.
    /// Source: Meta, "Resumable Upload API".
    public Reply example(Vendor vendor, Connection account, String app, MediaFiles.Found file) {
        var name = Objects.requireNonNullElse(file.file().fileName(), "file");
        var begun = transfer(
                vendor,
                account,
                "%s/uploads?file_name=%s&file_length=%d&file_type=%s"
                        .formatted(
                                encoded(app),
                                encoded(name),
                                file.file().size(),
                                encoded(file.file().contentType())),
                request -> request.POST(BodyPublishers.noBody()));
        if (!(begun instanceof Reply.Done(var session))) {
            return begun;
        }
        var id = session.path("id").asString("");
        if (!id.matches("upload:[A-Za-z0-9:._~=?&%-]+")) {
            return new Reply.NoAnswer(vendor.title() + "'s answer was not understood.");
        }
        HttpRequest.BodyPublisher content;
        try {
            content = BodyPublishers.ofFile(file.path());
        } catch (IOException gone) {
            return new Reply.Refused(400, 131053, 0, "The file is no longer here.");
        }
        // This one call wants its token under another name.
        return transfer(
                vendor,
                account,
                id,
                request -> request.setHeader("Authorization", "OAuth " + token(account))
                        .header("file_offset", "0")
                        .POST(content));
    }

    private static String token(Connection account) {
        return account.credential(account.channel() == Channel.MESSENGER ? PAGE_ACCESS_TOKEN : ACCESS_TOKEN);
    }

    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /// Meta's title and details, without its links.
    public static String words(Vendor vendor, JsonNode error) {
        var title = first(error.path("title"), first(error.path("message"), vendor.title() + " refused it."));
        var details = first(error.path("error_data").path("details"), title);
        var words = details.equals(title) ? title : title + ": " + details;
        return Texts.storable("%s: %s (%s)"
                .formatted(vendor.title(), words, error.path("code").asString("?")));
    }

    private static String first(JsonNode node, String otherwise) {
        var text = node.isString() ? node.stringValue() : "";
        return text.isEmpty() ? otherwise : text;
    }

    /// A file's bytes; the caller closes the stream. Empty where Meta no longer has them at this address.
    ///
    /// @param shown whether the access token is asked for; other addresses carry a signature of their own
    public Optional<InputStream> download(Vendor vendor, Connection account, URI url, boolean shown)
            throws IOException {
        if (!isMetas(vendor, account, url)) {
            return Optional.empty();
        }
        var asking = HttpRequest.newBuilder(url).timeout(TRANSFER).header("User-Agent", "Sembang");
        if (shown) {
            asking.header("Authorization", "Bearer " + token(account));
        }
        var request = asking.build();
        return http.download(vendor, request);
    }

    private boolean isMetas(Vendor vendor, Connection account, URI url) {
        var host = url.getHost();
        var base = addresses.of(vendor, account);
        return host != null
                && (("https".equals(url.getScheme()) && MEDIA_HOSTS.stream().anyMatch(host::endsWith))
                        || (base.isPresent()
                                && host.equals(base.get().getHost())
                                && url.getPort() == base.get().getPort()
                                && Objects.equals(url.getScheme(), base.get().getScheme())));
    }

    private Reply call(
            Vendor vendor, Connection account, String path, Duration limit, UnaryOperator<HttpRequest.Builder> method) {
        return call(vendor, account, "/" + version, path, limit, method);
    }

    private Reply call(
            Vendor vendor,
            Connection account,
            String version,
            String path,
            Duration limit,
            UnaryOperator<HttpRequest.Builder> method) {
        var base = addresses.of(vendor, account);
        if (base.isEmpty()) {
            return new Reply.NeverSent("The simulator does not run.");
        }
        HttpRequest request;
        try {
            request = method.apply(HttpRequest.newBuilder(URI.create("%s%s/%s".formatted(base.get(), version, path)))
                            .timeout(limit)
                            .header("Authorization", "Bearer " + token(account)))
                    .build();
        } catch (IllegalArgumentException notAHeader) {
            return new Reply.Refused(401, 190, 0, "This is no access token.");
        }
        return switch (http.call(vendor, request, limit)) {
            case Outcome.Answered(var response) -> reply(vendor, response);
            case Outcome.NeverSent(var reason) -> new Reply.NeverSent(reason);
            case Outcome.NoAnswer(var reason) -> new Reply.NoAnswer(reason);
        };
    }

    private Reply reply(Vendor vendor, HttpResponse<byte[]> response) {
        JsonNode body;
        try {
            body = json.readTree(response.body());
        } catch (JacksonException notJson) {
            body = json.createObjectNode();
        }
        var error = body.path("error");
        if (error.isObject()) {
            return new Reply.Refused(
                    response.statusCode(),
                    error.path("code").asInt(Reply.NO_CODE),
                    error.path("error_subcode").asInt(0),
                    words(vendor, error));
        }
        if (response.statusCode() >= 400) {
            return new Reply.Refused(
                    response.statusCode(),
                    Reply.NO_CODE,
                    0,
                    vendor.title() + " answered " + response.statusCode() + ".");
        }
        return body.isObject()
                ? new Reply.Done(body)
                : new Reply.NoAnswer(vendor.title() + "'s answer was not understood.");
    }
}
