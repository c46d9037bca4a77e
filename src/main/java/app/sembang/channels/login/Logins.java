package app.sembang.channels.login;

import app.sembang.channels.login.MetaLogin.Asset;
import app.sembang.channels.login.MetaLogin.Granted;
import app.sembang.connections.ChannelAccount;
import app.sembang.connections.ChannelAccounts;
import app.sembang.connections.NewChannelAccount;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.Member;
import app.sembang.secrets.Secrets;
import app.sembang.shared.Channel;
import app.sembang.shared.CompanyId;
import app.sembang.shared.OutletId;
import app.sembang.shared.Refusal;
import app.sembang.shared.Texts;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// An admin's way through Meta's dialog and back. The state that goes along is a random number of which only who began
/// knows something here: another person, another company, or a second time finds nothing.
@Component
class Logins {
    private static final Duration LASTS = Duration.ofMinutes(10);
    /// To choose in, once Meta has answered.
    private static final Duration CHOICE_LASTS = Duration.ofMinutes(30);

    private final LoginSettings settings;
    private final MetaLogin meta;
    private final ChannelAccounts accounts;
    private final CompanyTransactions transactions;
    private final JdbcClient jdbc;
    private final Secrets secrets;
    private final JsonMapper json;
    private final Clock clock;
    private final String returnTo;

    Logins(
            LoginSettings settings,
            MetaLogin meta,
            ChannelAccounts accounts,
            CompanyTransactions transactions,
            JdbcClient jdbc,
            Secrets secrets,
            JsonMapper json,
            Clock clock,
            @Value("${sembang.base-url}") String baseUrl) {
        this.settings = settings;
        this.meta = meta;
        this.accounts = accounts;
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.secrets = secrets;
        this.json = json;
        this.clock = clock;
        this.returnTo = baseUrl.replaceAll("/+$", "") + "/company/channels/connected";
    }

    List<Channel> offered() {
        return List.of(Channel.values()).stream().filter(settings::offers).toList();
    }

    URI begin(Member me, Channel channel) {
        if (!settings.offers(channel)) {
            throw new Refusal(
                    Refusal.Kind.CONFLICT,
                    "login-not-set-up",
                    "This installation has no app at Meta for %s.".formatted(channel.value()));
        }
        var id = UUID.randomUUID();
        var now = clock.instant();
        transactions.run(me.company(), () -> {
            jdbc.sql("delete from meta_login where company_id = :company and expires_at < :now")
                    .param("company", me.company().value())
                    .param("now", now.atOffset(ZoneOffset.UTC))
                    .update();
            jdbc.sql("""
                    insert into meta_login (company_id, id, member_id, channel, expires_at)
                    values (:company, :id, :member, :channel, :until)
                    """)
                    .param("company", me.company().value())
                    .param("id", id)
                    .param("member", me.id().value())
                    .param("channel", channel.value())
                    .param("until", now.plus(LASTS).atOffset(ZoneOffset.UTC))
                    .update();
        });
        return meta.dialog(channel, returnTo, id.toString());
    }

    /// What was chosen at Meta, and what is missing.
    record Choice(Channel channel, Granted granted) {}

    Choice complete(Member me, UUID state, String code) {
        // Used up before Meta is asked: whatever comes of it, it is not tried a second time.
        var channel = transactions
                .in(
                        me.company(),
                        () -> jdbc.sql("""
                        update meta_login set code_used = true, expires_at = :until
                         where company_id = :company and id = :id and member_id = :member
                           and not code_used and expires_at > :now
                        returning channel
                        """)
                                .param("company", me.company().value())
                                .param("id", state)
                                .param("member", me.id().value())
                                .param("now", now())
                                .param(
                                        "until",
                                        clock.instant().plus(CHOICE_LASTS).atOffset(ZoneOffset.UTC))
                                .query(String.class)
                                .optional())
                .map(Channel::from)
                .orElseThrow(Logins::over);
        var granted = meta.exchange(channel, code, returnTo);
        var sealed = transactions.in(
                me.company(),
                () -> secrets.seal(me.company(), field(state), json.writeValueAsString(granted.assets())));
        transactions.run(
                me.company(),
                () -> jdbc.sql("update meta_login set assets = :assets where company_id = :company and id = :id")
                        .param("company", me.company().value())
                        .param("id", state)
                        .param("assets", sealed)
                        .update());
        return new Choice(channel, granted);
    }

    /// Connects what was chosen of it; what is connected here already gets the new access instead. Told
    /// twice, it does the same.
    List<ChannelAccount> connect(Member me, UUID state, List<String> chosen, @Nullable OutletId outlet) {
        var waiting = waiting(me, state).orElseThrow(Logins::over);
        var wanted = waiting.assets().stream()
                .filter(asset -> chosen.contains(asset.id()) && asset.missing().isEmpty())
                .toList();
        if (wanted.size() != chosen.stream().distinct().count()) {
            throw Refusal.invalid("assetIds", "Choose from what Meta has offered.");
        }
        return wanted.stream()
                .map(asset -> connect(me, waiting.channel(), asset, outlet))
                .toList();
    }

    private ChannelAccount connect(Member me, Channel channel, Asset asset, @Nullable OutletId outlet) {
        var ours = accounts.owners(channel, asset.id(), null).stream()
                .filter(owner -> owner.company().equals(me.company()))
                .findFirst();
        if (ours.isPresent()
                && accounts.find(me.company(), ours.get().account())
                        .filter(one -> ChannelAccount.BY_LOGIN.equals(one.provider()))
                        .isPresent()) {
            // A number stays registered with the PIN it was registered with.
            var fresh = new HashMap<>(asset.credentials());
            fresh.remove(MetaLogin.PIN);
            var renewed = accounts.replaceCredentials(me.company(), ours.get().account(), fresh, me.id());
            accounts.granted(me.company(), renewed.id(), asset.grantedBy());
            return renewed;
        }
        var name = asset.name().isBlank() ? asset.id() : asset.name();
        var account = new NewChannelAccount(
                channel,
                ChannelAccount.BY_LOGIN,
                Texts.beginning(name, 200),
                asset.credentials(),
                Map.of(),
                false,
                outlet);
        var made = accounts.create(me.company(), account, me.id()).account();
        accounts.granted(me.company(), made.id(), asset.grantedBy());
        return made;
    }

    private record Waiting(Channel channel, List<Asset> assets) {}

    private Optional<Waiting> waiting(Member me, UUID state) {
        return transactions.in(
                me.company(),
                () -> jdbc.sql("""
                        select channel, assets from meta_login
                         where company_id = :company and id = :id and member_id = :member
                           and assets is not null and expires_at > :now
                        """)
                        .param("company", me.company().value())
                        .param("id", state)
                        .param("member", me.id().value())
                        .param("now", now())
                        .query((row, number) -> new Waiting(
                                Channel.from(row.getString("channel")),
                                opened(me.company(), state, row.getString("assets"))))
                        .optional());
    }

    private List<Asset> opened(CompanyId company, UUID state, String sealed) {
        return json.readValue(secrets.open(company, field(state), sealed), new TypeReference<List<Asset>>() {});
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private static String field(UUID state) {
        return "meta_login.assets." + state;
    }

    private static Refusal over() {
        return new Refusal(
                Refusal.Kind.NOT_FOUND, "login-over", "This sign-in at Meta is over, was used, or is somebody else's.");
    }
}
