package app.sembang.connections;

import app.sembang.shared.Channel;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A channel account with its secrets open: for the code that speaks to the vendor or checks what the vendor sends.
///
/// @param replaced credentials the vendor may still sign with, by name
/// @param webhookSecrets the ones a delivery may show now, the current one first
public record Connection(
        CompanyId company,
        ChannelAccountId account,
        Channel channel,
        @Nullable String provider,
        ChannelAccount.Status status,
        boolean simulated,
        Map<String, String> credentials,
        Map<String, String> replaced,
        URI webhookUrl,
        List<String> webhookSecrets,
        ChannelCapabilities capabilities) {

    public String credential(String name) {
        var value = credentials.get(name);
        if (value == null) {
            throw new IllegalStateException("Channel account %s has no credential '%s'".formatted(account, name));
        }
        return value;
    }

    /// What a delivery may be signed with now, the current one first; empty where the account has no such credential.
    public List<String> proofs(String name) {
        return Stream.of(credentials.get(name), replaced.get(name))
                .filter(Objects::nonNull)
                .toList();
    }

    @Override
    public String toString() {
        return "Connection[company=%s, account=%s, channel=%s]".formatted(company, account, channel);
    }
}
