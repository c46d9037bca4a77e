package app.sembang.database;

/// The installation's two secrets: what signs access tokens, and the 32 bytes every stored credential is sealed under.
@SuppressWarnings("ArrayRecordComponent")
public record InstallationKeys(byte[] jwtSecret, byte[] credentialEncryptionKey) {}
