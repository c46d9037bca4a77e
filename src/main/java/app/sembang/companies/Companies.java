package app.sembang.companies;

import app.sembang.database.CompanyTransactions;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Language;
import app.sembang.shared.Refusal;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// The companies of this installation.
@Component
public class Companies {
    /// The platform is a company too; super admins are its members.
    public static final CompanyId PLATFORM = CompanyId.from("00000000-0000-7000-8000-000000000001");

    private static final Pattern SLUG = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
    /// Would read as a part of the product in an address.
    private static final Set<String> RESERVED = Set.of(
            "actuator",
            "admin",
            "agent",
            "api",
            "app",
            "assets",
            "c",
            "cdn",
            "company",
            "demo",
            "help",
            "login",
            "mail",
            "media",
            "platform",
            "sembang",
            "static",
            "status",
            "support",
            "swagger-ui",
            "v3",
            "webhook",
            "widget",
            "www");

    private final CompanyTransactions transactions;
    private final PlatformSettings settings;
    private final Countries countries;
    private final JdbcClient jdbc;
    private final JdbcClient platform;
    private final ApplicationEventPublisher events;
    private final Cache<CompanyId, Company> known = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofSeconds(10))
            .build();

    Companies(
            CompanyTransactions transactions,
            PlatformSettings settings,
            Countries countries,
            JdbcClient jdbc,
            @Qualifier("platform") JdbcClient platform,
            ApplicationEventPublisher events) {
        this.transactions = transactions;
        this.settings = settings;
        this.countries = countries;
        this.jdbc = jdbc;
        this.platform = platform;
        this.events = events;
    }

    /// Inside a transaction of that company or outside of any. What another process changed is seen after 10 seconds.
    public Optional<Company> find(CompanyId id) {
        var company = known.getIfPresent(id);
        if (company != null) {
            return Optional.of(company);
        }
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            return read(id);
        }
        var found = transactions.in(id, () -> read(id));
        found.ifPresent(it -> known.put(id, it));
        return found;
    }

    /// Takes a company in, inside its own first transaction, so that it and its first admin come together or not at
    /// all.
    public Company create(CompanyId id, NewCompany company) {
        checkSlug(id, company.slug());
        var usual = countries.of(company.country());
        try {
            jdbc.sql("""
                    insert into company (id, name, slug, status, country, currency, time_zone, date_format, preferred_language,
                                         additional_languages, industry_category)
                    values (:id, :name, :slug, :status, :country, :currency, :zone, :dateFormat, :language,
                            cast(:additional as text[]), :industry)
                    """)
                    .param("id", id.value())
                    .param("name", company.name())
                    .param("slug", company.slug())
                    .param("status", settings.read().newCompanyStatus().value())
                    .param("country", usual.code())
                    .param("currency", usual.currency())
                    .param("zone", usual.timeZone().getId())
                    .param("dateFormat", usual.dateFormat())
                    .param("additional", additional(usual, company.preferredLanguage()))
                    .param("language", company.preferredLanguage().tag())
                    .param("industry", company.industryCategory())
                    .update();
        } catch (DuplicateKeyException taken) {
            throw slugTaken(company.slug());
        }
        return read(id).orElseThrow();
    }

    /// The languages usual in the country, beside the one the company prefers.
    private static String[] additional(Country usual, Language preferred) {
        return Stream.concat(Stream.of(usual.preferredLanguage()), usual.additionalLanguages().stream())
                .filter(language -> language != preferred)
                .map(Language::tag)
                .toArray(String[]::new);
    }

    /// Refuses a short name that is none, is reserved or was another company's: links with it still lead there.
    void checkSlug(CompanyId company, String slug) {
        if (!SLUG.matcher(slug).matches()) {
            throw Refusal.invalid(
                    "slug", "Use 1 to 63 of a-z, 0-9 and hyphens, beginning and ending with a letter or digit.");
        }
        if (RESERVED.contains(slug)) {
            throw Refusal.invalid("slug", "'%s' is reserved.".formatted(slug));
        }
        boolean others = platform.sql("select count(*) from former_slug where slug = :slug and company_id <> :company")
                        .param("slug", slug)
                        .param("company", company.value())
                        .query(Integer.class)
                        .single()
                > 0;
        if (others) {
            throw slugTaken(slug);
        }
    }

    static Refusal slugTaken(String slug) {
        return new Refusal(
                Refusal.Kind.CONFLICT, "slug-taken", "Another company has the short name '%s'.".formatted(slug));
    }

    /// Works without knowing the company, whatever transaction is open.
    public Optional<CompanyId> bySlug(String slug) {
        return platform.sql("select id from company where slug = :slug")
                .param("slug", slug)
                .query((row, number) -> CompanyId.from(row.getString("id")))
                .optional();
    }

    /// Whether people of it come in.
    public boolean isOpen(CompanyId id) {
        return find(id).filter(company -> !company.suspended()).isPresent();
    }

    /// Nobody goes on in the name of a company that is suspended or gone. Outside of any transaction.
    public void requireOpen(CompanyId id) {
        var company = find(id).orElseThrow(() ->
                new Refusal(Refusal.Kind.UNAUTHENTICATED, "session-ended", "The company is no longer here."));
        if (company.suspended()) {
            var contact = settings.read().supportEmail();
            throw new Refusal(
                    Refusal.Kind.FORBIDDEN,
                    "company-suspended",
                    contact == null
                            ? "The company is suspended; ask those who run this installation."
                            : "The company is suspended; write to %s.".formatted(contact),
                    contact == null ? Map.of() : Map.of("contact", contact));
        }
    }

    /// Refuses where the company has as many as it may have. In a transaction of the company: of
    /// two that ask at once the second waits, so that the limit is never passed.
    ///
    /// @param existing counts them; asked only where there is a limit
    public void requireRoom(CompanyId id, Limit limit, LongSupplier existing) {
        var most = most(id, limit, "for no key update");
        if (most.isPresent() && existing.getAsLong() >= most.get()) {
            throw new Refusal(
                    Refusal.Kind.CONFLICT,
                    "limit-reached",
                    "The company's plan has room for %d %s.".formatted(most.get(), limit.words()),
                    Map.of("limit", most.get()));
        }
    }

    /// Tells where room gets scarce, in the transaction that has just added one.
    ///
    /// @param existing counts them with it; asked only where there is a limit
    public void tellOfRoom(CompanyId id, Limit limit, LongSupplier existing) {
        var most = most(id, limit, "");
        if (most.isEmpty()) return;
        long used = existing.getAsLong();
        if (used * 5 >= most.get() * 4) events.publishEvent(new RoomTaken(id, limit, used, most.get()));
    }

    /// Empty where there is no limit.
    private Optional<Long> most(CompanyId id, Limit limit, String lock) {
        return jdbc.sql("select %1$s from company where id = :id and %1$s is not null %2$s"
                        .formatted(limit.column(), lock))
                .param("id", id.value())
                .query(Long.class)
                .optional();
    }

    /// After something about the company has changed.
    void forget(CompanyId id) {
        known.invalidate(id);
    }

    private Optional<Company> read(CompanyId id) {
        return jdbc.sql("select * from company where id = :id")
                .param("id", id.value())
                .query(Companies::company)
                .optional();
    }

    static Company company(ResultSet row, int number) throws SQLException {
        return new Company(
                CompanyId.from(row.getString("id")),
                row.getString("name"),
                row.getString("slug"),
                Company.Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                row.getString("country"),
                row.getString("currency"),
                ZoneId.of(row.getString("time_zone")),
                row.getString("date_format"),
                Language.from(row.getString("preferred_language")),
                row.getString("industry_category"));
    }
}
