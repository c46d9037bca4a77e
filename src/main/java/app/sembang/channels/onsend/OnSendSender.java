package app.sembang.channels.onsend;

import app.sembang.channels.delivery.ChannelSender;
import app.sembang.channels.delivery.SendResult;
import app.sembang.channels.delivery.SendResult.Waits;
import app.sembang.channels.onsend.OnSendApi.Reply;
import app.sembang.connections.Connection;
import app.sembang.conversations.Content;
import app.sembang.conversations.Outgoing;
import app.sembang.media.MediaFiles;
import app.sembang.shared.Channel;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/// Sends through OnSend, which has no key for a repeated send, so what may have arrived is never sent
/// again. It takes 60 calls a minute for each device: one message a second leaves the queue.
@Component
class OnSendSender implements ChannelSender {
    private final OnSendApi api;
    private final MediaFiles files;
    private final String baseUrl;

    OnSendSender(OnSendApi api, MediaFiles files, @Value("${sembang.media.base-url}") String baseUrl) {
        this.api = api;
        this.files = files;
        this.baseUrl = baseUrl.replaceAll("/+$", "");
    }

    @Override
    public Channel channel() {
        return Channel.WHATSAPP;
    }

    @Override
    public boolean serves(@Nullable String provider) {
        return OnSendWire.speaks(provider);
    }

    @Override
    public boolean takesTurns() {
        return true;
    }

    @Override
    public SendResult send(Connection account, Outgoing message) {
        var to = message.externalId();
        return switch (message.content()) {
            case Content.Text(var text) ->
                text.isBlank()
                        ? rejected("empty_text", "The message has no text.")
                        : sends(account, OnSendWire.of(account).text(account, to, text));
            case Content.Media media when OnSendWire.of(account) == OnSendWire.DEVICE -> media(account, to, media);
            default -> rejected("content_not_supported", "Only texts can be sent on OnSend.");
        };
    }

    private SendResult media(Connection account, String to, Content.Media media) {
        var file = media.media();
        if (file == null || files.find(account.company(), file.id()).isEmpty()) {
            return rejected("file_gone", "The file is no longer here.");
        }
        var type = switch (media.kind()) {
            case IMAGE, STICKER -> "image";
            case VIDEO -> "video";
            case AUDIO, VOICE, DOCUMENT -> "document";
        };
        return sends(
                account,
                OnSendWire.file(
                        to,
                        type,
                        baseUrl + files.urlOf(account.company(), file.id()),
                        media.caption(),
                        file.contentType(),
                        Objects.requireNonNullElse(file.fileName(), "file")));
    }

    private SendResult sends(Connection account, Map<String, Object> body) {
        return switch (api.send(account, body)) {
            case Reply.Done(var answer) -> new SendResult.Accepted(id(answer));
            case Reply.NeverSent never ->
                new SendResult.TryLater("vendor_unavailable", never.reason(), null, Waits.AFTER_SOME);
            case Reply.NoAnswer none -> new SendResult.Unknown("no_answer", none.reason());
            case Reply.Refused refused -> refused(refused);
        };
    }

    /// Nothing is promised about where the id stands, or that there is one.
    private static @Nullable String id(JsonNode answer) {
        return Stream.of("/message_id", "/id", "/data/id", "/messages/0/id")
                .map(answer::at)
                .filter(node -> node.isString() || node.isIntegralNumber())
                .map(JsonNode::asString)
                .filter(id -> !id.isEmpty())
                .findFirst()
                .orElse(null);
    }

    private static SendResult refused(Reply.Refused refused) {
        int status = refused.status();
        if (status == 429) {
            return new SendResult.TryLater("rate_limited", refused.words(), refused.retryAfter(), Waits.ACCOUNT);
        }
        if (status >= 500) {
            return new SendResult.TryLater(
                    "vendor_unavailable", refused.words(), refused.retryAfter(), Waits.AFTER_SOME);
        }
        if (status == 401 || status == 403) {
            return new SendResult.Rejected(
                    "needs_reauth", "OnSend no longer accepts the credentials. " + refused.words(), false, true);
        }
        return rejected("vendor_refused", refused.words());
    }

    private static SendResult rejected(String code, String reason) {
        return new SendResult.Rejected(code, reason, false, false);
    }
}
