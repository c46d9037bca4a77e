package app.sembang.companies;

import app.sembang.audit.AuditLog;
import app.sembang.database.CompanyTransactions;
import app.sembang.media.MediaFile;
import app.sembang.media.MediaFiles;
import app.sembang.media.TooLarge;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Language;
import app.sembang.shared.MemberId;
import app.sembang.shared.Refusal;
import app.sembang.shared.Texts;
import java.io.IOException;
import java.io.InputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Currency;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// What companies say of themselves: name, places, languages, hours, voice.
@Component
public class CompanyProfiles {
    private static final TypeReference<Map<Language, String>> TEXTS = new TypeReference<>() {};
    private static final Set<String> DATE_FORMATS =
            Set.of("DD/MM/YYYY", "MM/DD/YYYY", "YYYY-MM-DD", "DD-MM-YYYY", "DD.MM.YYYY");
    private static final Set<String> LOGO_TYPES = Set.of("image/png", "image/jpeg", "image/webp");
    /// They follow from others, or from time.
    private static final String[] SHOWN_ONLY = {"logoUrl", "openNow", "nextOpeningAt", "deletionDueAt"};

    private static final int LONGEST_AWAY_TEXT = 1000;
    private static final long LARGEST_LOGO = 512 * 1024;

    private final CompanyTransactions transactions;
    private final Companies companies;
    private final Countries countries;
    private final OpeningHours hours;
    private final MediaFiles files;
    private final AuditLog audit;
    private final JdbcClient jdbc;
    private final JdbcClient platform;
    private final JsonMapper json;
    private final Clock clock;

    CompanyProfiles(
            CompanyTransactions transactions,
            Companies companies,
            Countries countries,
            OpeningHours hours,
            MediaFiles files,
            AuditLog audit,
            JdbcClient jdbc,
            @Qualifier("platform") JdbcClient platform,
            JsonMapper json,
            Clock clock) {
        this.transactions = transactions;
        this.companies = companies;
        this.countries = countries;
        this.hours = hours;
        this.files = files;
        this.audit = audit;
        this.jdbc = jdbc;
        this.platform = platform;
        this.json = json;
        this.clock = clock;
    }

    /// What anybody may know who opens the address of a company's sign-in, and nothing else.
    public record SignInPage(String name, @Nullable String logoUrl, Language language) {}

    /// Also by a short name the company had before.
    public Optional<SignInPage> signInPage(String slug) {
        return platform.sql("""
                select id, name, logo_id, preferred_language from company
                 where slug = :slug or id = (select company_id from former_slug where slug = :slug)
                 order by slug = :slug desc
                 limit 1
                """)
                .param("slug", slug)
                .query((row, number) -> new SignInPage(
                        row.getString("name"),
                        logoUrl(CompanyId.from(row.getString("id")), row),
                        Language.from(row.getString("preferred_language"))))
                .optional();
    }

    public CompanyProfile find(CompanyId company) {
        return transactions.inside(company, () -> read(company));
    }

    /// Null where it has none; valid for about half an hour.
    public @Nullable String logoUrl(CompanyId company) {
        return transactions.in(
                company,
                () -> jdbc.sql("select logo_id from company where id = :id and logo_id is not null")
                        .param("id", company.value())
                        .query((row, number) -> logoUrl(company, row))
                        .optional()
                        .orElse(null));
    }

    /// Its file, in a transaction of the company.
    public Optional<UUID> logo(CompanyId company) {
        return jdbc.sql("select logo_id from company where id = :id and logo_id is not null")
                .param("id", company.value())
                .query(UUID.class)
                .optional();
    }

    public CompanyProfile change(CompanyId company, CompanyProfile.Change change, MemberId by) {
        var changed = transactions.in(company, () -> {
            lock(company);
            var before = read(company);
            if (change.slug() != null && !change.slug().equals(before.slug())) {
                rename(company, before.slug(), change.slug());
            }
            write(company, before, change);
            if (change.businessHours() != null) {
                change.businessHours().check("businessHours");
                hours.set(company, null, change.businessHours());
            }
            hours.forget(company);
            var after = read(company);
            audit.recordChange(company, by, "company_profile_changed", null, before, after, SHOWN_ONLY);
            return after;
        });
        companies.forget(company);
        hours.forget(company);
        return changed;
    }

    /// A picture of at most 512 KB; what it is, its bytes say.
    public CompanyProfile setLogo(CompanyId company, @Nullable String fileName, InputStream picture, MemberId by)
            throws IOException {
        var file = store(company, fileName, picture);
        if (!LOGO_TYPES.contains(file.contentType())) {
            throw Refusal.invalid("file", "Use a picture: PNG, JPEG or WebP.");
        }
        return logo(company, file.id(), by);
    }

    public CompanyProfile removeLogo(CompanyId company, MemberId by) {
        return logo(company, null, by);
    }

    private MediaFile store(CompanyId company, @Nullable String fileName, InputStream picture) throws IOException {
        try {
            return files.store(company, fileName, picture, LARGEST_LOGO);
        } catch (TooLarge tooLarge) {
            throw Refusal.invalid("file", "Use a picture of at most 512 KB.");
        }
    }

    private CompanyProfile logo(CompanyId company, @Nullable UUID file, MemberId by) {
        return transactions.in(company, () -> {
            jdbc.sql("update company set logo_id = :logo where id = :id")
                    .param("id", company.value())
                    .param("logo", file)
                    .update();
            audit.record(company, by, "company_logo_changed", null, Map.of(), Map.of("removed", file == null));
            return read(company);
        });
    }

    private void rename(CompanyId company, String former, String slug) {
        companies.checkSlug(company, slug);
        jdbc.sql("delete from former_slug where company_id = :company and slug = :slug")
                .param("company", company.value())
                .param("slug", slug)
                .update();
        jdbc.sql("""
                insert into former_slug (company_id, slug, until) values (:company, :slug, :now)
                """)
                .param("company", company.value())
                .param("slug", former)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
        try {
            jdbc.sql("update company set slug = :slug where id = :company")
                    .param("company", company.value())
                    .param("slug", slug)
                    .update();
        } catch (DuplicateKeyException taken) {
            throw Companies.slugTaken(slug);
        }
    }

    private void write(CompanyId company, CompanyProfile before, CompanyProfile.Change change) {
        var country = change.country() == null ? before.country() : change.country();
        var usual = countries.of(country);
        boolean moved = !country.equals(before.country());
        var state = Texts.removable(change.state(), moved ? null : before.state());
        if (state != null) {
            countries.requireState("state", country, state);
        }
        var currency = given(change.currency(), moved ? usual.currency() : before.currency());
        var dateFormat = given(change.dateFormat(), moved ? usual.dateFormat() : before.dateFormat());
        checkCurrency(currency);
        if (!DATE_FORMATS.contains(dateFormat)) {
            throw Refusal.invalid(
                    "dateFormat", "Use one of " + DATE_FORMATS.stream().sorted().toList() + ".");
        }
        var preferred = given(change.preferredLanguage(), before.preferredLanguage());
        var additional = given(change.additionalLanguages(), before.additionalLanguages()).stream()
                .filter(language -> language != preferred)
                .distinct()
                .map(Language::tag)
                .toArray(String[]::new);
        var awayTexts = given(change.awayTexts(), before.awayTexts());
        awayTexts.forEach((language, text) -> {
            if (text == null || text.isBlank() || text.length() > LONGEST_AWAY_TEXT) {
                throw Refusal.invalid(
                        "awayTexts." + language.tag(), "Use 1 to %d characters.".formatted(LONGEST_AWAY_TEXT));
            }
        });
        var contact = given(change.contact(), before.contact());
        jdbc.sql("""
                update company
                   set name = :name, contact_email = :email, contact_phone = :phone, website = :website, address = :address,
                       country = :country, state = :state, currency = :currency, time_zone = :zone,
                       date_format = :dateFormat, preferred_language = :preferred,
                       additional_languages = cast(:additional as text[]), industry_category = :industry,
                       brand_voice = :voice, closed_on_holidays = :holidays, away_texts = cast(:away as jsonb)
                 where id = :id
                """)
                .param("id", company.value())
                .param("name", given(change.name(), before.name()).strip())
                .param("email", contact.email())
                .param("phone", contact.phone())
                .param("website", contact.website())
                .param("address", contact.address())
                .param("country", country)
                .param("state", state)
                .param("currency", currency)
                .param(
                        "zone",
                        given(change.timeZone(), moved ? usual.timeZone() : before.timeZone())
                                .getId())
                .param("dateFormat", dateFormat)
                .param("preferred", preferred.tag())
                .param("additional", additional)
                .param("industry", Texts.removable(change.industryCategory(), before.industryCategory()))
                .param("voice", Texts.removable(change.brandVoice(), before.brandVoice()))
                .param("holidays", given(change.closedOnHolidays(), before.closedOnHolidays()))
                .param("away", json.writeValueAsString(awayTexts))
                .update();
    }

    private static <T> T given(@Nullable T wanted, T before) {
        return wanted == null ? before : wanted;
    }

    private static void checkCurrency(String code) {
        if (Currency.getAvailableCurrencies().stream()
                .noneMatch(currency -> currency.getCurrencyCode().equals(code))) {
            throw Refusal.invalid("currency", "Use a three-letter ISO 4217 code, such as MYR.");
        }
    }

    private void lock(CompanyId company) {
        jdbc.sql("select id from company where id = :id for no key update")
                .param("id", company.value())
                .query(row -> {});
    }

    private CompanyProfile read(CompanyId company) {
        var opening = hours.now(company, null);
        return jdbc.sql("select * from company where id = :id")
                .param("id", company.value())
                .query((row, number) -> profile(row, opening))
                .optional()
                .orElseThrow(() -> Refusal.notFound("company", company));
    }

    private CompanyProfile profile(ResultSet row, Opening opening) throws SQLException {
        var company = Companies.company(row, 0);
        var deletion = row.getObject("deletion_due_at", OffsetDateTime.class);
        return new CompanyProfile(
                company.id(),
                company.name(),
                company.slug(),
                company.status(),
                logoUrl(company.id(), row),
                new CompanyProfile.Contact(
                        row.getString("contact_email"),
                        row.getString("contact_phone"),
                        row.getString("website"),
                        row.getString("address")),
                company.country(),
                row.getString("state"),
                company.currency(),
                company.timeZone(),
                company.dateFormat(),
                company.preferredLanguage(),
                Arrays.stream((String[]) row.getArray("additional_languages").getArray())
                        .map(Language::from)
                        .toList(),
                company.industryCategory(),
                row.getString("brand_voice"),
                hours.week(company.id(), null).orElse(null),
                row.getBoolean("closed_on_holidays"),
                json.readValue(row.getString("away_texts"), TEXTS),
                opening.open(),
                opening.nextOpening(),
                deletion == null ? null : deletion.toInstant());
    }

    private @Nullable String logoUrl(CompanyId company, ResultSet row) throws SQLException {
        var logo = row.getObject("logo_id", UUID.class);
        return logo == null ? null : files.urlOf(company, logo);
    }
}
