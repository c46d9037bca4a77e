package app.sembang.simulator;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a bot's updates go.
///
/// @param allowedUpdates null while the bot never said; empty means the usual kinds
record TelegramWebhook(
        URI url,
        @Nullable String secret,
        int maxConnections,
        @Nullable List<String> allowedUpdates) {
    private static final List<String> UNUSUAL = List.of("chat_member", "message_reaction", "message_reaction_count");

    boolean wants(String kind) {
        if (allowedUpdates == null || allowedUpdates.isEmpty()) return !UNUSUAL.contains(kind);
        return allowedUpdates.contains(kind);
    }
}
