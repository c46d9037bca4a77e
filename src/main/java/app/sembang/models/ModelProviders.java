package app.sembang.models;

import app.sembang.audit.AuditLog;
import app.sembang.billing.Allowance;
import app.sembang.database.CompanyTransactions;
import app.sembang.models.ModelProviderStore.ProviderState;
import app.sembang.models.ModelProviderStore.Row;
import app.sembang.models.Outcome.Failure;
import app.sembang.models.Outcome.Said;
import app.sembang.secrets.Secrets;
import app.sembang.shared.CompanyId;
import app.sembang.shared.MemberId;
import app.sembang.shared.Money;
import app.sembang.shared.Refusal;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Which providers a company asks, in which order. Without a choice of its own it asks the platform's;
/// with one, nobody else ever learns what its customers write.
@Component
class ModelProviders {
    private static final Logger log = LoggerFactory.getLogger(ModelProviders.class);
    /// A change is known to every process after this long.
    private static final Duration KNOWN_FOR = Duration.ofSeconds(10);

    private static final String DOLLARS = "USD";
    /// Nothing of a shorter key is shown.
    private static final int SHORTEST_SHOWN = 16;

    private final ModelProviderStore store;
    private final CompanyTransactions transactions;
    private final Secrets secrets;
    private final AuditLog audit;
    private final Allowance allowance;
    private final ModelCalls calls;
    private final BaseAddresses addresses;
    private final Wire wire;
    private final ModelSettings settings;
    private final Clock clock;
    private final Cache<CompanyId, List<Provider>> known = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(KNOWN_FOR)
            .build();

    ModelProviders(
            ModelProviderStore store,
            CompanyTransactions transactions,
            Secrets secrets,
            AuditLog audit,
            Allowance allowance,
            ModelCalls calls,
            BaseAddresses addresses,
            Wire wire,
            ModelSettings settings,
            Clock clock) {
        this.store = store;
        this.transactions = transactions;
        this.secrets = secrets;
        this.audit = audit;
        this.allowance = allowance;
        this.calls = calls;
        this.addresses = addresses;
        this.wire = wire;
        this.settings = settings;
        this.clock = clock;
    }

    /// What an admin wants.
    ///
    /// @param baseUrl null: the vendor's own address
    /// @param key null: the one that is kept, as long as it goes where it went; blank: the platform's
    record Draft(
            ProviderKind kind,
            @Nullable String baseUrl,
            @Nullable String model,
            @Nullable String key,
            boolean enabled,
            @Nullable Money monthlyBudget,
            @Nullable Long dailyTokens) {
        @Override
        public String toString() {
            return "Draft[kind=%s, model=%s]".formatted(kind, model);
        }
    }

    /// What a small call to a provider has shown.
    ///
    /// @param words the provider's own; null where it works
    record Check(boolean works, String model, @Nullable String words, Duration took) {}

    /// A provider as an admin sees it.
    record Described(Row row, Budget.Used used, Budget.State budget, boolean usesPlatformKey) {}

    /// Those that are switched on and can be called, the first one first. In a transaction of the company or
    /// outside of any.
    List<Provider> of(CompanyId company) {
        var found = known.getIfPresent(company);
        if (found != null) {
            return found;
        }
        var rows = transactions.inside(company, () -> store.list(company));
        var read = rows.isEmpty()
                ? platformOnes()
                : rows.stream()
                        .filter(Row::enabled)
                        .map(row -> provider(company, row))
                        .filter(ModelProviders::canBeCalled)
                        .toList();
        known.put(company, read);
        return read;
    }

    private List<Provider> platformOnes() {
        return Stream.of(ProviderKind.ANTHROPIC, ProviderKind.OPENAI)
                .filter(kind -> Objects.requireNonNull(settings.vendor(kind)).hasKey())
                .map(kind -> {
                    var vendor = Objects.requireNonNull(settings.vendor(kind));
                    return new Provider(
                            0,
                            kind,
                            vendor.baseUrl(),
                            false,
                            vendor.model(),
                            null,
                            vendor.key(),
                            new Budget(null, settings.platformDailyTokens()),
                            false);
                })
                .toList();
    }

    private static boolean canBeCalled(Provider provider) {
        return provider.key() != null || !provider.kind().hosted();
    }

    private Provider provider(CompanyId company, Row row) {
        var key = row.sealedKey() == null ? null : secrets.open(company, field(row.rank()), row.sealedKey());
        return provider(row, key);
    }

    /// The platform's key goes to the vendor's own address only, never to one that a company wrote.
    private Provider provider(Row row, @Nullable String ownKey) {
        var vendor = settings.vendor(row.kind());
        boolean ownAddress = row.baseUrl() != null;
        boolean platforms = usesPlatformKey(row, ownKey);
        var base = row.baseUrl() != null
                ? URI.create(row.baseUrl())
                : Objects.requireNonNull(vendor, "address").baseUrl();
        return new Provider(
                row.rank(),
                row.kind(),
                base,
                ownAddress,
                row.model(),
                vendor == null || ownAddress ? null : vendor.model(),
                platforms && vendor != null ? vendor.key() : ownKey,
                platforms ? within(row.budget(), settings.platformDailyTokens()) : row.budget(),
                row.state() == ProviderState.ERROR);
    }

    private boolean usesPlatformKey(Row row, @Nullable String ownKey) {
        var vendor = settings.vendor(row.kind());
        return ownKey == null && row.baseUrl() == null && vendor != null && vendor.hasKey();
    }

    private static Budget within(Budget own, @Nullable Long platform) {
        var daily = own.dailyTokens();
        return platform == null || (daily != null && daily <= platform) ? own : new Budget(own.monthly(), platform);
    }

    List<Described> describe(CompanyId company) {
        return transactions.inside(
                company,
                () -> store.list(company).stream()
                        .map(row -> describe(company, row))
                        .toList());
    }

    Described describe(CompanyId company, int rank) {
        return transactions.inside(company, () -> describe(company, require(company, rank)));
    }

    private Described describe(CompanyId company, Row row) {
        var used = calls.used(company, row.rank());
        return new Described(row, used, row.budget().after(used), usesPlatformKey(row, row.sealedKey()));
    }

    /// Saves what is wanted, with what a small call to the provider has shown where one is needed to know.
    Described set(CompanyId company, int rank, Draft draft, MemberId by) {
        var before = transactions.in(company, () -> store.find(company, rank)).orElse(null);
        var wanted = wanted(company, rank, draft, before);
        var row = wanted.row();
        if (row.enabled()
                && (before == null || before.state() != ProviderState.WORKING || wanted.leadsElsewhere(before))) {
            row = after(row, check(company, provider(row, wanted.key())));
        }
        var saved = row;
        transactions.run(company, () -> {
            store.put(company, saved, clock.instant());
            audit.record(
                    company,
                    by,
                    "model_provider_changed",
                    subject(rank),
                    before == null ? Map.of() : facts(before),
                    facts(saved));
        });
        known.invalidate(company);
        return describe(company, rank);
    }

    void remove(CompanyId company, int rank, MemberId by) {
        transactions.run(
                company,
                () -> store.find(company, rank).ifPresent(before -> {
                    store.delete(company, rank);
                    audit.record(company, by, "model_provider_removed", subject(rank), facts(before), Map.of());
                }));
        known.invalidate(company);
    }

    /// Tries what is not saved.
    Check test(CompanyId company, int rank, Draft draft) {
        var before = transactions.in(company, () -> store.find(company, rank)).orElse(null);
        var wanted = wanted(company, rank, draft, before);
        return check(company, provider(wanted.row(), wanted.key()));
    }

    /// Tries what is saved, and keeps what it has shown.
    Check test(CompanyId company, int rank, MemberId by) {
        var row = transactions.in(company, () -> require(company, rank));
        var check = check(company, provider(company, row));
        var after = after(row, check);
        transactions.run(company, () -> {
            store.state(company, rank, after.state(), after.lastError(), clock.instant());
            audit.record(
                    company,
                    by,
                    "model_provider_tested",
                    subject(rank),
                    Map.of(),
                    Map.of("works", check.works(), "model", check.model()));
        });
        known.invalidate(company);
        return check;
    }

    private Check check(CompanyId company, Provider provider) {
        if (!canBeCalled(provider)) {
            return new Check(false, provider.model(), "There is no key.", Duration.ZERO);
        }
        var permit = allowance.reserve(company, Allowance.Use.MODEL_CALL, 1);
        if (permit.isEmpty()) {
            return new Check(false, provider.model(), "The plan allows no more calls of models.", Duration.ZERO);
        }
        var request = new ModelRequest(
                List.of(),
                List.of(Turn.user("Reply with the word ok.")),
                List.of(),
                null,
                64,
                null,
                null,
                clock.instant().plus(settings.testWithin()));
        long began = System.nanoTime();
        var outcome = wire.call(provider, provider.model(), request, settings.testWithin(), null);
        var took = Duration.ofNanos(System.nanoTime() - began);
        var usage = outcome instanceof Said said ? said.usage() : new ModelReply.Usage(0, 0, 0, 0);
        var price = settings.price(provider.model());
        calls.record(
                company,
                Purpose.TEST,
                provider,
                provider.model(),
                outcome,
                usage,
                price == null ? null : price.of(usage),
                took,
                permit.get());
        return switch (outcome) {
            case Said said -> new Check(true, said.model().isEmpty() ? provider.model() : said.model(), null, took);
            case Failure failure -> new Check(false, provider.model(), failure.words(), took);
        };
    }

    private Row after(Row row, Check check) {
        return check.works()
                ? row.with(ProviderState.WORKING, null, null)
                : row.with(ProviderState.ERROR, check.words(), clock.instant());
    }

    /// The provider does not take our calls. Written once, however many calls meet it.
    void fails(CompanyId company, Provider provider, String words) {
        if (provider.rank() == 0) {
            log.warn(
                    "The platform's key for {} or its model is refused",
                    provider.kind().value());
            return;
        }
        if (provider.failing()) {
            return;
        }
        transactions.run(company, () -> {
            if (store.state(company, provider.rank(), ProviderState.ERROR, words, clock.instant())) {
                audit.record(
                        company,
                        null,
                        "model_provider_failing",
                        subject(provider.rank()),
                        Map.of(),
                        Map.of("words", words));
            }
        });
        known.invalidate(company);
    }

    void works(CompanyId company, Provider provider) {
        if (provider.failing()) {
            transactions.run(
                    company, () -> store.state(company, provider.rank(), ProviderState.WORKING, null, clock.instant()));
            known.invalidate(company);
        }
    }

    /// @param key the company's own, open
    private record Wanted(Row row, @Nullable String key) {
        @Override
        public String toString() {
            return "Wanted[row=%s]".formatted(row);
        }

        boolean leadsElsewhere(Row before) {
            return before.kind() != row.kind()
                    || !Objects.equals(before.baseUrl(), row.baseUrl())
                    || !before.model().equals(row.model())
                    || !Objects.equals(before.sealedKey(), row.sealedKey());
        }
    }

    private Wanted wanted(CompanyId company, int rank, Draft draft, @Nullable Row before) {
        var kind = draft.kind();
        var base = base(draft);
        var model = model(draft);
        var budget = budget(draft, model);
        // A key goes on only to whom it was given for.
        var kept = before != null && before.kind() == kind && Objects.equals(before.baseUrl(), base) ? before : null;
        var key = key(company, rank, draft.key(), kept);
        var known = draft.key() == null ? kept : null;
        var row = new Row(
                rank,
                kind,
                base,
                model,
                key.sealed(),
                key.end(),
                draft.enabled(),
                budget,
                known == null ? ProviderState.UNTESTED : known.state(),
                known == null ? null : known.lastError(),
                known == null ? null : known.lastErrorAt());
        if (kind.hosted() && key.plain() == null && !usesPlatformKey(row, null)) {
            throw Refusal.invalid("key", "Give the key of your account at the provider.");
        }
        return new Wanted(row, key.plain());
    }

    private record Key(
            @Nullable String sealed, String end, @Nullable String plain) {
        static final Key NONE = new Key(null, "", null);

        @Override
        public String toString() {
            return "Key[****" + end + "]";
        }
    }

    private Key key(CompanyId company, int rank, @Nullable String given, @Nullable Row kept) {
        if (given != null && !given.isBlank()) {
            var plain = given.strip();
            return new Key(
                    secrets.seal(company, field(rank), plain),
                    plain.length() < SHORTEST_SHOWN ? "" : plain.substring(plain.length() - 4),
                    plain);
        }
        var sealed = given == null && kept != null ? kept.sealedKey() : null;
        return sealed == null || kept == null
                ? Key.NONE
                : new Key(sealed, kept.keyEnd(), secrets.open(company, field(rank), sealed));
    }

    private @Nullable String base(Draft draft) {
        var given = draft.baseUrl();
        if (given == null || given.isBlank()) {
            if (!draft.kind().hosted()) {
                throw Refusal.invalid("baseUrl", "Give the address of the server.");
            }
            return null;
        }
        try {
            var address = BaseAddresses.parse(given);
            var refusal = addresses.refusal(address);
            if (refusal != null) {
                throw Refusal.invalid("baseUrl", refusal);
            }
            return address.toString();
        } catch (URISyntaxException notAnAddress) {
            throw Refusal.invalid("baseUrl", "Give an address that begins with https.");
        }
    }

    private String model(Draft draft) {
        var vendor = settings.vendor(draft.kind());
        var given = draft.model();
        if (given != null && !given.isBlank()) {
            return given.strip();
        }
        if (vendor == null) {
            throw Refusal.invalid("model", "Name the model of the server.");
        }
        return vendor.model();
    }

    private Budget budget(Draft draft, String model) {
        var money = draft.monthlyBudget();
        if (money != null && !money.currency().equals(DOLLARS)) {
            throw Refusal.invalid("monthlyBudget", "Providers' prices are in US dollars: give the budget in USD.");
        }
        if (money != null && money.value().signum() <= 0) {
            throw Refusal.invalid("monthlyBudget", "Give more than nothing, or switch the provider off.");
        }
        if (money != null && settings.price(model) == null) {
            throw Refusal.invalid(
                    "monthlyBudget", "Nobody told us the price of this model; limit it by tokens a day instead.");
        }
        BigDecimal monthly = money == null ? null : money.value();
        return new Budget(monthly, draft.dailyTokens());
    }

    private Row require(CompanyId company, int rank) {
        return store.find(company, rank).orElseThrow(() -> Refusal.notFound("model provider", rank));
    }

    private static Map<String, Object> facts(Row row) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("kind", row.kind().value());
        facts.put("baseUrl", row.baseUrl() == null ? "" : row.baseUrl());
        facts.put("model", row.model());
        facts.put("hasOwnKey", row.sealedKey() != null);
        facts.put("enabled", row.enabled());
        facts.put(
                "monthlyBudget",
                row.budget().monthly() == null ? "" : row.budget().monthly().toPlainString());
        facts.put(
                "dailyLimit",
                row.budget().dailyTokens() == null ? "" : row.budget().dailyTokens());
        return facts;
    }

    private static String subject(int rank) {
        return "model_provider." + rank;
    }

    private static String field(int rank) {
        return "model_provider.key." + rank;
    }
}
