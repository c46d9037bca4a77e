package app.sembang.media;

import app.sembang.shared.Sha256;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs calls as S3 wants it: "AWS Signature Version 4" in one piece, the body by its digest.
record S3Signature(String region, String accessKey, String secretKey) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /// All headers the call has to carry besides `Host`, which the client sends itself.
    ///
    /// @param path encoded already
    /// @param bodyDigest of the body, as hex
    /// @param more that the call carries anyway and that are signed too
    Map<String, String> headers(
            String method,
            String host,
            String path,
            Map<String, String> query,
            String bodyDigest,
            Map<String, String> more,
            Instant now) {
        var time = TIME.format(now);
        var signed = new TreeMap<String, String>();
        more.forEach((name, value) -> signed.put(name.toLowerCase(Locale.ROOT), value.strip()));
        signed.put("host", host);
        signed.put("x-amz-content-sha256", bodyDigest);
        signed.put("x-amz-date", time);
        var names = String.join(";", signed.keySet());
        var canonical = String.join(
                "\n",
                method,
                path,
                query(query),
                signed.entrySet().stream()
                        .map(header -> header.getKey() + ":" + header.getValue() + "\n")
                        .collect(Collectors.joining()),
                names,
                bodyDigest);
        var scope = "%s/%s/s3/aws4_request".formatted(time.substring(0, 8), region);
        var toSign = String.join("\n", "AWS4-HMAC-SHA256", time, scope, Sha256.hex(canonical));
        var key = ("AWS4" + secretKey).getBytes(StandardCharsets.UTF_8);
        for (var part : scope.split("/", -1)) {
            key = hmac(key, part);
        }
        var headers = new TreeMap<>(signed);
        headers.remove("host");
        headers.put(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                        .formatted(accessKey, scope, names, HexFormat.of().formatHex(hmac(key, toSign))));
        return headers;
    }

    /// In order of the names, as it is signed and as it is sent.
    static String query(Map<String, String> values) {
        return new TreeMap<>(values)
                .entrySet().stream()
                        .map(one -> encoded(one.getKey()) + "=" + encoded(one.getValue()))
                        .collect(Collectors.joining("&"));
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA256 is part of every Java runtime", e);
        }
    }

    @Override
    public String toString() {
        return "S3Signature[%s]".formatted(accessKey);
    }
}
