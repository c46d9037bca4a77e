package app.sembang.channels;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Proves that a delivery is Meta's: HMAC-SHA256 of the raw bytes with the secret of the app that delivers.
/// Source: Meta, "Validating payloads".
public final class MetaSignature {
    public static final String HEADER = "X-Hub-Signature-256";
    private static final String PREFIX = "sha256=";
    private static final int HEX_DIGITS = 64;

    private MetaSignature() {}

    public static boolean proves(@Nullable String header, String appSecret, byte[] body) {
        if (header == null
                || !header.startsWith(PREFIX)
                || header.length() != PREFIX.length() + HEX_DIGITS
                || appSecret.isEmpty()) {
            return false;
        }
        byte[] shown;
        try {
            shown = HexFormat.of().parseHex(header, PREFIX.length(), header.length());
        } catch (IllegalArgumentException notHex) {
            return false;
        }
        return MessageDigest.isEqual(hmac(appSecret, body), shown);
    }

    /// As Meta would sign it.
    public static String of(String appSecret, byte[] body) {
        return PREFIX + HexFormat.of().formatHex(hmac(appSecret, body));
    }

    /// Whether a `signed_request` is from one of these apps: `signature.payload`, both in base64url, and the
    /// signature over the payload as it stands there. Gives the payload.
    public static Optional<byte[]> signedRequest(String signedRequest, List<String> appSecrets) {
        var parts = signedRequest.split("\\.", -1);
        if (parts.length != 2) {
            return Optional.empty();
        }
        try {
            var signature = Base64.getUrlDecoder().decode(parts[0]);
            var signed = parts[1].getBytes(StandardCharsets.US_ASCII);
            boolean proven = false;
            for (var secret : appSecrets) {
                proven |= MessageDigest.isEqual(hmac(secret, signed), signature);
            }
            return proven ? Optional.of(Base64.getUrlDecoder().decode(parts[1])) : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /// What Meta's API may ask for beside an access token, so that a stolen token alone is worth nothing.
    public static String appSecretProof(String accessToken, String appSecret) {
        return HexFormat.of().formatHex(hmac(appSecret, accessToken.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] hmac(String secret, byte[] message) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA256 is part of every Java runtime", e);
        }
    }
}
