package app.sembang.channels.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.connections.ChannelCapabilities;
import app.sembang.conversations.Content;
import app.sembang.conversations.Content.Choice;
import app.sembang.shared.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What becomes of a message on an account that cannot carry it as it is.
class RenderingTests {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # content                    | whatsapp           | onsend       | telegram           | messenger          | instagram          | webchat
            3 choices                    | buttons            | numbered     | buttons            | buttons            | buttons            | buttons
            4 choices                    | list               | numbered     | buttons            | buttons            | buttons            | buttons
            10 choices                   | list               | numbered     | numbered           | buttons            | buttons            | buttons
            11 choices                   | numbered           | numbered     | numbered           | buttons            | buttons            | numbered
            14 choices                   | numbered           | numbered     | numbered           | numbered           | numbered           | numbered
            3 choices with long titles   | numbered           | numbered     | buttons            | numbered           | numbered           | buttons
            a link                       | link               | text         | link               | link               | link               | link
            2 cards with pictures        | cards              | text, text   | image, image       | cards              | cards              | cards
            2 cards without pictures     | text, text         | text, text   | text, text         | cards              | cards              | cards
            12 cards without pictures    | 12 × text          | 12 × text    | 12 × text          | cards, cards       | cards, cards       | cards, cards
            an image with words          | image              | image, text  | image              | image, text        | image, text        | image
            a voice note with words      | voice, text        | voice, text  | voice, text        | voice, text        | voice, text        | voice, text
            an approved template         | template           | text         | text               | text               | text               | text
            """)
    void becomesWhatTheAccountCanCarry(
            String content,
            String whatsapp,
            String onsend,
            String telegram,
            String messenger,
            String instagram,
            String webchat) {
        assertThat(rendered(content, Channel.WHATSAPP, null)).isEqualTo(whatsapp);
        assertThat(rendered(content, Channel.WHATSAPP, "onsend")).isEqualTo(onsend);
        assertThat(rendered(content, Channel.TELEGRAM, null)).isEqualTo(telegram);
        assertThat(rendered(content, Channel.MESSENGER, null)).isEqualTo(messenger);
        assertThat(rendered(content, Channel.INSTAGRAM, null)).isEqualTo(instagram);
        assertThat(rendered(content, Channel.WEBCHAT, null)).isEqualTo(webchat);
    }

    @ParameterizedTest
    @CsvSource({"onsend, '1. Basic – RM 99\n2. Premium – RM 299'"})
    void numberedTextKeepsWhatEachChoiceSays(String provider, String expected) {
        var choices = new Content.Choices(
                "Pilih pakej", List.of(new Choice("a", "Basic", "RM 99"), new Choice("b", "Premium", "RM 299")), null);

        assertThat(Rendering.of(choices, ChannelCapabilities.of(Channel.WHATSAPP, provider, Map.of())))
                .containsExactly(new Content.Text("Pilih pakej\n\n" + expected));
    }

    @Test
    void goodsOfTheVendorsOwnListAreShownFromIt() {
        var account = ChannelCapabilities.of(Channel.WHATSAPP, null, Map.of("catalogId", "774411220033"));
        var without = ChannelCapabilities.of(Channel.WHATSAPP, null, Map.of("catalogId", "not a number"));
        var goods = goods(31, null);

        assertThat(Rendering.of(goods, account)).hasSize(2).allMatch(Content.Cards.class::isInstance);
        assertThat(Rendering.of(goods(1, null), account)).containsExactly(goods(1, null));
        assertThat(Rendering.of(goods(2, null), without)).allMatch(Content.Text.class::isInstance);
    }

    @Test
    void aCarouselHasTwoToTenCardsAllOfOneForm() {
        var account = ChannelCapabilities.of(Channel.WHATSAPP, null, Map.of());

        assertThat(Rendering.of(goods(11, "https://shop.example.invalid"), account))
                .extracting(page -> ((Content.Cards) page).cards().size())
                .containsExactly(9, 2);
        var mixed = new ArrayList<>(goods(2, "https://shop.example.invalid").cards());
        mixed.addAll(goods(1, null).cards());
        assertThat(Rendering.of(new Content.Cards(mixed), account)).noneMatch(Content.Cards.class::isInstance);
        assertThat(Rendering.of(goods(1, "https://shop.example.invalid"), account))
                .noneMatch(Content.Cards.class::isInstance);
    }

    /// @param url null: without a picture, too
    private static Content.Cards goods(int howMany, @Nullable String url) {
        return new Content.Cards(IntStream.range(0, howMany)
                .mapToObj(i -> new Content.ProductCard(
                        "Teh " + i, "RM 9", url == null ? null : file("image/png"), url, List.of(), "SKU-" + i))
                .toList());
    }

    private static String rendered(String content, Channel channel, @Nullable String provider) {
        var account = ChannelCapabilities.of(channel, provider, Map.of());
        var parts = Rendering.of(content(content), account).stream()
                .map(part -> kind(part, account))
                .toList();
        return parts.size() > 3
                ? parts.size() + " × " + parts.getFirst()
                : parts.stream().collect(Collectors.joining(", "));
    }

    private static Content content(String words) {
        var parts = words.split(" ", 2);
        return switch (parts[1].replaceAll("^(cards|choices).*", "$1")) {
            case "choices" ->
                new Content.Choices(
                        "Pilih",
                        IntStream.range(0, Integer.parseInt(parts[0]))
                                .mapToObj(i -> new Choice(
                                        "c" + i,
                                        words.contains("long")
                                                ? "A title of more than twenty-four characters"
                                                : "C" + i,
                                        null))
                                .toList(),
                        null);
            case "cards" ->
                new Content.Cards(IntStream.range(0, Integer.parseInt(parts[0]))
                        .mapToObj(i -> new Content.ProductCard(
                                "Card " + i,
                                "RM 45",
                                words.contains("with ") ? file("image/png") : null,
                                "https://example.invalid/" + i,
                                List.of()))
                        .toList());
            case "link" -> new Content.LinkButton("Bayar", "Bayar", "https://pay.example.invalid/1");
            case "image with words" -> media(Content.Media.Kind.IMAGE);
            case "voice note with words" -> media(Content.Media.Kind.VOICE);
            default -> new Content.VendorTemplate("order_update", "ms", List.of(), "Hai Aina");
        };
    }

    private static Content.Media media(Content.Media.Kind kind) {
        return new Content.Media(kind, "Some words", file("image/png"), Content.Media.Status.READY, null);
    }

    private static Content.Media.File file(String type) {
        return new Content.Media.File(new UUID(1, 2), type, 3, null);
    }

    private static String kind(Content content, ChannelCapabilities account) {
        return switch (content) {
            case Content.Text text -> text.text().contains("1. ") ? "numbered" : "text";
            case Content.Choices choices -> Rendering.asButtons(choices, account) ? "buttons" : "list";
            case Content.LinkButton link -> "link";
            case Content.Cards cards -> "cards";
            case Content.Media media -> media.kind().value();
            case Content.VendorTemplate template -> "template";
            default -> content.toString();
        };
    }
}
