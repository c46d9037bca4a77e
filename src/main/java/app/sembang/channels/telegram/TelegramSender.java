package app.sembang.channels.telegram;

import app.sembang.channels.delivery.ChannelSender;
import app.sembang.channels.delivery.SendResult;
import app.sembang.channels.telegram.TelegramApi.Reply;
import app.sembang.connections.Connection;
import app.sembang.conversations.Content;
import app.sembang.conversations.Outgoing;
import app.sembang.shared.Channel;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Sends texts as plain text; long ones in parts. Telegram has no key for a repeated send, so what may have arrived is
/// never sent again. Errors: core.telegram.org, "Making requests", and the Bot API server's source.
@Component
class TelegramSender implements ChannelSender {
    private static final Duration WITHOUT_A_TIME = Duration.ofSeconds(5);
    /// A pause this long holds for all chats of the bot.
    private static final Duration ACCOUNT_PAUSE = Duration.ofSeconds(5);

    private final TelegramApi api;

    TelegramSender(TelegramApi api) {
        this.api = api;
    }

    private record SendMessage(@JsonProperty("chat_id") String chatId, String text) {}

    @Override
    public Channel channel() {
        return Channel.TELEGRAM;
    }

    /// The id of a long text is that of its first part sent in this try.
    @Override
    public SendResult send(Connection account, Outgoing message, int partsSent) {
        if (!(message.content() instanceof Content.Text text)) {
            return rejected("content_not_supported", "Only texts can be sent on Telegram yet.");
        }
        var parts = TextParts.of(text.text());
        if (parts.isEmpty()) {
            return rejected("empty_text", "The message has no text.");
        }
        SendResult first = null;
        for (int part = partsSent; part < parts.size(); part++) {
            var sent = new SendMessage(message.externalId(), parts.get(part));
            var result = result(api.call(account, "sendMessage", sent), message.externalId(), part);
            if (!(result instanceof SendResult.Accepted)) {
                return result;
            }
            first = first == null ? result : first;
        }
        return Objects.requireNonNullElseGet(first, () -> new SendResult.Accepted(null));
    }

    private static SendResult result(Reply reply, String chat, int partsSent) {
        return switch (reply) {
            case Reply.Done done ->
                new SendResult.Accepted(
                        chat + ":" + done.result().path("message_id").asString(""));
            case Reply.NeverSent never ->
                new SendResult.TryLater("vendor_unavailable", never.reason(), null, false, partsSent);
            case Reply.NoAnswer none -> new SendResult.Unknown("no_answer", none.reason());
            case Reply.Refused refused -> refused(refused, partsSent);
        };
    }

    private static SendResult refused(Reply.Refused refused, int partsSent) {
        var words = "Telegram: " + refused.description();
        int status = refused.status();
        if (status == 429) {
            var wait = orElse(refused.retryAfter(), WITHOUT_A_TIME);
            return new SendResult.TryLater("rate_limited", words, wait, wait.compareTo(ACCOUNT_PAUSE) >= 0, partsSent);
        }
        if (status >= 500) {
            return new SendResult.TryLater("vendor_unavailable", words, null, false, partsSent);
        }
        if (status == 401 || status == 404) {
            return new SendResult.Rejected(
                    "needs_reauth", "Telegram no longer accepts the bot's token. " + words, false, true);
        }
        if (status == 403 || refused.description().toLowerCase(Locale.ROOT).contains("chat not found")) {
            return new SendResult.Rejected("contact_unreachable", words, true, false);
        }
        return rejected("vendor_refused", words);
    }

    private static SendResult rejected(String code, String reason) {
        return new SendResult.Rejected(code, reason, false, false);
    }

    private static Duration orElse(@Nullable Duration given, Duration otherwise) {
        return given == null ? otherwise : given;
    }
}
