package app.sembang.database;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The two secrets of an installation, each the same in all its processes: one signs access tokens, the other seals
/// whatever the database must not be able to read.
public final class InstallationKeys {
    private static final int SHORTEST_JWT_SECRET = 32;
    private static final int CREDENTIAL_KEY_BYTES = 32;

    private final byte[] jwtSecret;
    private final byte[] credentialEncryptionKey;

    public InstallationKeys(byte[] jwtSecret, byte[] credentialEncryptionKey) {
        if (jwtSecret.length < SHORTEST_JWT_SECRET || credentialEncryptionKey.length != CREDENTIAL_KEY_BYTES) {
            throw new IllegalArgumentException("A key has the wrong length");
        }
        this.jwtSecret = jwtSecret.clone();
        this.credentialEncryptionKey = credentialEncryptionKey.clone();
    }

    static InstallationKeys parse(String jwtSecret, String credentialEncryptionKey) {
        return new InstallationKeys(
                jwtSecret.getBytes(StandardCharsets.UTF_8), HexFormat.of().parseHex(credentialEncryptionKey));
    }

    /// What an operator has to put right before the two settings can be used; empty when nothing.
    static List<String> faults(@Nullable String jwtSecret, @Nullable String credentialEncryptionKey) {
        var faults = new ArrayList<String>();
        if (jwtSecret == null || jwtSecret.isBlank()) {
            faults.add("JWT_SECRET is missing (at least " + SHORTEST_JWT_SECRET + " characters)");
        } else if (jwtSecret.getBytes(StandardCharsets.UTF_8).length < SHORTEST_JWT_SECRET) {
            faults.add("JWT_SECRET is shorter than " + SHORTEST_JWT_SECRET + " characters");
        }
        if (credentialEncryptionKey == null || credentialEncryptionKey.isBlank()) {
            faults.add("CREDENTIAL_ENCRYPTION_KEY is missing (64 hexadecimal digits: openssl rand -hex 32)");
        } else if (!credentialEncryptionKey.matches("[0-9a-fA-F]{64}")) {
            faults.add("CREDENTIAL_ENCRYPTION_KEY is not 64 hexadecimal digits (openssl rand -hex 32)");
        }
        return faults;
    }

    public byte[] jwtSecret() {
        return jwtSecret.clone();
    }

    public byte[] credentialEncryptionKey() {
        return credentialEncryptionKey.clone();
    }
}
