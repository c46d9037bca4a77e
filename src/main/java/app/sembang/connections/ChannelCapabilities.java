package app.sembang.connections;

import app.sembang.shared.Channel;

/// What a channel account can carry; the composer and the renderers read it and never ask which channel it is.
///
/// @param maxTextLength in UTF-16 units, as the vendors count
/// @param vendorIdempotency whether the vendor recognises a repeated send, so that one of unknown outcome may
/// be repeated by itself
public record ChannelCapabilities(int maxTextLength, boolean quickReplies, boolean media, boolean vendorIdempotency) {
    public static ChannelCapabilities of(Channel channel) {
        return switch (channel) {
            case WHATSAPP -> new ChannelCapabilities(4096, true, true, false);
            // Telegram takes 4096; longer ones go in parts.
            case TELEGRAM -> new ChannelCapabilities(20_000, true, true, false);
            case MESSENGER -> new ChannelCapabilities(2000, true, true, false);
            case INSTAGRAM -> new ChannelCapabilities(1000, true, true, false);
            case WEBCHAT -> new ChannelCapabilities(4000, true, true, true);
        };
    }
}
