package app.sembang.connections;

import app.sembang.connections.ChannelAccounts.Asset;
import app.sembang.connections.ChannelAccounts.AssetOwner;
import app.sembang.shared.Channel;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import app.sembang.shared.OutletId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

@Repository
class ChannelAccountStore {
    private final JdbcClient jdbc;
    private final JdbcClient platform;
    private final JsonMapper json;

    ChannelAccountStore(JdbcClient jdbc, @Qualifier("platform") JdbcClient platform, JsonMapper json) {
        this.jdbc = jdbc;
        this.platform = platform;
        this.json = json;
    }

    /// A credential as it is stored. `end` is what is shown of it.
    record Sealed(String text, String end) {}

    /// An account with its secrets still sealed.
    record Row(
            ChannelAccount account,
            Map<String, Sealed> credentials,
            @Nullable String webhookSecret,
            @Nullable String previousSecret,
            @Nullable Instant previousUntil,
            Map<String, Sealed> replaced,
            @Nullable Instant replacedUntil,
            @Nullable String asset,
            @Nullable String group,
            @Nullable Instant expiresAt) {}

    void insert(
            ChannelAccount account,
            @Nullable String asset,
            @Nullable String group,
            Map<String, Sealed> credentials,
            @Nullable String webhookSecret,
            Instant now) {
        jdbc.sql("""
                insert into channel_account (company_id, id, channel, provider, name, status, last_error, asset, asset_group, site_key,
                                             credentials, webhook_secret, settings, simulated, outlet_id, created_at)
                values (:company, :id, :channel, :provider, :name, :status, :error, :asset, :group, :siteKey,
                        :credentials::jsonb, :secret, :settings::jsonb, :simulated, cast(:outlet as uuid), :now)
                """)
                .param("company", account.company().value())
                .param("id", account.id().value())
                .param("channel", account.channel().value())
                .param("provider", account.provider())
                .param("name", account.name())
                .param("status", account.status().value())
                .param("error", account.lastError())
                .param("asset", asset)
                .param("group", group)
                .param("siteKey", account.siteKey())
                .param("credentials", json.writeValueAsString(credentials))
                .param("secret", webhookSecret)
                .param("settings", json.writeValueAsString(account.settings()))
                .param("simulated", account.simulated())
                .param(
                        "outlet",
                        account.outlet() == null ? null : account.outlet().toString())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
    }

    void status(
            CompanyId company,
            ChannelAccountId id,
            ChannelAccount.Status status,
            @Nullable String error,
            @Nullable String asset,
            @Nullable String group,
            Instant now) {
        jdbc.sql("""
                update channel_account
                   set status = :status, last_error = :error, asset = coalesce(:asset, asset), asset_group = coalesce(:group, asset_group),
                       last_connected_at = case when :status = 'connected' then :now else last_connected_at end
                 where company_id = :company
                   and id = :id
                """)
                .param("company", company.value())
                .param("id", id.value())
                .param("status", status.value())
                .param("error", error)
                .param("asset", asset)
                .param("group", group)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
    }

    void credentials(
            CompanyId company,
            ChannelAccountId id,
            Map<String, Sealed> current,
            Map<String, Sealed> replaced,
            Instant until,
            Instant renewAt) {
        jdbc.sql("""
                update channel_account
                   set credentials = :current::jsonb, previous_credentials = :replaced::jsonb, previous_credentials_until = :until,
                       credentials_expire_at = null, credentials_renew_at = :renewAt
                 where company_id = :company
                   and id = :id
                """)
                .param("company", company.value())
                .param("id", id.value())
                .param("current", json.writeValueAsString(current))
                .param("replaced", json.writeValueAsString(replaced))
                .param("until", until.atOffset(ZoneOffset.UTC))
                .param("renewAt", renewAt.atOffset(ZoneOffset.UTC))
                .update();
    }

    /// Accounts whose credentials are to be renewed.
    List<AssetOwner> toRenew(Collection<Channel> channels, Instant now, int most) {
        return platform.sql("""
                select company_id, id from channel_account
                 where asset is not null
                   and status <> 'disconnected'
                   and channel = any (:channels)
                   and coalesce(credentials_renew_at, created_at + interval '25 hours') <= :now
                 limit :most
                """)
                .param("channels", channels.stream().map(Channel::value).toArray(String[]::new))
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("most", most)
                .query((row, number) -> new AssetOwner(
                        new CompanyId(row.getObject("company_id", UUID.class)),
                        new ChannelAccountId(row.getObject("id", UUID.class))))
                .list();
    }

    /// By the database's clock, which all processes share. A look that comes a little early counts against the next
    /// turn.
    boolean takeTurn(CompanyId company, ChannelAccountId id, Duration apart) {
        return jdbc.sql("""
                update channel_account set next_send_at = greatest(next_send_at, clock_timestamp()) + cast(:apart as bigint) * interval '1 ms'
                 where company_id = :company
                   and id = :id
                   and (next_send_at is null or next_send_at <= clock_timestamp() + interval '100 ms')
                """)
                        .param("company", company.value())
                        .param("id", id.value())
                        .param("apart", apart.toMillis())
                        .update()
                > 0;
    }

    /// @return false where another has it, or did it
    boolean takeRenewal(CompanyId company, ChannelAccountId id, Instant now, Instant again) {
        return jdbc.sql("""
                update channel_account set credentials_renew_at = :again
                 where company_id = :company
                   and id = :id
                   and coalesce(credentials_renew_at, created_at + interval '25 hours') <= :now
                """)
                        .param("company", company.value())
                        .param("id", id.value())
                        .param("now", now.atOffset(ZoneOffset.UTC))
                        .param("again", again.atOffset(ZoneOffset.UTC))
                        .update()
                > 0;
    }

    void renewAt(CompanyId company, ChannelAccountId id, Instant at) {
        jdbc.sql("update channel_account set credentials_renew_at = :at where company_id = :company and id = :id")
                .param("company", company.value())
                .param("id", id.value())
                .param("at", at.atOffset(ZoneOffset.UTC))
                .update();
    }

    void renewed(CompanyId company, ChannelAccountId id, Map<String, Sealed> credentials, @Nullable Instant until) {
        jdbc.sql("""
                update channel_account set credentials = :credentials::jsonb, credentials_expire_at = :until
                 where company_id = :company
                   and id = :id
                """)
                .param("company", company.value())
                .param("id", id.value())
                .param("credentials", json.writeValueAsString(credentials))
                .param("until", until == null ? null : until.atOffset(ZoneOffset.UTC))
                .update();
    }

    void describe(CompanyId company, ChannelAccountId id, String name, Map<String, Object> settings) {
        jdbc.sql("""
                update channel_account set name = :name, settings = :settings::jsonb
                 where company_id = :company
                   and id = :id
                """)
                .param("company", company.value())
                .param("id", id.value())
                .param("name", name)
                .param("settings", json.writeValueAsString(settings))
                .update();
    }

    /// @return whether it was connected until now
    boolean disconnect(CompanyId company, ChannelAccountId id) {
        return jdbc.sql("""
                update channel_account set status = 'disconnected', last_error = null
                 where company_id = :company
                   and id = :id
                   and status <> 'disconnected'
                """)
                        .param("company", company.value())
                        .param("id", id.value())
                        .update()
                > 0;
    }

    void move(CompanyId company, ChannelAccountId id, @Nullable OutletId outlet) {
        jdbc.sql("""
                update channel_account set outlet_id = cast(:outlet as uuid)
                 where company_id = :company
                   and id = :id
                """)
                .param("company", company.value())
                .param("id", id.value())
                .param("outlet", outlet == null ? null : outlet.toString())
                .update();
    }

    void disconnectAll(CompanyId company) {
        jdbc.sql("update channel_account set status = 'disconnected' where company_id = :company")
                .param("company", company.value())
                .update();
    }

    void secrets(CompanyId company, ChannelAccountId id, String current, @Nullable String previous, Instant until) {
        jdbc.sql("""
                update channel_account
                   set webhook_secret = :current, previous_webhook_secret = :previous, previous_webhook_secret_until = :until
                 where company_id = :company
                   and id = :id
                """)
                .param("company", company.value())
                .param("id", id.value())
                .param("current", current)
                .param("previous", previous)
                .param("until", until.atOffset(ZoneOffset.UTC))
                .update();
    }

    void seen(CompanyId company, Collection<ChannelAccountId> accounts, Instant now) {
        stamp("last_event_at", company, accounts, now);
    }

    void refused(CompanyId company, Collection<ChannelAccountId> accounts, Instant now) {
        stamp("refused_at", company, accounts, now);
    }

    private void stamp(String column, CompanyId company, Collection<ChannelAccountId> accounts, Instant now) {
        jdbc.sql("""
                update channel_account set %s = :now
                 where company_id = :company
                   and id = any (:ids::uuid[])
                """.formatted(column))
                .param("company", company.value())
                .param("ids", accounts.stream().map(Object::toString).toArray(String[]::new))
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
    }

    void notice(CompanyId company, ChannelAccountId id, String words, Instant now) {
        jdbc.sql(
                        "update channel_account set notice = :words, notice_at = :now where company_id = :company and id = :id")
                .param("company", company.value())
                .param("id", id.value())
                .param("words", words)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
    }

    Optional<Row> find(CompanyId company, ChannelAccountId id) {
        return jdbc.sql("select * from channel_account where company_id = :company and id = :id")
                .param("company", company.value())
                .param("id", id.value())
                .query(this::row)
                .optional();
    }

    /// Nobody else changes it before the transaction ends.
    Optional<Row> lock(CompanyId company, ChannelAccountId id) {
        return jdbc.sql("select * from channel_account where company_id = :company and id = :id for no key update")
                .param("company", company.value())
                .param("id", id.value())
                .query(this::row)
                .optional();
    }

    List<Row> list(CompanyId company) {
        return jdbc.sql("select * from channel_account where company_id = :company order by id")
                .param("company", company.value())
                .query(this::row)
                .list();
    }

    List<Row> list(CompanyId company, Channel channel) {
        return jdbc.sql("select * from channel_account where company_id = :company and channel = :channel order by id")
                .param("company", company.value())
                .param("channel", channel.value())
                .query(this::row)
                .list();
    }

    void granted(CompanyId company, ChannelAccountId id, @Nullable String person) {
        jdbc.sql("update channel_account set granted_by = :person where company_id = :company and id = :id")
                .param("company", company.value())
                .param("id", id.value())
                .param("person", person)
                .update();
    }

    List<AssetOwner> grantedBy(String person) {
        return platform.sql("""
                select company_id, id from channel_account
                 where granted_by = :person
                   and asset is not null
                 order by company_id, id
                """)
                .param("person", person)
                .query((row, number) -> new AssetOwner(
                        new CompanyId(row.getObject("company_id", UUID.class)),
                        new ChannelAccountId(row.getObject("id", UUID.class))))
                .list();
    }

    List<AssetOwner> owners(Asset wanted) {
        return platform.sql("""
                select company_id, id from channel_account
                 where channel = :channel
                   and asset is not null
                   and status <> 'disconnected'
                   and (asset = :asset or asset_group = :group)
                 order by company_id, id
                """)
                .param("channel", wanted.channel().value())
                .param("asset", wanted.asset())
                .param("group", wanted.group())
                .query((row, number) -> new AssetOwner(
                        new CompanyId(row.getObject("company_id", UUID.class)),
                        new ChannelAccountId(row.getObject("id", UUID.class))))
                .list();
    }

    Optional<SiteOwner> owner(String siteKey) {
        return platform.sql("select company_id, id from channel_account where site_key = :siteKey")
                .param("siteKey", siteKey)
                .query((row, number) -> new SiteOwner(
                        new CompanyId(row.getObject("company_id", UUID.class)),
                        new ChannelAccountId(row.getObject("id", UUID.class))))
                .optional();
    }

    private Row row(ResultSet row, int number) throws SQLException {
        var account = new ChannelAccount(
                new CompanyId(row.getObject("company_id", UUID.class)),
                new ChannelAccountId(row.getObject("id", UUID.class)),
                Channel.from(Objects.requireNonNull(row.getString("channel"))),
                row.getString("provider"),
                Objects.requireNonNull(row.getString("name")),
                ChannelAccount.Status.from(Objects.requireNonNull(row.getString("status"))),
                row.getString("last_error"),
                instant(row, "last_event_at"),
                row.getString("site_key"),
                row.getBoolean("simulated"),
                json.readValue(row.getString("settings"), new TypeReference<Map<String, Object>>() {}),
                outlet(row),
                row.getString("notice"),
                instant(row, "notice_at"),
                instant(row, "refused_at"));
        return new Row(
                account,
                sealed(row.getString("credentials")),
                row.getString("webhook_secret"),
                row.getString("previous_webhook_secret"),
                instant(row, "previous_webhook_secret_until"),
                sealed(row.getString("previous_credentials")),
                instant(row, "previous_credentials_until"),
                row.getString("asset"),
                row.getString("asset_group"),
                instant(row, "credentials_expire_at"));
    }

    private Map<String, Sealed> sealed(@Nullable String stored) {
        return stored == null ? Map.of() : json.readValue(stored, new TypeReference<Map<String, Sealed>>() {});
    }

    private static @Nullable OutletId outlet(ResultSet row) throws SQLException {
        var outlet = row.getObject("outlet_id", UUID.class);
        return outlet == null ? null : new OutletId(outlet);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var timestamp = row.getTimestamp(column);
        return timestamp == null ? null : timestamp.toInstant();
    }
}
