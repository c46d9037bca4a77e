package app.sembang.models;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// A provider ready to be called.
///
/// @param rank 1 is asked first, then 2; 0 is the platform's own
/// @param base without a slash at its end
/// @param ownAddress the company wrote the address, so it must not lead into our network
/// @param replacement the model asked where the provider has no such model; null where there is none
record Provider(
        int rank,
        ProviderKind kind,
        URI base,
        boolean ownAddress,
        String model,
        @Nullable String replacement,
        @Nullable String key,
        Budget budget,
        boolean failing) {
    /// Names provider and key without telling the key.
    String fingerprint() {
        return kind + " " + base + " " + (key == null ? "" : Fingerprints.of(key));
    }

    @Override
    public String toString() {
        return "Provider[rank=%d, kind=%s, model=%s]".formatted(rank, kind.value(), model);
    }
}
