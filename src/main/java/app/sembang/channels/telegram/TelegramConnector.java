package app.sembang.channels.telegram;

import app.sembang.channels.telegram.TelegramApi.Reply;
import app.sembang.connections.ChannelConnector;
import app.sembang.connections.Connection;
import app.sembang.shared.Channel;
import app.sembang.shared.Texts;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

@Component
class TelegramConnector implements ChannelConnector {
    /// Named one by one: where the list is left out, Telegram keeps whatever was asked for before.
    private static final List<String> ALLOWED_UPDATES =
            List.of("message", "edited_message", "callback_query", "my_chat_member", "message_reaction");

    private static final Pattern USERNAME = Pattern.compile("[A-Za-z0-9_]{1,64}");
    private static final int CONNECTIONS = 40;
    private static final int LONGEST_URL = 300;
    private static final String ELSEWHERE =
            "Telegram delivers what is written to this bot %s: another system has taken it over. Test the connection to take it back.";

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
        var reply = api.call(connection, "setWebhook", webhook);
        if (reply instanceof Reply.Done) {
            reply = api.call(connection, "getWebhookInfo", Map.of());
        }
        if (!(reply instanceof Reply.Done(var info))) {
            return new Check.Refused(words(reply), null);
        }
        return delivers(connection, info)
                ? new Check.Passed(bot, null, null, found(info))
                : new Check.Refused(ELSEWHERE.formatted(elsewhere(info)), bot);
    }

    /// A bot has one webhook: whoever sets another one gets all that is written to it, and nobody tells us.
    private static boolean delivers(Connection connection, JsonNode info) {
        return connection.webhookUrl().toString().equals(info.path("url").asString(""));
    }

    private static String elsewhere(JsonNode info) {
        var url = info.path("url").asString("");
        return url.isEmpty() ? "nowhere" : "to " + Texts.beginning(url, LONGEST_URL);
    }

    /// Why Telegram could not deliver, while something still waits there; else nothing.
    private static @Nullable String found(JsonNode info) {
        var said = info.path("last_error_message").asString("");
        long waiting = info.path("pending_update_count").asLong(0);
        return said.isEmpty() || waiting == 0
                ? null
                : Texts.storable("Telegram could not deliver: %s. Waiting there: %d.".formatted(said, waiting));
    }

    @Override
    public boolean renews() {
        return true;
    }

    @Override
    public Duration renewsEvery() {
        return Duration.ofHours(6);
    }

    /// A token of a bot has no end. What is looked at is whether Telegram still delivers here, and can.
    @Override
    public Renewal renew(Connection connection) {
        return switch (api.call(connection, "getWebhookInfo", Map.of())) {
            case Reply.Done(var info)
            when !delivers(connection, info) -> new Renewal.Refused(ELSEWHERE.formatted(elsewhere(info)), true);
            case Reply.Done(var info) -> {
                var words = found(info);
                yield words == null ? new Renewal.Lasts(Map.of(), null) : new Renewal.Refused(words, false);
            }
            case Reply.Refused refused
            when refused.status() == 401 || refused.status() == 404 -> new Renewal.Refused(words(refused), true);
            case Reply other -> new Renewal.Refused(words(other), false);
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
