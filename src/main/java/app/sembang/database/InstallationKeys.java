package app.sembang.database;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The two secrets of an installation, each the same in all its processes: one signs access tokens, the other seals
/// whatever the database must not be able to read. While that one is being replaced, others still open what they
/// sealed.
public final class InstallationKeys {
    private static final int SHORTEST_JWT_SECRET = 32;
    private static final int CREDENTIAL_KEY_BYTES = 32;
    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{64}");

    private final byte[] jwtSecret;
    private final byte[] credentialEncryptionKey;
    private final List<byte[]> otherCredentialKeys;

    public InstallationKeys(byte[] jwtSecret, byte[] credentialEncryptionKey) {
        this(jwtSecret, credentialEncryptionKey, List.of());
    }

    /// @param otherCredentialKeys only open what they have sealed: keys of before, or the next one while processes that
    /// already seal with it run beside this one
    public InstallationKeys(byte[] jwtSecret, byte[] credentialEncryptionKey, List<byte[]> otherCredentialKeys) {
        if (jwtSecret.length < SHORTEST_JWT_SECRET
                || credentialEncryptionKey.length != CREDENTIAL_KEY_BYTES
                || otherCredentialKeys.stream().anyMatch(key -> key.length != CREDENTIAL_KEY_BYTES)) {
            throw new IllegalArgumentException("A key has the wrong length");
        }
        this.jwtSecret = jwtSecret.clone();
        this.credentialEncryptionKey = credentialEncryptionKey.clone();
        this.otherCredentialKeys =
                otherCredentialKeys.stream().map(byte[]::clone).toList();
    }

    static InstallationKeys parse(String jwtSecret, String credentialEncryptionKey) {
        return parse(jwtSecret, credentialEncryptionKey, "");
    }

    /// @param others hexadecimal, separated by commas
    static InstallationKeys parse(String jwtSecret, String credentialEncryptionKey, String others) {
        return new InstallationKeys(
                jwtSecret.getBytes(StandardCharsets.UTF_8),
                HexFormat.of().parseHex(credentialEncryptionKey),
                split(others).map(HexFormat.of()::parseHex).toList());
    }

    private static Stream<String> split(@Nullable String keys) {
        return keys == null
                ? Stream.of()
                : Stream.of(keys.split(",")).map(String::strip).filter(key -> !key.isEmpty());
    }

    /// What an operator has to put right before the two settings can be used; empty when nothing.
    static List<String> faults(
            @Nullable String jwtSecret, @Nullable String credentialEncryptionKey, @Nullable String others) {
        var faults = new ArrayList<String>();
        if (jwtSecret == null || jwtSecret.isBlank()) {
            faults.add("JWT_SECRET is missing (at least " + SHORTEST_JWT_SECRET + " characters)");
        } else if (jwtSecret.getBytes(StandardCharsets.UTF_8).length < SHORTEST_JWT_SECRET) {
            faults.add("JWT_SECRET is shorter than " + SHORTEST_JWT_SECRET + " characters");
        }
        if (credentialEncryptionKey == null || credentialEncryptionKey.isBlank()) {
            faults.add("CREDENTIAL_ENCRYPTION_KEY is missing (64 hexadecimal digits: openssl rand -hex 32)");
        } else if (!HEX.matcher(credentialEncryptionKey).matches()) {
            faults.add("CREDENTIAL_ENCRYPTION_KEY is not 64 hexadecimal digits (openssl rand -hex 32)");
        }
        if (!split(others).allMatch(key -> HEX.matcher(key).matches())) {
            faults.add("CREDENTIAL_ENCRYPTION_KEY_PREVIOUS is not 64 hexadecimal digits, or several such with commas");
        }
        return faults;
    }

    public byte[] jwtSecret() {
        return jwtSecret.clone();
    }

    public byte[] credentialEncryptionKey() {
        return credentialEncryptionKey.clone();
    }

    /// The key that seals, then those that only open.
    public List<byte[]> credentialKeys() {
        return Stream.concat(Stream.of(credentialEncryptionKey), otherCredentialKeys.stream())
                .map(byte[]::clone)
                .toList();
    }
}
