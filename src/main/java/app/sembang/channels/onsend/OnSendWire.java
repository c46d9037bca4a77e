package app.sembang.channels.onsend;

import app.sembang.channels.VendorAddresses.Vendor;
import app.sembang.connections.Connection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The two shapes in which OnSend is spoken to. What comes in has one.
enum OnSendWire {
    /// Two secrets and a number's id; texts only.
    GATEWAY(
            "onsend",
            Vendor.ONSEND,
            "/v1/account/status",
            "/v1/messages",
            Set.of("apiKey", "apiSecret", "phoneNumberId")) {
        @Override
        Map<String, String> headers(Connection account) {
            return Map.of(
                    "Authorization",
                    "Bearer " + account.credential("apiKey"),
                    "X-API-Secret",
                    account.credential("apiSecret"));
        }

        @Override
        Map<String, Object> text(Connection account, String to, String text) {
            return ordered("phone_number_id", account.credential("phoneNumberId"), "to", to, "message", text);
        }

        @Override
        String asset(Connection account, JsonNode status) {
            return account.credential("phoneNumberId");
        }
    },
    /// One token of one device, as onsend.io publishes it; texts and files by address.
    DEVICE("onsend_io", Vendor.ONSEND_IO, "/status", "/send", Set.of("apiKey")) {
        @Override
        Map<String, String> headers(Connection account) {
            return Map.of("Authorization", "Bearer " + account.credential("apiKey"));
        }

        @Override
        Map<String, Object> text(Connection account, String to, String text) {
            return ordered("phone_number", to, "message", text, "type", "text");
        }

        @Override
        String asset(Connection account, JsonNode status) {
            return status.path("phone_number").asString("");
        }
    };

    final String provider;
    final Vendor vendor;
    final String statusPath;
    final String sendPath;

    @SuppressWarnings("ImmutableEnumChecker") // Set.of cannot be changed.
    final Set<String> credentials;

    OnSendWire(String provider, Vendor vendor, String statusPath, String sendPath, Set<String> credentials) {
        this.provider = provider;
        this.vendor = vendor;
        this.statusPath = statusPath;
        this.sendPath = sendPath;
        this.credentials = credentials;
    }

    static boolean speaks(@Nullable String provider) {
        return provider != null && List.of(GATEWAY.provider, DEVICE.provider).contains(provider);
    }

    static OnSendWire of(Connection account) {
        return DEVICE.provider.equals(account.provider()) ? DEVICE : GATEWAY;
    }

    abstract Map<String, String> headers(Connection account);

    /// @param to digits with the country's code, without a plus
    abstract Map<String, Object> text(Connection account, String to, String text);

    /// A file OnSend fetches itself.
    ///
    /// @param type `image`, `video` or `document`
    static Map<String, Object> file(
            String to, String type, String url, @Nullable String caption, String contentType, String fileName) {
        var body = new LinkedHashMap<String, Object>();
        body.put("phone_number", to);
        if (caption != null && !caption.isBlank()) {
            body.put("message", caption);
        }
        body.put("type", type);
        body.put("url", url);
        if (type.equals("document")) {
            body.put("mimetype", contentType);
            body.put("filename", fileName);
        }
        return body;
    }

    /// The vendor's own id of the number that the credentials are of.
    abstract String asset(Connection account, JsonNode status);

    private static Map<String, Object> ordered(String... pairs) {
        var body = new LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            body.put(pairs[i], pairs[i + 1]);
        }
        return body;
    }
}
