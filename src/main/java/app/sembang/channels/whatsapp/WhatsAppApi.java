package app.sembang.channels.whatsapp;

import app.sembang.channels.VendorAddresses.Vendor;
import app.sembang.channels.meta.GraphApi;
import app.sembang.channels.meta.GraphApi.Reply;
import app.sembang.connections.Connection;
import app.sembang.media.MediaFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What the Graph API does for one number.
@Component
class WhatsAppApi {
    private final GraphApi graph;

    WhatsAppApi(GraphApi graph) {
        this.graph = graph;
    }

    /// Meta itself, where nobody else is named.
    static boolean serves(@Nullable String provider) {
        return provider == null || !provider.startsWith("onsend");
    }

    Reply get(Connection account, String path) {
        return graph.get(Vendor.WHATSAPP, account, path);
    }

    Reply delete(Connection account, String path) {
        return graph.delete(Vendor.WHATSAPP, account, path);
    }

    Reply post(Connection account, String path, Object body) {
        return graph.post(Vendor.WHATSAPP, account, path, body);
    }

    /// A file's bytes; the caller closes the stream. Empty where Meta no longer has them at this address.
    Optional<InputStream> download(Connection account, URI url) throws IOException {
        return graph.download(Vendor.WHATSAPP, account, url, true);
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
            return new Reply.Refused(400, 131053, 0, "The file is no longer here.");
        }
        var body = BodyPublishers.concat(
                BodyPublishers.ofString(head), content, BodyPublishers.ofString("\r\n--%s--\r\n".formatted(boundary)));
        return graph.transfer(
                Vendor.WHATSAPP,
                account,
                number(account) + "/media",
                request -> request.header("Content-Type", "multipart/form-data; boundary=" + boundary)
                        .POST(body));
    }

    /// Gives Meta a file as the example of a template; the answer's `h` names it. Meta keeps such files
    /// with the app, which the token tells.
    Reply example(Connection account, MediaFiles.Found file) {
        var inspection = inspectToken(account);
        if (!(inspection instanceof Reply.Done(var inspected))) {
            return inspection;
        }
        return graph.example(
                Vendor.WHATSAPP, account, inspected.path("data").path("app_id").asString(""), file);
    }

    Reply inspectToken(Connection account) {
        return graph.inspectToken(Vendor.WHATSAPP, account);
    }

    static String number(Connection account) {
        return GraphApi.encoded(account.credential(WhatsAppDoor.PHONE_NUMBER_ID));
    }
}
