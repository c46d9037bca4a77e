package app.sembang.connections;

import app.sembang.audit.AuditLog;
import app.sembang.companies.Companies;
import app.sembang.companies.CompanyDeletionBegun;
import app.sembang.companies.Limit;
import app.sembang.companies.Outlets;
import app.sembang.connections.ChannelAccountStore.Row;
import app.sembang.connections.ChannelAccountStore.Sealed;
import app.sembang.connections.ChannelConnector.Check;
import app.sembang.connections.ChannelConnector.Renewal;
import app.sembang.database.AfterCommit;
import app.sembang.database.CompanyTransactions;
import app.sembang.secrets.Secrets;
import app.sembang.shared.Channel;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import app.sembang.shared.MemberId;
import app.sembang.shared.OutletId;
import app.sembang.shared.Refusal;
import app.sembang.shared.Texts;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/// The channel accounts of all companies. Reads work inside a transaction of the company and
/// outside of any; what speaks to a vendor ([#create], [#test], [#rotateWebhookSecret]) must be
/// called with none open.
@Component
public class ChannelAccounts {
    /// How long what a vendor sends may still carry the secret that was replaced.
    static final Duration PREVIOUS_SECRET_LASTS = Duration.ofMinutes(10);

    /// A changed secret is known to every process after this long.
    private static final String FORGOTTEN = "forgotten";
    private static final Duration OPENED_LASTS = Duration.ofSeconds(10);
    private static final int LONGEST_SETTINGS = 20_000;
    private static final int LONGEST_CREDENTIAL = 4_096;

    private static final Duration TRAFFIC_NOTED_EVERY = Duration.ofMinutes(1);
    /// Some vendors renew nothing on its first day.
    private static final Duration RENEWED_AFTER = Duration.ofHours(25);

    private static final Duration RENEWED_AGAIN_AFTER = Duration.ofHours(6);
    private static final Duration END_TOLD_BEFORE = Duration.ofDays(10);
    private static final int LONGEST_NOTICE = 500;
    private static final String USERNAME = "username";
    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ChannelAccountStore store;
    private final CompanyTransactions transactions;
    private final Companies companies;
    private final Outlets outlets;
    private final Secrets secrets;
    private final AuditLog audit;
    private final ObjectProvider<ChannelConnector> connectors;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final String baseUrl;

    private final Cache<Opened, List<Connection>> opened = Caffeine.newBuilder()
            .maximumSize(20_000)
            .expireAfterWrite(OPENED_LASTS)
            .build();
    private final Cache<String, SiteOwner> owners = Caffeine.newBuilder()
            .maximumSize(20_000)
            .expireAfterWrite(Duration.ofMinutes(1))
            .build();
    private final Cache<Asset, List<AssetOwner>> assetOwners = Caffeine.newBuilder()
            .maximumSize(20_000)
            .expireAfterWrite(OPENED_LASTS)
            .build();
    private final Cache<ChannelAccountId, Boolean> seenLately = ofLately();

    private final Cache<ChannelAccountId, Boolean> refusedLately = ofLately();

    private static Cache<ChannelAccountId, Boolean> ofLately() {
        return Caffeine.newBuilder()
                .maximumSize(100_000)
                .expireAfterWrite(TRAFFIC_NOTED_EVERY)
                .build();
    }

    private record Opened(CompanyId company, Channel channel) {}

    ChannelAccounts(
            ChannelAccountStore store,
            CompanyTransactions transactions,
            Companies companies,
            Outlets outlets,
            Secrets secrets,
            AuditLog audit,
            ObjectProvider<ChannelConnector> connectors,
            ApplicationEventPublisher events,
            Clock clock,
            @Value("${sembang.base-url}") String baseUrl) {
        this.store = store;
        this.transactions = transactions;
        this.companies = companies;
        this.outlets = outlets;
        this.secrets = secrets;
        this.audit = audit;
        this.connectors = connectors;
        this.events = events;
        this.clock = clock;
        this.baseUrl = baseUrl.replaceAll("/+$", "");
    }

    /// An account just made or given a new secret.
    ///
    /// @param webhookSecret shown this once; null where the channel needs none
    public record Made(ChannelAccount account, @Nullable String webhookSecret) {
        @Override
        public String toString() {
            return "Made[account=%s]".formatted(account);
        }
    }

    /// An account as an admin sees it.
    ///
    /// @param credentials masked, by name
    /// @param credentialsExpireAt null: no end is known
    public record Described(
            ChannelAccount account,
            Map<String, String> credentials,
            @Nullable Instant credentialsExpireAt) {}

    /// Connects an account. Where the vendor refuses, the account is kept with status error and the vendor's words.
    public Made create(CompanyId company, NewChannelAccount wanted, @Nullable MemberId by) {
        requireName(wanted.name());
        if (wanted.outlet() != null) {
            outlets.requireActive(company, wanted.outlet(), "outletId");
        }
        // Before the vendor is asked, and again in the commit that adds it.
        transactions.run(company, () -> requireRoom(company));
        return wanted.channel() == Channel.WEBCHAT
                ? createForWebsite(company, wanted, by)
                : createAtVendor(company, wanted, by);
    }

    private static void requireName(String name) {
        if (name.isBlank() || name.length() > 200) {
            throw Refusal.invalid("name", "Use 1 to 200 characters.");
        }
    }

    private Made createForWebsite(CompanyId company, NewChannelAccount wanted, @Nullable MemberId by) {
        checkSettings(wanted.settings());
        var account =
                account(company, ChannelAccountId.next(), wanted, ChannelAccount.Status.CONNECTED, null, newSiteKey());
        transactions.run(company, () -> {
            requireRoom(company);
            store.insert(account, null, null, Map.of(), null, clock.instant());
            audit.record(company, by, "channel_account_created", account.id(), Map.of(), facts(wanted));
            companies.tellOfRoom(company, Limit.CHANNEL_ACCOUNTS, () -> connected(company));
        });
        return new Made(account, null);
    }

    private Made createAtVendor(CompanyId company, NewChannelAccount wanted, @Nullable MemberId by) {
        var connector = connector(wanted.channel(), wanted.provider());
        checkCredentials(connector, wanted.provider(), wanted.credentials());
        var id = ChannelAccountId.next();
        var secret = newSecret();
        var draft = account(company, id, wanted, ChannelAccount.Status.ERROR, "Not connected yet.", null);
        var connection = connection(draft, wanted.credentials(), Map.of(), List.of(secret));

        var tested = connector.test(connection);
        var found = wanted.with(found(wanted.settings(), tested));
        var refusal = tested instanceof Check.Refused refused ? refused.words() : draft.lastError();
        var saved = account(company, id, found, ChannelAccount.Status.ERROR, refusal, null);
        // Stored before the vendor is told where to deliver: the first delivery may come at once.
        try {
            transactions.run(company, () -> {
                requireRoom(company);
                store.insert(
                        saved,
                        tested instanceof Check.Passed passed ? passed.asset() : null,
                        tested instanceof Check.Passed passed ? passed.group() : null,
                        seal(company, id, wanted.credentials()),
                        secrets.seal(company, webhookField(id), secret),
                        clock.instant());
                audit.record(company, by, "channel_account_created", id, Map.of(), facts(wanted));
                companies.tellOfRoom(company, Limit.CHANNEL_ACCOUNTS, () -> connected(company));
            });
        } catch (DuplicateKeyException taken) {
            throw assetTaken();
        }
        opened.invalidate(new Opened(company, wanted.channel()));
        assetOwners.invalidateAll();
        return new Made(
                tested instanceof Check.Passed ? connected(saved, connector.connect(connection), by) : saved, secret);
    }

    /// With the name the vendor has for the account, which is the vendor's to change.
    private static Map<String, Object> found(Map<String, Object> settings, Check tested) {
        if (!(tested instanceof Check.Passed passed) || passed.username() == null) {
            return settings;
        }
        var found = new LinkedHashMap<>(settings);
        found.put(USERNAME, passed.username());
        return found;
    }

    /// Whether the vendor takes these credentials; nothing is kept.
    public Check check(CompanyId company, Channel channel, @Nullable String provider, Map<String, String> credentials) {
        var connector = connector(channel, provider);
        checkCredentials(connector, provider, credentials);
        var wanted = new NewChannelAccount(channel, provider, "", credentials, Map.of(), false);
        var draft = account(company, ChannelAccountId.next(), wanted, ChannelAccount.Status.ERROR, null, null);
        return connector.test(connection(draft, credentials, Map.of(), List.of(newSecret())));
    }

    /// Puts other credentials in the place of those named; the rest stay. The vendor is asked first, and
    /// what it refuses changes nothing. A secret the vendor signs with is honoured for ten minutes more.
    public ChannelAccount replaceCredentials(
            CompanyId company, ChannelAccountId id, Map<String, String> given, MemberId by) {
        var account = require(company, id);
        if (account.channel() == Channel.WEBCHAT) {
            throw Refusal.invalid("id", "The chat of a website has no credentials.");
        }
        var connector = connector(account.channel(), account.provider());
        var row = transactions.in(company, () -> store.find(company, id).orElseThrow());
        var before = transactions.in(company, () -> open(row));
        var after = new LinkedHashMap<>(before.credentials());
        given.forEach((name, value) -> after.put(name, value.strip()));
        checkCredentials(connector, account.provider(), after);
        var connection = connection(account, after, before.replaced(), before.webhookSecrets());
        switch (connector.test(connection)) {
            case Check.Refused refused -> throw new Refusal(Refusal.Kind.INVALID, "vendor-refused", refused.words());
            case Check.Passed passed
            when row.asset() != null
                    && !passed.asset().isEmpty()
                    && !passed.asset().equals(row.asset()) ->
                throw new Refusal(
                        Refusal.Kind.CONFLICT,
                        "another-asset",
                        "These credentials are of another account of the vendor. Connect it as an account of its own.");
            case Check.Passed passed -> {}
        }
        var replaced = before.credentials().entrySet().stream()
                .filter(entry -> connector.proofs().contains(entry.getKey()))
                .filter(entry -> !entry.getValue().equals(after.get(entry.getKey())))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        transactions.run(company, () -> {
            store.credentials(
                    company,
                    id,
                    seal(company, id, after),
                    seal(company, id, replaced),
                    clock.instant().plus(PREVIOUS_SECRET_LASTS),
                    clock.instant().plus(RENEWED_AFTER));
            audit.record(
                    company,
                    by,
                    "channel_account_credentials_replaced",
                    id,
                    Map.of("credentials", chosen(before.credentials(), given.keySet())),
                    Map.of("credentials", chosen(after, given.keySet())));
        });
        opened.invalidate(new Opened(company, account.channel()));
        return account.status() == ChannelAccount.Status.DISCONNECTED
                ? require(company, id)
                : connected(account, connector.connect(connection), by);
    }

    private static Map<String, String> chosen(Map<String, String> credentials, Collection<String> names) {
        return names.stream()
                .filter(credentials::containsKey)
                .collect(Collectors.toMap(name -> name, name -> Objects.requireNonNull(credentials.get(name))));
    }

    /// Renames the account, and puts settings in the place of those named; null takes one away.
    public ChannelAccount change(
            CompanyId company,
            ChannelAccountId id,
            @Nullable String name,
            Map<String, @Nullable Object> settings,
            MemberId by) {
        var account = require(company, id);
        var called = name == null ? account.name() : name.strip();
        requireName(called);
        var chosen = new LinkedHashMap<>(account.settings());
        settings.forEach((key, value) -> {
            if (value == null) {
                chosen.remove(key);
            } else {
                chosen.put(key, value);
            }
        });
        if (called.equals(account.name()) && chosen.equals(account.settings())) {
            return account;
        }
        checkSettings(chosen);
        transactions.run(company, () -> {
            store.describe(company, id, called, chosen);
            audit.record(
                    company,
                    by,
                    "channel_account_changed",
                    id,
                    Map.of("name", account.name(), "settings", account.settings()),
                    Map.of("name", called, "settings", chosen));
        });
        opened.invalidate(new Opened(company, account.channel()));
        return require(company, id);
    }

    /// Nothing comes in on the account and nothing goes out any more; its conversations stay. [#test] connects it
    /// again.
    public void disconnect(CompanyId company, ChannelAccountId id, MemberId by) {
        var account = require(company, id);
        var row = transactions.in(company, () -> store.find(company, id).orElseThrow());
        var connection = transactions.in(company, () -> open(row));
        boolean was = transactions.in(company, () -> {
            boolean changed = store.disconnect(company, id);
            if (changed) {
                audit.record(
                        company,
                        by,
                        "channel_account_disconnected",
                        id,
                        Map.of("status", account.status().value()),
                        Map.of("status", ChannelAccount.Status.DISCONNECTED.value()));
            }
            return changed;
        });
        opened.invalidate(new Opened(company, account.channel()));
        assetOwners.invalidateAll();
        if (!was || account.channel() == Channel.WEBCHAT) {
            return;
        }
        boolean alone = row.group() == null
                || store.owners(new Asset(account.channel(), null, row.group())).isEmpty();
        var told = connector(account.channel(), account.provider()).disconnect(connection, alone);
        if (told instanceof Check.Refused refused) {
            transactions.run(company, () -> store.notice(company, id, said(refused.words()), clock.instant()));
        }
    }

    /// Has the vendor make the account's credentials last longer, and tells admins where they end soon all the same.
    /// Of several who try at once only one does.
    void renew(CompanyId company, ChannelAccountId id) {
        var now = clock.instant();
        var due = transactions.in(
                company,
                () -> store.takeRenewal(company, id, now, now.plus(RENEWED_AGAIN_AFTER))
                        ? store.find(company, id)
                        : Optional.<Row>empty());
        if (due.isEmpty()) {
            return;
        }
        var before = due.get();
        var account = before.account();
        var connection = transactions.in(company, () -> open(before));
        var renewal = connector(account.channel(), account.provider()).renew(connection);
        transactions.run(company, () -> {
            var after = store.lock(company, id).orElseThrow();
            // What an admin did meanwhile is newer than what the vendor was asked about.
            if (after.credentials().equals(before.credentials())
                    && after.account().status() != ChannelAccount.Status.DISCONNECTED) {
                renewed(after, connection, renewal);
            }
        });
        opened.invalidate(new Opened(company, account.channel()));
    }

    private void renewed(Row row, Connection connection, Renewal renewal) {
        var company = row.account().company();
        var id = row.account().id();
        var every = connector(row.account().channel(), row.account().provider()).renewsEvery();
        switch (renewal) {
            case Renewal.Lasts(var fresh, var until) -> {
                var sealed = new LinkedHashMap<>(row.credentials());
                sealed.putAll(seal(company, id, fresh));
                store.renewed(company, id, sealed, until);
                store.renewAt(company, id, clock.instant().plus(every));
                if (!fresh.isEmpty()) {
                    audit.record(
                            company,
                            null,
                            "channel_account_credentials_renewed",
                            id,
                            Map.of("credentials", chosen(connection.credentials(), fresh.keySet())),
                            Map.of("credentials", fresh));
                }
                tellOfEnd(company, id, until, null);
            }
            case Renewal.Refused(var words, var over)
            when over -> {
                store.renewAt(company, id, clock.instant().plus(every));
                note(company, id, Effect.BROKEN, words);
            }
            case Renewal.Refused(var words, var over) -> {
                note(company, id, Effect.NOTICE, words);
                tellOfEnd(company, id, row.expiresAt(), words);
            }
        }
    }

    private void tellOfEnd(CompanyId company, ChannelAccountId id, @Nullable Instant until, @Nullable String words) {
        if (until != null && until.isBefore(clock.instant().plus(END_TOLD_BEFORE))) {
            events.publishEvent(new ChannelAccountExpiring(company, id, until, words == null ? null : said(words)));
        }
    }

    private void requireConnectable(ChannelAccount account) {
        if (account.status() == ChannelAccount.Status.DISCONNECTED) {
            transactions.run(account.company(), () -> requireRoom(account.company()));
        }
    }

    /// Gives the account to an outlet, or back to the company. Conversations that have begun stay where they are.
    public ChannelAccount move(CompanyId company, ChannelAccountId id, @Nullable OutletId outlet, MemberId by) {
        require(company, id);
        if (outlet != null) {
            outlets.requireActive(company, outlet, "outletId");
        }
        transactions.run(company, () -> {
            store.move(company, id, outlet);
            audit.record(
                    company,
                    by,
                    "channel_account_moved",
                    id,
                    Map.of(),
                    outlet == null ? Map.of() : Map.of("outletId", outlet.toString()));
        });
        return require(company, id);
    }

    /// Asks the vendor whether the account works, and puts its webhook right where the vendor has lost it.
    public ChannelAccount test(CompanyId company, ChannelAccountId id, @Nullable MemberId by) {
        var account = require(company, id);
        requireConnectable(account);
        if (account.channel() == Channel.WEBCHAT) {
            return account.status() == ChannelAccount.Status.DISCONNECTED
                    ? connected(account, new Check.Passed(""), by)
                    : account;
        }
        var connector = connector(account.channel(), account.provider());
        var connection =
                transactions.in(company, () -> open(store.find(company, id).orElseThrow()));
        var tested = connector.test(connection);
        var found = found(account.settings(), tested);
        if (!found.equals(account.settings())) {
            transactions.run(company, () -> store.describe(company, id, account.name(), found));
        }
        return connected(account, tested instanceof Check.Passed ? connector.connect(connection) : tested, by);
    }

    /// Gives the account a new webhook secret. The one before is honoured for ten minutes more;
    /// where the vendor does not take the new one, the old one stays.
    public Made rotateWebhookSecret(CompanyId company, ChannelAccountId id, @Nullable MemberId by) {
        var account = require(company, id);
        if (account.channel() == Channel.WEBCHAT) {
            throw Refusal.invalid("id", "The chat of a website has no webhook.");
        }
        var fresh = newSecret();
        var before = transactions.in(company, () -> {
            var row = store.find(company, id).orElseThrow();
            saveSecrets(account, fresh, row.webhookSecret());
            var opened = open(row);
            audit.record(
                    company,
                    by,
                    "channel_account_secret_rotated",
                    id,
                    opened.webhookSecrets().isEmpty()
                            ? Map.of()
                            : Map.of("webhookSecret", opened.webhookSecrets().getFirst()),
                    Map.of("webhookSecret", fresh));
            return opened;
        });
        opened.invalidate(new Opened(company, account.channel()));
        var after = connection(account, before.credentials(), before.replaced(), List.of(fresh));
        var check = connector(account.channel(), account.provider()).connect(after);
        if (check instanceof Check.Refused && !before.webhookSecrets().isEmpty()) {
            var old = before.webhookSecrets().getFirst();
            transactions.run(company, () -> saveSecrets(account, old, secrets.seal(company, webhookField(id), fresh)));
        }
        return new Made(connected(account, check, by), fresh);
    }

    private void saveSecrets(ChannelAccount account, String current, @Nullable String previousSealed) {
        store.secrets(
                account.company(),
                account.id(),
                secrets.seal(account.company(), webhookField(account.id()), current),
                previousSealed,
                clock.instant().plus(PREVIOUS_SECRET_LASTS));
    }

    private ChannelAccount connected(ChannelAccount account, Check check, @Nullable MemberId by) {
        var company = account.company();
        try {
            transactions.run(company, () -> {
                switch (check) {
                    case Check.Passed passed -> {
                        store.status(
                                company,
                                account.id(),
                                ChannelAccount.Status.CONNECTED,
                                null,
                                passed.asset().isEmpty() ? null : passed.asset(),
                                passed.group(),
                                clock.instant());
                        if (passed.notice() != null) {
                            store.notice(company, account.id(), said(passed.notice()), clock.instant());
                        }
                        events.publishEvent(new ChannelAccountWorks(company, account.id()));
                    }
                    case Check.Refused refused -> {
                        store.status(
                                company,
                                account.id(),
                                ChannelAccount.Status.ERROR,
                                refused.words(),
                                refused.asset(),
                                null,
                                clock.instant());
                        if (account.status() == ChannelAccount.Status.CONNECTED) {
                            events.publishEvent(new ChannelAccountBroke(
                                    company, account.id(), said(refused.words()), clock.instant()));
                        }
                    }
                }
                audit.record(
                        company,
                        by,
                        "channel_account_tested",
                        account.id(),
                        Map.of("status", account.status().name().toLowerCase(Locale.ROOT)),
                        Map.of("passed", check instanceof Check.Passed));
            });
        } catch (DuplicateKeyException taken) {
            throw assetTaken();
        }
        opened.invalidate(new Opened(company, account.channel()));
        return require(company, account.id());
    }

    public Optional<ChannelAccount> find(CompanyId company, ChannelAccountId id) {
        return transactions.inside(company, () -> store.find(company, id).map(Row::account));
    }

    public List<ChannelAccount> list(CompanyId company) {
        return transactions.inside(
                company, () -> store.list(company).stream().map(Row::account).toList());
    }

    /// For admins: with what may be shown of the credentials.
    public List<Described> describe(CompanyId company) {
        return transactions.inside(
                company,
                () -> store.list(company).stream()
                        .map(row -> new Described(row.account(), masked(row), row.expiresAt()))
                        .toList());
    }

    public Described describe(CompanyId company, ChannelAccountId id) {
        return transactions.inside(
                company,
                () -> store.find(company, id)
                        .map(row -> new Described(row.account(), masked(row), row.expiresAt()))
                        .orElseThrow(() -> Refusal.notFound("channel account", id)));
    }

    /// The company's accounts of a channel with their secrets open, at most ten seconds old. Empty
    /// for a company that does not exist.
    public List<Connection> connections(CompanyId company, Channel channel) {
        var key = new Opened(company, channel);
        var known = opened.getIfPresent(key);
        if (known != null) {
            return known;
        }
        var read = transactions.inside(
                company,
                () -> store.list(company, channel).stream().map(this::open).toList());
        // An account made a moment from now must not find its door shut: absence is not remembered.
        if (!read.isEmpty()) {
            opened.put(key, read);
        }
        return read;
    }

    public Optional<Connection> connection(CompanyId company, Channel channel, ChannelAccountId id) {
        return connections(company, channel).stream()
                .filter(connection -> connection.account().equals(id))
                .findFirst();
    }

    /// Whose website this is; works without knowing the company.
    public Optional<SiteOwner> owner(String siteKey) {
        var known = owners.getIfPresent(siteKey);
        if (known != null) {
            return Optional.of(known);
        }
        var owner = store.owner(siteKey);
        owner.ifPresent(it -> owners.put(siteKey, it));
        return owner;
    }

    /// Whose accounts a vendor's ids stand for; works without knowing the company. One asset is of one company; a group
    /// may be of several.
    public List<AssetOwner> owners(Channel channel, @Nullable String asset, @Nullable String group) {
        return asset == null && group == null
                ? List.of()
                : assetOwners.get(new Asset(channel, asset, asset == null ? group : null), one -> store.owners(one));
    }

    /// An account found by the vendor's id of it.
    public record AssetOwner(CompanyId company, ChannelAccountId account) {}

    record Asset(
            Channel channel,
            @Nullable String asset,
            @Nullable String group) {}

    /// Something came in on these accounts. Inside a transaction of the company; written at most once a minute for each
    /// account, so that traffic costs no write.
    public void traffic(CompanyId company, Collection<ChannelAccountId> accounts) {
        var quiet = notYet(seenLately, accounts);
        if (!quiet.isEmpty()) {
            store.seen(company, quiet, clock.instant());
        }
    }

    /// What claimed to come from the vendor carried a wrong proof. Written at most once a minute for each account, so
    /// that a stranger cannot make work.
    public void refused(CompanyId company, Collection<ChannelAccountId> accounts) {
        var quiet = notYet(refusedLately, accounts);
        if (!quiet.isEmpty()) {
            transactions.run(company, () -> store.refused(company, quiet, clock.instant()));
        }
    }

    /// Those of which nothing was written lately; from now on it was.
    private static List<ChannelAccountId> notYet(
            Cache<ChannelAccountId, Boolean> lately, Collection<ChannelAccountId> accounts) {
        return accounts.stream()
                .distinct()
                .filter(account -> lately.asMap().putIfAbsent(account, Boolean.TRUE) == null)
                .toList();
    }

    /// Whether the account may send one more message, so long after the last one of any process. Inside a
    /// transaction of the company; if so, the next has to wait.
    public boolean takeTurn(CompanyId company, ChannelAccountId id, Duration apart) {
        return store.takeTurn(company, id, apart);
    }

    /// The vendor no longer lets the account work. Inside a transaction of the company.
    public void failing(CompanyId company, ChannelAccountId id, String words) {
        fail(company, id, ChannelAccount.Status.ERROR, words);
    }

    /// What an event at the vendor does to an account.
    public enum Effect {
        /// It goes on; an admin should know.
        NOTICE,
        /// It no longer works until somebody acts.
        BROKEN,
        /// The vendor has taken it from us.
        DISCONNECTED
    }

    /// Notes the vendor's words on the account. Inside a transaction of the company.
    public void note(CompanyId company, ChannelAccountId id, Effect effect, String words) {
        var said = said(words);
        store.notice(company, id, said, clock.instant());
        switch (effect) {
            case NOTICE -> {}
            case BROKEN -> fail(company, id, ChannelAccount.Status.ERROR, said);
            case DISCONNECTED -> fail(company, id, ChannelAccount.Status.DISCONNECTED, said);
        }
        audit.record(
                company,
                null,
                "channel_account_noticed",
                id,
                Map.of(),
                Map.of("effect", effect.name().toLowerCase(Locale.ROOT), "words", said));
    }

    /// Told once: an account that is known not to work has nothing new to tell.
    private void fail(CompanyId company, ChannelAccountId id, ChannelAccount.Status status, String words) {
        var account = store.find(company, id).map(Row::account);
        store.status(company, id, status, words, null, null, clock.instant());
        account.ifPresent(before -> AfterCommit.run(() -> opened.invalidate(new Opened(company, before.channel()))));
        if (account.filter(before -> before.status() == ChannelAccount.Status.CONNECTED)
                .isPresent()) {
            events.publishEvent(new ChannelAccountBroke(company, id, said(words), clock.instant()));
        }
    }

    /// Who gave the access the account was connected with, by the vendor's id of the person.
    public void granted(CompanyId company, ChannelAccountId id, String person) {
        if (!person.isEmpty()) {
            transactions.run(company, () -> store.granted(company, id, person));
        }
    }

    /// The person has taken the access back at the vendor: what was connected with it is disconnected, and what could
    /// still open anything is forgotten. What was said with customers is the companies' and stays.
    public void accessTakenBack(String person, String words) {
        for (var owner : store.grantedBy(person)) {
            transactions.run(owner.company(), () -> {
                var row = store.lock(owner.company(), owner.account()).orElseThrow();
                var forgotten = new LinkedHashMap<String, String>();
                open(row)
                        .credentials()
                        .forEach((name, value) -> forgotten.put(
                                name, value.equals(row.asset()) || value.equals(row.group()) ? value : FORGOTTEN));
                var now = clock.instant();
                store.credentials(
                        owner.company(),
                        owner.account(),
                        seal(owner.company(), owner.account(), forgotten),
                        Map.of(),
                        now,
                        now.plus(RENEWED_AFTER));
                store.granted(owner.company(), owner.account(), null);
                note(owner.company(), owner.account(), Effect.DISCONNECTED, words);
            });
            opened.asMap().keySet().removeIf(one -> one.company().equals(owner.company()));
        }
        assetOwners.invalidateAll();
    }

    private static String said(String words) {
        return Texts.beginning(words, LONGEST_NOTICE);
    }

    /// What vendors and visitors still bring is not taken any more.
    @EventListener
    void on(CompanyDeletionBegun begun) {
        store.disconnectAll(begun.company());
        opened.asMap().keySet().removeIf(one -> one.company().equals(begun.company()));
    }

    /// Where the vendor delivers to. The company and the account stand in it, so that one address is one account.
    public URI webhookUrl(CompanyId company, Channel channel, ChannelAccountId account) {
        return URI.create("%s/webhook/%s/%s/%s".formatted(baseUrl, company, channel.value(), account));
    }

    private void requireRoom(CompanyId company) {
        companies.requireRoom(company, Limit.CHANNEL_ACCOUNTS, () -> connected(company));
    }

    private long connected(CompanyId company) {
        return store.list(company).stream()
                .filter(row -> row.account().status() != ChannelAccount.Status.DISCONNECTED)
                .count();
    }

    private ChannelAccount require(CompanyId company, ChannelAccountId id) {
        return find(company, id).orElseThrow(() -> Refusal.notFound("channel account", id));
    }

    private ChannelConnector connector(Channel channel, @Nullable String provider) {
        return connectors.stream()
                .filter(connector -> connector.channel() == channel && connector.serves(provider))
                .findFirst()
                .orElseThrow(() -> new Refusal(
                        Refusal.Kind.INVALID,
                        "channel-not-available",
                        "The channel %s cannot be connected yet.".formatted(channel.value())));
    }

    /// Channels read those they know; all of them together have a limit.
    private static void checkSettings(Map<String, ?> settings) {
        if (String.valueOf(settings).length() > LONGEST_SETTINGS) {
            throw Refusal.invalid("settings", "The settings are longer than any channel needs.");
        }
    }

    private static void checkCredentials(
            ChannelConnector connector, @Nullable String provider, Map<String, String> given) {
        var wanted = ChannelAccount.BY_LOGIN.equals(provider) ? connector.loginCredentials() : connector.credentials();
        for (var name : wanted) {
            var value = given.get(name);
            if (value == null || value.isBlank()) {
                throw Refusal.invalid("credentials." + name, "Give the credential '%s'.".formatted(name));
            }
            if (value.length() > LONGEST_CREDENTIAL) {
                throw Refusal.invalid("credentials." + name, "No credential is so long.");
            }
        }
        for (var name : given.keySet()) {
            if (!wanted.contains(name)) {
                throw Refusal.invalid("credentials." + name, "This channel has no such credential.");
            }
        }
    }

    private static ChannelAccount account(
            CompanyId company,
            ChannelAccountId id,
            NewChannelAccount wanted,
            ChannelAccount.Status status,
            @Nullable String error,
            @Nullable String siteKey) {
        return new ChannelAccount(
                company,
                id,
                wanted.channel(),
                wanted.provider(),
                wanted.name().strip(),
                status,
                error,
                null,
                siteKey,
                wanted.simulated(),
                wanted.settings(),
                wanted.outlet(),
                null,
                null,
                null);
    }

    private Connection connection(
            ChannelAccount account,
            Map<String, String> credentials,
            Map<String, String> replaced,
            List<String> secrets) {
        return new Connection(
                account.company(),
                account.id(),
                account.channel(),
                account.provider(),
                account.status(),
                account.simulated(),
                credentials,
                replaced,
                webhookUrl(account.company(), account.channel(), account.id()),
                secrets,
                account.capabilities());
    }

    private Connection open(Row row) {
        var account = row.account();
        var company = account.company();
        var replacedUntil = row.replacedUntil();
        boolean honoured = replacedUntil != null && clock.instant().isBefore(replacedUntil);
        var current = new ArrayList<String>();
        if (row.webhookSecret() != null) {
            current.add(secrets.open(company, webhookField(account.id()), row.webhookSecret()));
        }
        var until = row.previousUntil();
        if (row.previousSecret() != null && until != null && clock.instant().isBefore(until)) {
            current.add(secrets.open(company, webhookField(account.id()), row.previousSecret()));
        }
        return connection(
                account,
                open(account, row.credentials()),
                honoured ? open(account, row.replaced()) : Map.of(),
                List.copyOf(current));
    }

    private Map<String, String> open(ChannelAccount account, Map<String, Sealed> sealed) {
        return sealed.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey,
                        entry -> secrets.open(
                                account.company(),
                                credentialField(entry.getKey(), account.id()),
                                entry.getValue().text())));
    }

    private Map<String, Sealed> seal(CompanyId company, ChannelAccountId id, Map<String, String> plain) {
        var stored = new LinkedHashMap<String, Sealed>();
        plain.forEach((name, value) -> stored.put(
                name,
                new Sealed(
                        secrets.seal(company, credentialField(name, id), value),
                        // Nothing of a short secret is shown.
                        value.length() < 16 ? "" : value.substring(value.length() - 4))));
        return stored;
    }

    private static Map<String, String> masked(Row row) {
        return row.credentials().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> "****" + entry.getValue().end(),
                        (first, second) -> first,
                        LinkedHashMap::new));
    }

    /// For the audit log, which masks the credentials.
    private static Map<String, Object> facts(NewChannelAccount wanted) {
        return Map.of(
                "channel", wanted.channel().value(),
                "name", wanted.name().strip(),
                "credentials", wanted.credentials(),
                "settings", wanted.settings());
    }

    private static Refusal assetTaken() {
        return new Refusal(
                Refusal.Kind.CONFLICT,
                "asset-taken",
                "This account of the vendor is connected already, here or by another company.");
    }

    private static String credentialField(String name, ChannelAccountId id) {
        return "channel_account.%s.%s".formatted(name, id);
    }

    private static String webhookField(ChannelAccountId id) {
        return "channel_account.webhook_secret." + id;
    }

    private static String newSecret() {
        var bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String newSiteKey() {
        return RANDOM.ints(24, 0, BASE62.length())
                .mapToObj(BASE62::charAt)
                .map(String::valueOf)
                .collect(Collectors.joining("", "wsk_live_", ""));
    }
}
