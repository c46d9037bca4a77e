package app.sembang.conversations;

import app.sembang.media.MediaFiles;
import app.sembang.shared.CompanyId;
import org.springframework.stereotype.Component;

/// Fills in where a browser finds the file of a message; never stored, as the addresses end.
@Component
class FileAddresses {
    private final MediaFiles files;

    FileAddresses(MediaFiles files) {
        this.files = files;
    }

    Content in(CompanyId company, Content content) {
        return switch (content) {
            case Content.Media item
            when item.media() != null ->
                new Content.Media(
                        item.kind(), item.caption(), in(company, item.media()), item.status(), item.failure());
            case Content.Cards(var cards) ->
                new Content.Cards(cards.stream()
                        .map(card -> new Content.ProductCard(
                                card.title(),
                                card.text(),
                                card.picture() == null ? null : in(company, card.picture()),
                                card.url(),
                                card.options()))
                        .toList());
            default -> content;
        };
    }

    private Content.Media.File in(CompanyId company, Content.Media.File file) {
        return new Content.Media.File(
                file.id(), file.contentType(), file.size(), file.fileName(), files.urlOf(company, file.id()));
    }
}
