package app.sembang.identity;

import app.sembang.shared.CompanyId;
import app.sembang.shared.Ids;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What a browser shows to be let in again. It names its session, so that the company's own rows answer for it.
record RefreshToken(CompanyId company, UUID session, ByteBuffer secret) {
    private static final int SECRET = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    static RefreshToken first(CompanyId company) {
        var secret = new byte[SECRET];
        RANDOM.nextBytes(secret);
        return new RefreshToken(company, Ids.next(), ByteBuffer.wrap(secret));
    }

    static Optional<RefreshToken> parse(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        if (bytes.length != 32 + SECRET) {
            return Optional.empty();
        }
        var buffer = ByteBuffer.wrap(bytes);
        var company = new CompanyId(new UUID(buffer.getLong(), buffer.getLong()));
        var session = new UUID(buffer.getLong(), buffer.getLong());
        return Optional.of(new RefreshToken(company, session, buffer.slice()));
    }

    /// The token that follows. It is derived, so that two tabs that come with the same token at the same moment, or one
    /// that comes again because the answer was lost, are given the same next one.
    RefreshToken next(byte[] key) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update("refresh token after\n".getBytes(StandardCharsets.US_ASCII));
            mac.update(bytes());
            return new RefreshToken(company, session, ByteBuffer.wrap(mac.doFinal()));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("HMAC-SHA256 is missing from this Java runtime", missing);
        }
    }

    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes());
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("SHA-256 is missing from this Java runtime", missing);
        }
    }

    String text() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes());
    }

    private byte[] bytes() {
        return ByteBuffer.allocate(32 + SECRET)
                .putLong(company.value().getMostSignificantBits())
                .putLong(company.value().getLeastSignificantBits())
                .putLong(session.getMostSignificantBits())
                .putLong(session.getLeastSignificantBits())
                .put(secret.duplicate())
                .array();
    }
}
