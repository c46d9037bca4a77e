package app.sembang.catalog;

import app.sembang.companies.CompanyProfiles;
import app.sembang.database.CompanyTransactions;
import app.sembang.media.MediaFile;
import app.sembang.media.MediaFiles;
import app.sembang.media.Pictures;
import app.sembang.media.TooLarge;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Language;
import app.sembang.shared.Refusal;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/// Pictures of packages in the company's colours, drawn with the prices of the moment they are asked for.
@Component
public class PackageCards {
    private static final int LARGEST = 2 << 20;
    private static final int WIDEST_LOGO = 4000;
    private static final Logger log = LoggerFactory.getLogger(PackageCards.class);

    private final CompanyTransactions transactions;
    private final Bundles bundles;
    private final CompanyProfiles profiles;
    private final MediaFiles files;
    private final SingletonSupplier<CardFonts> fonts = SingletonSupplier.of(CardFonts::ours);

    PackageCards(CompanyTransactions transactions, Bundles bundles, CompanyProfiles profiles, MediaFiles files) {
        this.transactions = transactions;
        this.bundles = bundles;
        this.profiles = profiles;
        this.files = files;
    }

    /// A PNG of one tier.
    ///
    /// @param language null: the company's
    byte[] draw(CompanyId company, UUID id, int tier, @Nullable Language language) {
        var bundle = bundles.find(company, id);
        if (tier < 0 || tier >= bundle.tiers().size()) throw Refusal.notFound("tier", tier);
        try {
            return drawn(company, bundle, tier, language);
        } catch (IllegalStateException noLetters) {
            log.warn("No picture of a package can be drawn: {}", "" + noLetters);
            throw new Refusal(
                    Refusal.Kind.UNAVAILABLE, "no-fonts", "This server cannot draw letters; it needs fontconfig.");
        }
    }

    /// The same, kept as a file of the company. Empty where this machine cannot draw letters.
    public Optional<MediaFile> stored(CompanyId company, Bundle bundle, int tier, @Nullable Language language) {
        try {
            var png = drawn(company, bundle, tier, language);
            return Optional.of(files.store(company, "package.png", new ByteArrayInputStream(png), LARGEST));
        } catch (IllegalStateException noLetters) {
            log.warn("A package goes out without its picture: {}", "" + noLetters);
            return Optional.empty();
        } catch (TooLarge | IOException broken) {
            log.warn("A package goes out without its picture: {}", "" + broken);
            return Optional.empty();
        }
    }

    private byte[] drawn(CompanyId company, Bundle bundle, int tier, @Nullable Language language) {
        var profile = profiles.find(company);
        var contact = profile.contact().phone() == null
                ? profile.contact().website()
                : profile.contact().phone();
        var brand = new PackageCard.Brand(profile.name(), logo(company), contact);
        return PackageCard.drawn(
                fonts.obtain(),
                brand,
                bundle,
                bundle.tiers().get(tier),
                language == null ? profile.preferredLanguage() : language);
    }

    /// One that cannot be read, or is too large, is left out.
    private @Nullable BufferedImage logo(CompanyId company) {
        var file =
                transactions.inside(company, () -> profiles.logo(company).flatMap(logo -> files.find(company, logo)));
        if (file.isEmpty()) return null;
        try {
            return Pictures.whole(file.get().path(), WIDEST_LOGO).orElse(null);
        } catch (IOException unreadable) {
            log.warn("The logo of {} cannot be read: {}", company, unreadable.getMessage());
            return null;
        }
    }
}
