package app.sembang.identity;

import app.sembang.shared.CompanyId;
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

/// A secret that lets one in: the cookie of a session, the link of an invitation. It names its row, so that
/// the company's own rows answer for it; kept is only its hash.
record RowToken(CompanyId company, UUID row, ByteBuffer secret) {
    private static final int SECRET = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    static RowToken make(CompanyId company, UUID row) {
        var secret = new byte[SECRET];
        RANDOM.nextBytes(secret);
        return new RowToken(company, row, ByteBuffer.wrap(secret));
    }

    static Optional<RowToken> parse(String text) {
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
        var row = new UUID(buffer.getLong(), buffer.getLong());
        return Optional.of(new RowToken(company, row, buffer.slice()));
    }

    /// The token that follows. It is derived, so that two tabs that come with the same token at the same moment, or
    /// one that comes again because the answer was lost, are given the same next one.
    RowToken next(byte[] key) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update("refresh token after\n".getBytes(StandardCharsets.US_ASCII));
            mac.update(bytes());
            return new RowToken(company, row, ByteBuffer.wrap(mac.doFinal()));
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
                .putLong(row.getMostSignificantBits())
                .putLong(row.getLeastSignificantBits())
                .put(secret.duplicate())
                .array();
    }
}
