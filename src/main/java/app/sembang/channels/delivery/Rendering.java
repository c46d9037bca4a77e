package app.sembang.channels.delivery;

import app.sembang.connections.ChannelCapabilities;
import app.sembang.conversations.Content;
import app.sembang.conversations.Content.Choice;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Turns what somebody wants to say into what an account can carry: a list becomes buttons or numbered text, a product
/// card a picture with words, or words with a link. What fits is left as it is.
public final class Rendering {
    /// Meta's, for goods of a catalogue in one message.
    private static final int MOST_PRODUCTS = 30;

    private Rendering() {}

    /// In the order they are sent; never empty.
    static List<Content> of(Content content, ChannelCapabilities account) {
        return switch (content) {
            case Content.Choices choices -> List.of(fits(choices, account) ? choices : numbered(choices));
            case Content.LinkButton button ->
                List.of(
                        account.linkButton()
                                        && button.text().length() <= 1024
                                        && button.label().length() <= 20
                                ? button
                                : text(button.text(), "%s: %s".formatted(button.label(), button.url())));
            case Content.Cards cards -> cards(cards, account);
            case Content.Media media -> media(media, account);
            case Content.VendorTemplate template ->
                List.of(account.vendorTemplates() ? template : new Content.Text(template.text()));
            case Content.Location location -> List.of(location);
            case Content.ContactCards contacts -> List.of(contacts);
            case Content.Text text -> words(text, account);
            // Asked for only where the account shows albums.
            case Content.Album album -> List.of(album);
            // Never sent to a contact; the sender refuses what its vendor does not know.
            case Content.ButtonReply reply -> List.of(reply);
            case Content.Order order -> List.of(order);
            case Content.FormReply form -> List.of(form);
            case Content.Shared shared -> List.of(shared);
            case Content.Deleted deleted -> List.of(deleted);
            case Content.Unsupported unsupported -> List.of(unsupported);
        };
    }

    /// Whether choices fit into buttons of this account.
    public static boolean asButtons(Content.Choices choices, ChannelCapabilities account) {
        var buttons = account.buttons();
        return account.quickReplies()
                && !choices.options().isEmpty()
                && choices.options().size() <= buttons.most()
                && choices.text().length() <= buttons.bodyLength()
                && choices.options().stream()
                        .allMatch(option -> option.title().length() <= buttons.titleLength()
                                && bytes(option.id()) <= buttons.idLength());
    }

    private static boolean fits(Content.Choices choices, ChannelCapabilities account) {
        boolean described = choices.options().stream().anyMatch(option -> option.description() != null);
        return asList(choices, account) || ((!described || account.list() == null) && asButtons(choices, account));
    }

    static boolean asList(Content.Choices choices, ChannelCapabilities account) {
        var list = account.list();
        return list != null
                && !choices.options().isEmpty()
                && choices.options().size() <= list.rows()
                && choices.text().length() <= list.bodyLength()
                && choices.options().stream().allMatch(option -> fits(option, list));
    }

    private static boolean fits(Choice option, ChannelCapabilities.ChoiceList list) {
        var description = option.description();
        return option.title().length() <= list.titleLength()
                && bytes(option.id()) <= list.idLength()
                && (description == null || description.length() <= list.descriptionLength());
    }

    private static Content.Text numbered(Content.Choices choices) {
        return text(choices.text(), numbered(choices.options()));
    }

    private static String numbered(List<Choice> options) {
        return IntStream.range(0, options.size())
                .mapToObj(i -> {
                    var option = options.get(i);
                    var description = option.description();
                    return "%d. %s%s".formatted(i + 1, option.title(), description == null ? "" : " – " + description);
                })
                .collect(Collectors.joining("\n"));
    }

    private static List<Content> cards(Content.Cards cards, ChannelCapabilities account) {
        if (fromCatalog(cards, account)) {
            return pages(cards.cards(), MOST_PRODUCTS, 1);
        }
        if (asCarousel(cards, account)) {
            return pages(
                    cards.cards(), Objects.requireNonNull(account.carousel()).cards(), 2);
        }
        if (account.cards() > 0) {
            return cards.cards().isEmpty() ? List.of(new Content.Text("")) : pages(cards.cards(), account.cards(), 1);
        }
        var parts = new ArrayList<Content>();
        for (var card : cards.cards()) {
            var words = text(
                            card.title(),
                            card.text(),
                            card.url(),
                            card.options().isEmpty() ? null : numbered(card.options()))
                    .text();
            var picture = card.picture();
            if (picture != null && account.mediaBytes().containsKey(Content.Media.Kind.IMAGE.value())) {
                parts.addAll(media(
                        new Content.Media(Content.Media.Kind.IMAGE, words, picture, Content.Media.Status.READY, null),
                        account));
            } else {
                parts.add(new Content.Text(words));
            }
        }
        return parts.isEmpty() ? List.of(new Content.Text("")) : parts;
    }

    /// Whether the vendor shows all of these by itself, from the account's list of goods.
    public static boolean fromCatalog(Content.Cards cards, ChannelCapabilities account) {
        return account.catalog() != null
                && !cards.cards().isEmpty()
                && cards.cards().stream()
                        .allMatch(card ->
                                card.retailerId() != null && card.options().isEmpty());
    }

    private static boolean asCarousel(Content.Cards cards, ChannelCapabilities account) {
        var carousel = account.carousel();
        return carousel != null
                && cards.cards().size() > 1
                && cards.cards().stream()
                                .map(card -> card.options().size())
                                .distinct()
                                .count()
                        == 1
                && cards.cards().stream().allMatch(card -> fits(card, carousel));
    }

    private static boolean fits(Content.ProductCard card, ChannelCapabilities.Carousel carousel) {
        var words = carouselWords(card);
        boolean answers = !card.options().isEmpty();
        return card.picture() != null
                && answers == (card.url() == null)
                && card.options().size() <= carousel.buttons()
                && card.options().stream().allMatch(option -> option.title().length() <= carousel.titleLength())
                && words.length() <= carousel.textLength()
                && words.lines().count() <= carousel.lines();
    }

    /// What stands under the picture of a card in a carousel.
    public static String carouselWords(Content.ProductCard card) {
        return card.text() == null || card.text().isBlank() ? card.title() : card.title() + "\n" + card.text();
    }

    /// No more than so many in one message, and no fewer than so many in the last.
    private static List<Content> pages(List<Content.ProductCard> cards, int most, int least) {
        var pages = new ArrayList<Content>();
        for (int from = 0; from < cards.size(); ) {
            int left = cards.size() - from;
            int size = left > most && left - most < least ? left - least : Math.min(left, most);
            pages.add(new Content.Cards(cards.subList(from, from + size)));
            from += size;
        }
        return pages;
    }

    /// Words that do not fit beside a file go after it.
    private static List<Content> media(Content.Media media, ChannelCapabilities account) {
        var caption = media.caption();
        if (caption == null
                || (account.lengthOf(caption) <= account.maxCaptionLength() && takesCaption(media.kind()))) {
            return List.of(media);
        }
        return List.of(
                new Content.Media(media.kind(), null, media.media(), media.status(), media.failure()),
                new Content.Text(caption));
    }

    private static boolean takesCaption(Content.Media.Kind kind) {
        return switch (kind) {
            case IMAGE, VIDEO, DOCUMENT -> true;
            case AUDIO, VOICE, STICKER -> false;
        };
    }

    private static Content.Text text(@Nullable String... parts) {
        return new Content.Text(IntStream.range(0, parts.length)
                .mapToObj(i -> parts[i])
                .filter(part -> part != null && !part.isBlank())
                .collect(Collectors.joining("\n\n")));
    }

    /// Words longer than the channel takes go in parts, broken between words where there are any.
    private static List<Content> words(Content.Text text, ChannelCapabilities account) {
        var rest = text.text();
        if (account.lengthOf(rest) <= account.maxTextLength()) {
            return List.of(text);
        }
        var parts = new ArrayList<Content>();
        while (account.lengthOf(rest) > account.maxTextLength()) {
            int most = longest(rest, account);
            int border = Math.max(rest.lastIndexOf('\n', most), rest.lastIndexOf(' ', most));
            int cut = border > most / 2 ? border : most;
            parts.add(new Content.Text(rest.substring(0, cut).strip()));
            rest = rest.substring(cut).strip();
        }
        if (!rest.isEmpty()) {
            parts.add(new Content.Text(rest));
        }
        return parts;
    }

    /// Where the longest beginning ends that the channel takes, between two characters.
    private static int longest(String text, ChannelCapabilities account) {
        var characters = BreakIterator.getCharacterInstance(Locale.ROOT);
        characters.setText(text);
        int end = 0;
        int length = 0;
        for (int next = characters.next(); next != BreakIterator.DONE; next = characters.next()) {
            length += account.lengthOf(text.substring(end, next));
            if (length > account.maxTextLength()) {
                break;
            }
            end = next;
        }
        return end == 0 ? text.offsetByCodePoints(0, 1) : end;
    }

    private static int bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
    }
}
