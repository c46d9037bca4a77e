package app.sembang.conversations;

import app.sembang.media.MediaFiles;
import app.sembang.media.Uploads;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Refusal;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What a member may send besides words, checked and made complete before it is stored.
@Component
class Sendable {
    private static final int MOST = 50;
    private static final int LONGEST = 4096;

    private final MediaFiles files;
    private final Uploads uploads;

    Sendable(MediaFiles files, Uploads uploads) {
        this.files = files;
        this.uploads = uploads;
    }

    Content checked(CompanyId company, Content content) {
        return switch (content) {
            case Content.Choices choices -> {
                words("content.text", choices.text());
                some("content.options", choices.options());
                choices.options().forEach(option -> {
                    words("content.options", option.id());
                    words("content.options", option.title());
                    few("content.options", option.description());
                });
                few("content.label", choices.label());
                yield choices;
            }
            case Content.LinkButton button -> {
                words("content.text", button.text());
                words("content.label", button.label());
                address("content.url", button.url());
                yield button;
            }
            case Content.Cards cards -> {
                some("content.cards", cards.cards());
                yield new Content.Cards(cards.cards().stream()
                        .map(card -> checked(company, card))
                        .toList());
            }
            case Content.VendorTemplate template -> {
                words("content.name", template.name());
                words("content.language", template.language());
                words("content.text", template.text());
                altogether("content.parameters", template.parameters());
                yield template.media() == null
                        ? template
                        : template.with(
                                file(company, "content.media", template.media().id()));
            }
            case Content.Media media -> {
                few("content.caption", media.caption());
                yield taken(company, media);
            }
            case Content.Location location -> {
                few("content.name", location.name());
                few("content.address", location.address());
                onEarth("content.latitude", location.latitude(), 90);
                onEarth("content.longitude", location.longitude(), 180);
                yield location;
            }
            case Content.ContactCards cards -> {
                some("content.contacts", cards.contacts());
                altogether("content.contacts", cards.contacts());
                cards.contacts().forEach(card -> words("content.contacts", card.name()));
                yield cards;
            }
            case Content.Text text -> text;
            case Content.Album album -> {
                some("content.files", album.files());
                album.files().forEach(one -> few("content.files", one.file().caption()));
                var places = IntStream.range(0, album.files().size());
                yield new Content.Album(places.mapToObj(place -> new Content.AlbumFile(
                                place, taken(company, album.files().get(place).file())))
                        .toList());
            }
            case Content.ButtonReply reply -> throw notSendable();
            case Content.Order order -> throw notSendable();
            case Content.FormReply form -> throw notSendable();
            case Content.Shared shared -> throw notSendable();
            case Content.Deleted deleted -> throw notSendable();
            case Content.Unsupported unsupported -> throw notSendable();
        };
    }

    private Content.Media taken(CompanyId company, Content.Media media) {
        var file = media.media();
        if (file == null) {
            throw Refusal.invalid("content.media", "Name a file of the company.");
        }
        return new Content.Media(
                media.kind(),
                media.caption(),
                file(company, "content.media", file.id()),
                Content.Media.Status.READY,
                null);
    }

    private Content.ProductCard checked(CompanyId company, Content.ProductCard card) {
        words("content.cards", card.title());
        few("content.cards", card.text());
        few("content.cards", card.retailerId());
        altogether("content.cards", card.options());
        if (card.url() != null) {
            address("content.cards", card.url());
        }
        return new Content.ProductCard(
                card.title(),
                card.text(),
                card.picture() == null
                        ? null
                        : file(company, "content.cards", card.picture().id()),
                card.url(),
                card.options(),
                card.retailerId());
    }

    /// What is known of the file is what was found when it was stored, not what the request says.
    private Content.Media.File file(CompanyId company, String field, UUID id) {
        var found = files.find(company, id)
                .orElseThrow(() -> Refusal.invalid(field, "is no file of this company"))
                .file();
        uploads.keep(company, id);
        return new Content.Media.File(found.id(), found.contentType(), found.size(), found.fileName());
    }

    private static void words(String field, @Nullable String text) {
        if (text == null || text.isBlank() || text.length() > LONGEST) {
            throw Refusal.invalid(field, "needs 1 to %d characters".formatted(LONGEST));
        }
    }

    private static void few(String field, @Nullable String text) {
        if (text != null && text.length() > LONGEST) {
            throw tooLong(field);
        }
    }

    /// All texts of what has many together.
    private static void altogether(String field, Object texts) {
        if (String.valueOf(texts).length() > MOST * LONGEST) {
            throw tooLong(field);
        }
    }

    private static Refusal tooLong(String field) {
        return Refusal.invalid(field, "has more than %d characters".formatted(LONGEST));
    }

    private static void address(String field, @Nullable String url) {
        if (url == null || url.length() > 2000 || !url.matches("https?://[^\\s\"<>]+")) {
            throw Refusal.invalid(field, "is no web address");
        }
    }

    private static void onEarth(String field, double degrees, int most) {
        if (!(Math.abs(degrees) <= most)) {
            throw Refusal.invalid(field, "must be between -%d and %d".formatted(most, most));
        }
    }

    private static void some(String field, @Nullable List<?> items) {
        if (items == null || items.isEmpty() || items.size() > MOST) {
            throw Refusal.invalid(field, "needs 1 to %d entries".formatted(MOST));
        }
    }

    private static Refusal notSendable() {
        return Refusal.invalid("content.type", "is not a type that can be sent");
    }
}
