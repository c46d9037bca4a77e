package app.sembang.channels.delivery;

import app.sembang.connections.ChannelCapabilities;
import app.sembang.conversations.Content;
import app.sembang.conversations.Content.Choice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Turns what somebody wants to say into what an account can carry: a list becomes buttons or numbered text, a product
/// card a picture with words, or words with a link. What fits is left as it is.
public final class Rendering {
    /// Meta's, for goods of a catalogue in one message.
    private static final int MOST_PRODUCTS = 30;

    private static final int LONGEST_ABOVE_LINK = 1024;
    private static final int LONGEST_LABEL = 20;

    private Rendering() {}

    /// In the order they are sent; never empty.
    static List<Content> of(Content content, ChannelCapabilities account) {
        return switch (content) {
            case Content.Choices choices -> choices(choices, account);
            case Content.LinkButton button -> linkButton(button, account);
            case Content.Cards cards -> cards(cards, account);
            case Content.Media media -> media(media, account);
            case Content.VendorTemplate template ->
                account.vendorTemplates() ? List.of(template) : words(template.text(), account);
            case Content.Location location ->
                account.locations() ? List.of(location) : words(location.words(), account);
            case Content.ContactCards people -> people(people, account);
            case Content.Text(var text) -> words(text, account);
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

    /// What is above buttons has less room than words have: the rest goes before.
    private static List<Content> choices(Content.Choices choices, ChannelCapabilities account) {
        if (fits(choices, account)) {
            return List.of(choices);
        }
        var parts = new ArrayList<Content>(words(choices.text(), account));
        if (parts.isEmpty() || !(parts.removeLast() instanceof Content.Text(var last))) {
            return words(numbered(choices), account);
        }
        var list = account.list();
        int most = list == null ? account.buttons().bodyLength() : Math.min(list.bodyLength(), account.partLength());
        var above = TextParts.of(last, account, Math.max(1, most));
        var under = new Content.Choices(above.getLast(), choices.options(), choices.label());
        if (!fits(under, account)) {
            return words(numbered(choices), account);
        }
        above.removeLast();
        above.forEach(part -> parts.add(new Content.Text(part)));
        parts.add(under);
        return parts;
    }

    private static List<Content> linkButton(Content.LinkButton button, ChannelCapabilities account) {
        return account.linkButton()
                        && button.text().length() <= LONGEST_ABOVE_LINK
                        && button.label().length() <= LONGEST_LABEL
                ? List.of(button)
                : words(joined(button.text(), "%s: %s".formatted(button.label(), button.url())), account);
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

    private static String numbered(Content.Choices choices) {
        return joined(choices.text(), numbered(choices.options()));
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
            var words = joined(
                    card.title(), card.text(), card.url(), card.options().isEmpty() ? null : numbered(card.options()));
            var picture = card.picture();
            if (picture != null && account.mediaBytes().containsKey(Content.Media.Kind.IMAGE.value())) {
                parts.addAll(media(
                        new Content.Media(Content.Media.Kind.IMAGE, words, picture, Content.Media.Status.READY, null),
                        account));
            } else {
                parts.addAll(words(words, account));
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
        return Stream.concat(
                        Stream.of(
                                new Content.Media(media.kind(), null, media.media(), media.status(), media.failure())),
                        words(caption, account).stream())
                .toList();
    }

    private static List<Content> people(Content.ContactCards people, ChannelCapabilities account) {
        var cards = people.contacts();
        if (account.people() == 0) {
            return words(people.words(), account);
        }
        return IntStream.iterate(0, from -> from < cards.size(), from -> from + account.people())
                .<Content>mapToObj(from ->
                        new Content.ContactCards(cards.subList(from, Math.min(cards.size(), from + account.people()))))
                .toList();
    }

    private static boolean takesCaption(Content.Media.Kind kind) {
        return switch (kind) {
            case IMAGE, VIDEO, DOCUMENT -> true;
            case AUDIO, VOICE, STICKER -> false;
        };
    }

    private static String joined(@Nullable String... parts) {
        return Arrays.stream(parts)
                .filter(part -> part != null && !part.isBlank())
                .collect(Collectors.joining("\n\n"));
    }

    private static List<Content> words(String text, ChannelCapabilities account) {
        return account.lengthOf(text) <= account.partLength()
                ? List.of(new Content.Text(text))
                : TextParts.of(text, account, account.partLength()).stream()
                        .<Content>map(Content.Text::new)
                        .toList();
    }

    private static int bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
    }
}
