package app.sembang.models;

import app.sembang.shared.Sha256;

/// Tells secrets apart without keeping them.
final class Fingerprints {
    private Fingerprints() {}

    static String of(String secret) {
        return Sha256.hex(secret).substring(0, 16);
    }
}
