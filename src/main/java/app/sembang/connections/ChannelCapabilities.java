package app.sembang.connections;

import app.sembang.shared.Channel;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a channel account can carry; the composer, the assistant and the renderers read it and never ask
/// which channel it is. It belongs to the account, not to the channel: one number is shared with a phone,
/// another has a catalogue.
///
/// @param maxTextLength of what is written
/// @param partLength of what the vendor takes in one message; what is longer goes in several
/// @param quickReplies whether choices are shown as such, and not as numbered text
/// @param list null: choices that do not fit into buttons become numbered text
/// @param cards how many product cards one message shows; 0: each becomes a picture with words
/// @param carousel null: cards without goods of the catalogue become pictures with words
/// @param album how many pictures and films one message shows together; 0: each goes by itself
/// @param catalog the vendor's list of the company's goods, which it shows by their ids; null: it has none
/// @param vendorTemplates whether messages the vendor approved can be sent, also outside the window
/// @param locations whether places are shown on a map; else they become words with a link
/// @param people how many people one message passes on; 0: they become words
/// @param mediaBytes the most bytes of a file that is sent, by kind; a kind that is missing cannot be sent
/// @param reactions the marks a company may put on a message, as the vendor writes them; empty: it takes none
/// @param editsIn whether the channel tells when a contact changes or takes back a message
/// @param withdrawHours for how long the company can take back what was sent; 0: always; null: never
/// @param window null: the company may always answer
/// @param writesFirst whether the company may begin a conversation
/// @param perSecond how many messages the account may send in a second; 0: as many as the vendor takes
/// @param vendorIdempotency whether the vendor recognises a repeated send, so that one of unknown outcome
/// may be repeated by itself
public record ChannelCapabilities(
        int maxTextLength,
        int partLength,
        TextUnit textUnit,
        int maxCaptionLength,
        boolean quickReplies,
        boolean media,
        Buttons buttons,
        @Nullable ChoiceList list,
        boolean linkButton,
        int cards,
        @Nullable Carousel carousel,
        int album,
        @Nullable String catalog,
        boolean vendorTemplates,
        boolean locations,
        int people,
        Map<String, Long> mediaBytes,
        boolean quotes,
        List<String> reactions,
        boolean typing,
        boolean markRead,
        boolean deliveryReceipts,
        boolean readReceipts,
        boolean editsIn,
        @Nullable Integer withdrawHours,
        @Nullable ReplyWindow window,
        boolean writesFirst,
        int perSecond,
        boolean vendorIdempotency) {

    public enum TextUnit {
        /// UTF-16 units, as most vendors count.
        CHARACTERS,
        BYTES;

        @JsonValue
        public String value() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param bodyLength of the words above them
    /// @param titleLength of one, in characters
    /// @param idLength of what comes back when one is tapped, in bytes
    public record Buttons(int most, int titleLength, int idLength, int bodyLength) {
        static final Buttons NONE = new Buttons(0, 0, 0, 0);
    }

    /// @param rows in all
    public record ChoiceList(
            int rows, int titleLength, int descriptionLength, int labelLength, int idLength, int bodyLength) {}

    /// Pictures with few words, side by side, each with one link or as many buttons as the others.
    ///
    /// @param cards at most; at least two
    /// @param textLength of one, in characters
    /// @param lines of one
    /// @param buttons of one
    public record Carousel(int cards, int textLength, int lines, int buttons, int titleLength) {}

    private static final long MB = 1L << 20;

    /// Settings of an account that shares its number with the WhatsApp Business app: `coexistence`.
    public static final String COEXISTENCE = "coexistence";

    /// Settings of an account whose vendor has a list of the company's goods: `catalogId`, the vendor's
    /// number of it.
    public static final String CATALOG = "catalogId";

    public static ChannelCapabilities of(Channel channel, @Nullable String provider, Map<String, Object> settings) {
        return switch (channel) {
            case WHATSAPP ->
                provider != null && provider.startsWith("onsend")
                        ? onsend(provider.equals("onsend_io"))
                        : whatsapp(settings);
            case TELEGRAM -> telegram();
            case MESSENGER -> messenger();
            case INSTAGRAM -> instagram();
            case WEBCHAT -> webchat();
        };
    }

    private static ChannelCapabilities whatsapp(Map<String, Object> settings) {
        boolean coexistence = Boolean.TRUE.equals(settings.get(COEXISTENCE));
        var catalog = settings.get(CATALOG) instanceof String id && id.matches("[0-9]{1,30}") ? id : null;
        return new ChannelCapabilities(
                4096,
                4096,
                TextUnit.CHARACTERS,
                1024,
                true,
                true,
                new Buttons(3, 20, 256, 1024),
                new ChoiceList(10, 24, 72, 20, 200, 4096),
                true,
                0,
                new Carousel(10, 160, 3, 2, 20),
                0,
                catalog,
                true,
                true,
                256,
                Map.of(
                        "image",
                        5 * MB,
                        "video",
                        16 * MB,
                        "audio",
                        16 * MB,
                        "voice",
                        16 * MB,
                        "document",
                        100 * MB,
                        "sticker",
                        512_000L),
                true,
                List.of("👍", "❤️", "😂", "😮", "😢", "🙏"),
                true,
                true,
                true,
                true,
                coexistence,
                null,
                new ReplyWindow(24, 72, 0),
                true,
                coexistence ? 20 : 80,
                false);
    }

    /// @param files whether files are sent, too
    private static ChannelCapabilities onsend(boolean files) {
        return new ChannelCapabilities(
                4096,
                4096,
                TextUnit.CHARACTERS,
                files ? 1024 : 0,
                false,
                files,
                Buttons.NONE,
                null,
                false,
                0,
                null,
                0,
                null,
                false,
                false,
                0,
                files ? Map.of("image", 5 * MB, "video", 16 * MB, "document", 100 * MB) : Map.of(),
                false,
                List.of(),
                false,
                false,
                false,
                false,
                false,
                null,
                null,
                true,
                1,
                false);
    }

    private static ChannelCapabilities telegram() {
        return new ChannelCapabilities(
                20_000,
                4096,
                TextUnit.CHARACTERS,
                1024,
                true,
                true,
                new Buttons(8, 64, 64, 4096),
                null,
                true,
                0,
                null,
                10,
                null,
                false,
                true,
                1,
                Map.of(
                        "image",
                        10 * MB,
                        "video",
                        50 * MB,
                        "audio",
                        50 * MB,
                        "voice",
                        50 * MB,
                        "document",
                        50 * MB,
                        "sticker",
                        512_000L),
                true,
                // Telegram knows only some, and writes the heart without what makes it coloured.
                List.of("👍", "❤", "😁", "🎉", "😢", "🙏"),
                true,
                false,
                false,
                false,
                true,
                48,
                null,
                false,
                30,
                false);
    }

    private static ChannelCapabilities messenger() {
        return new ChannelCapabilities(
                2000,
                2000,
                TextUnit.CHARACTERS,
                0,
                true,
                true,
                new Buttons(13, 20, 1000, 2000),
                null,
                true,
                10,
                null,
                0,
                null,
                false,
                false,
                0,
                Map.of("image", 8 * MB, "video", 25 * MB, "audio", 25 * MB, "voice", 25 * MB, "document", 25 * MB),
                true,
                List.of(),
                true,
                true,
                true,
                true,
                true,
                null,
                new ReplyWindow(24, 7 * 24, 7 * 24),
                false,
                300,
                false);
    }

    private static ChannelCapabilities instagram() {
        return new ChannelCapabilities(
                1000,
                1000,
                TextUnit.BYTES,
                0,
                true,
                true,
                new Buttons(13, 20, 1000, 1000),
                null,
                true,
                10,
                null,
                0,
                null,
                false,
                false,
                0,
                Map.of("image", 8 * MB, "video", 25 * MB, "audio", 25 * MB, "voice", 25 * MB, "document", 25 * MB),
                false,
                List.of("❤️"),
                true,
                true,
                false,
                true,
                true,
                null,
                new ReplyWindow(24, 7 * 24, 7 * 24),
                false,
                300,
                false);
    }

    private static ChannelCapabilities webchat() {
        return new ChannelCapabilities(
                4000,
                4000,
                TextUnit.CHARACTERS,
                4000,
                true,
                true,
                new Buttons(10, 80, 256, 4000),
                null,
                true,
                10,
                null,
                0,
                null,
                false,
                true,
                0,
                Map.of("image", 10 * MB, "document", 10 * MB),
                true,
                List.of(),
                true,
                true,
                true,
                true,
                false,
                0,
                null,
                false,
                0,
                true);
    }

    /// How long a text is as the channel counts.
    public int lengthOf(String text) {
        return textUnit == TextUnit.BYTES
                ? text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length
                : text.length();
    }
}
