package app.sembang.channels.telegram;

import app.sembang.channels.telegram.TelegramApi.Reply;
import app.sembang.connections.ChannelConnector;
import app.sembang.connections.Connection;
import app.sembang.shared.Channel;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

@Component
class TelegramConnector implements ChannelConnector {
    /// Named one by one: where the list is left out, Telegram keeps whatever was asked for before.
    private static final List<String> ALLOWED_UPDATES =
            List.of("message", "edited_message", "callback_query", "my_chat_member");

    private static final Pattern USERNAME = Pattern.compile("[A-Za-z0-9_]{1,64}");
    private static final int CONNECTIONS = 40;

    private final TelegramApi api;

    TelegramConnector(TelegramApi api) {
        this.api = api;
    }

    private record SetWebhook(
            String url,
            @JsonProperty("secret_token") String secretToken,
            @JsonProperty("allowed_updates") List<String> allowedUpdates,
            @JsonProperty("max_connections") int maxConnections) {}

    @Override
    public Channel channel() {
        return Channel.TELEGRAM;
    }

    @Override
    public Set<String> credentials() {
        return Set.of(TelegramApi.TOKEN);
    }

    @Override
    public Check test(Connection connection) {
        return switch (api.call(connection, "getMe", Map.of())) {
            case Reply.Done done ->
                new Check.Passed(
                        done.result().path("id").asString(""),
                        null,
                        username(done.result().path("username").asString("")));
            case Reply other -> new Check.Refused(words(other), null);
        };
    }

    private static @Nullable String username(String told) {
        return USERNAME.matcher(told).matches() ? told : null;
    }

    @Override
    public Check connect(Connection connection) {
        var bot = bot(connection);
        var webhook = new SetWebhook(
                connection.webhookUrl().toString(),
                connection.webhookSecrets().getFirst(),
                ALLOWED_UPDATES,
                CONNECTIONS);
        return switch (api.call(connection, "setWebhook", webhook)) {
            case Reply.Done done -> new Check.Passed(bot);
            case Reply other -> new Check.Refused(words(other), null);
        };
    }

    @Override
    public Check disconnect(Connection connection, boolean alone) {
        return switch (api.call(connection, "deleteWebhook", Map.of())) {
            case Reply.Done done -> new Check.Passed("");
            case Reply other -> new Check.Refused(words(other), null);
        };
    }

    /// A token begins with the bot's id.
    private static String bot(Connection connection) {
        var token = connection.credential(TelegramApi.TOKEN);
        return token.substring(0, Math.max(0, token.indexOf(':')));
    }

    private static String words(Reply reply) {
        return switch (reply) {
            case Reply.Done done -> "";
            case Reply.Refused refused -> "Telegram: " + refused.description();
            case Reply.NeverSent never -> never.reason();
            case Reply.NoAnswer none -> none.reason();
        };
    }
}
