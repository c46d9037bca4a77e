package app.sembang.conversations;

import app.sembang.media.MediaFile;
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
            case Content.Media item -> media(company, item);
            case Content.Album(var files) ->
                new Content.Album(files.stream()
                        .map(one -> new Content.AlbumFile(one.place(), media(company, one.file())))
                        .toList());
            case Content.Cards(var cards) ->
                new Content.Cards(cards.stream()
                        .map(card -> new Content.ProductCard(
                                card.title(),
                                card.text(),
                                card.picture() == null ? null : in(company, card.picture()),
                                card.url(),
                                card.options(),
                                card.retailerId()))
                        .toList());
            case Content.VendorTemplate template
            when template.media() != null -> template.with(in(company, template.media()));
            default -> content;
        };
    }

    private Content.Media media(CompanyId company, Content.Media item) {
        return item.shown(item.media() == null ? null : in(company, item.media()));
    }

    private Content.Media.File in(CompanyId company, Content.Media.File file) {
        return new Content.Media.File(
                file.id(),
                file.contentType(),
                file.size(),
                file.fileName(),
                files.urlOf(company, file.id()),
                MediaFile.isPicture(file.contentType()) ? files.thumbnailOf(company, file.id()) : null);
    }
}
