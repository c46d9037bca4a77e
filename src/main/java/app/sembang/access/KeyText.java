package app.sembang.access;

import app.sembang.shared.CompanyId;
import app.sembang.shared.Ids;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/// A key as a program shows it: `sk_sembang_` and 86 characters. It names its company, so that the company's own rows
/// answer for it.
record KeyText(CompanyId company, UUID id, ByteBuffer secret) {
    static final String PREFIX = "sk_sembang_";

    private static final int SECRET = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    static KeyText fresh(CompanyId company) {
        var secret = new byte[SECRET];
        RANDOM.nextBytes(secret);
        return new KeyText(company, Ids.next(), ByteBuffer.wrap(secret));
    }

    static Optional<KeyText> parse(String text) {
        if (!text.startsWith(PREFIX)) {
            return Optional.empty();
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text.substring(PREFIX.length()));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        if (bytes.length != 32 + SECRET) {
            return Optional.empty();
        }
        var buffer = ByteBuffer.wrap(bytes);
        var company = new CompanyId(new UUID(buffer.getLong(), buffer.getLong()));
        var id = new UUID(buffer.getLong(), buffer.getLong());
        return Optional.of(new KeyText(company, id, buffer.slice()));
    }

    String text() {
        var bytes = ByteBuffer.allocate(32 + SECRET)
                .putLong(company.value().getMostSignificantBits())
                .putLong(company.value().getLeastSignificantBits())
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .put(secret.duplicate());
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /// Of 256 random bits; a slow hash would protect nothing more.
    byte[] hash() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(secret.duplicate());
            return digest.digest();
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("SHA-256 is missing from this Java runtime", missing);
        }
    }

    @Override
    public String toString() {
        return "KeyText[%s]".formatted(id);
    }
}
