package app.sembang.identity;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Codes of authenticator apps as all of them know them (RFC 6238: HMAC-SHA-1, 30 seconds, 6 digits).
final class Totp {
    private static final int SECONDS = 30;
    private static final int MODULUS = 1_000_000;
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private Totp() {}

    /// The step a code is of: the present one, the one before or the one after, for clocks that differ a little.
    static OptionalLong step(byte[] seed, String code, Instant now) {
        long present = now.getEpochSecond() / SECONDS;
        return LongStream.of(present, present - 1, present + 1)
                .filter(step -> code(seed, step).equals(code))
                .findFirst();
    }

    static String code(byte[] seed, long step) {
        try {
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(seed, "HmacSHA1"));
            var hash = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
            int offset = hash[hash.length - 1] & 0xF;
            int number = ByteBuffer.wrap(hash, offset, Integer.BYTES).getInt() & Integer.MAX_VALUE;
            return String.format(Locale.ROOT, "%06d", number % MODULUS);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("HMAC-SHA-1 is missing from this Java runtime", missing);
        }
    }

    /// What the QR code says to the app.
    static String uri(String account, String secret) {
        return "otpauth://totp/Sembang:%s?secret=%s&issuer=Sembang"
                .formatted(URLEncoder.encode(account, StandardCharsets.UTF_8), secret);
    }

    /// Base32 of RFC 4648 without padding, as people type it where they cannot scan.
    static String base32(byte[] bytes) {
        var text = new StringBuilder();
        int buffer = 0;
        int bits = 0;
        for (byte one : bytes) {
            buffer = (buffer << 8) | (one & 0xFF);
            for (bits += 8; bits >= 5; bits -= 5) {
                text.append(BASE32.charAt((buffer >> (bits - 5)) & 31));
            }
        }
        return bits == 0
                ? text.toString()
                : text.append(BASE32.charAt((buffer << (5 - bits)) & 31)).toString();
    }
}
