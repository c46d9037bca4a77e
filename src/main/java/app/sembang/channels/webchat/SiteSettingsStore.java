package app.sembang.channels.webchat;

import app.sembang.channels.webchat.SiteSettings.AskWhen;
import app.sembang.channels.webchat.SiteSettings.Asked;
import app.sembang.channels.webchat.SiteSettings.Side;
import app.sembang.channels.webchat.SiteSettings.Verification;
import app.sembang.channels.webchat.SiteSettings.WhenClosed;
import app.sembang.channels.webchat.SiteSettings.Wording;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Language;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All methods need an open transaction of the company.
@Repository
class SiteSettingsStore {
    private final JdbcClient jdbc;

    SiteSettingsStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// @param secret sealed, as `previous` is
    record Secret(
            String secret,
            String end,
            @Nullable String previous,
            @Nullable Instant previousUntil) {}

    record Stored(SiteSettings settings, @Nullable Secret secret) {}

    Optional<Stored> find(CompanyId company, ChannelAccountId account) {
        var texts = texts(company, account);
        return jdbc.sql("select * from webchat_site where company_id = :company and channel_account_id = :account")
                .param("company", company.value())
                .param("account", account.value())
                .query((row, number) -> stored(row, texts))
                .optional();
    }

    private List<Wording> texts(CompanyId company, ChannelAccountId account) {
        return jdbc.sql("""
                select language, greeting, launcher_label, consent from webchat_site_text
                 where company_id = :company and channel_account_id = :account
                 order by language collate "C"
                """)
                .param("company", company.value())
                .param("account", account.value())
                .query((row, number) -> new Wording(
                        Language.from(row.getString("language")),
                        row.getString("greeting"),
                        row.getString("launcher_label"),
                        row.getString("consent")))
                .list();
    }

    void save(CompanyId company, ChannelAccountId account, SiteSettings settings) {
        jdbc.sql("""
                insert into webchat_site (company_id, channel_account_id, title, color, side, language, ask_name, ask_email, ask_phone,
                                          rating, identity_verification, ending, transcript, when_closed, ask_when)
                values (:company, :account, :title, :color, :side, :language, :name, :email, :phone, :rating, 'off',
                        :ending, :transcript, :closed, :when)
                on conflict (company_id, channel_account_id) do update
                   set title = :title, color = :color, side = :side, language = :language,
                       ask_name = :name, ask_email = :email, ask_phone = :phone,
                       rating = :rating, identity_verification = :verification, ending = :ending,
                       transcript = :transcript, when_closed = :closed, ask_when = :when
                """)
                .param("company", company.value())
                .param("account", account.value())
                .param("title", settings.title())
                .param("color", settings.color())
                .param("side", settings.side().value())
                .param(
                        "language",
                        settings.language() == null ? null : settings.language().tag())
                .param("name", settings.askName().value())
                .param("email", settings.askEmail().value())
                .param("phone", settings.askPhone().value())
                .param("rating", settings.rating())
                .param("verification", settings.identityVerification().value())
                .param("ending", settings.mayEnd())
                .param("transcript", settings.givesTranscript())
                .param(
                        "closed",
                        Objects.requireNonNullElse(settings.whenClosed(), WhenClosed.ANSWER)
                                .value())
                .param(
                        "when",
                        Objects.requireNonNullElse(settings.askWhen(), AskWhen.BEFORE)
                                .value())
                .update();
        jdbc.sql("delete from webchat_site_text where company_id = :company and channel_account_id = :account")
                .param("company", company.value())
                .param("account", account.value())
                .update();
        for (var texts : settings.texts()) {
            jdbc.sql("""
                    insert into webchat_site_text (company_id, channel_account_id, language, greeting, launcher_label, consent)
                    values (:company, :account, :language, :greeting, :label, :consent)
                    """)
                    .param("company", company.value())
                    .param("account", account.value())
                    .param("language", texts.language().tag())
                    .param("greeting", texts.greeting())
                    .param("label", texts.launcherLabel())
                    .param("consent", texts.consent())
                    .update();
        }
    }

    /// The secret until now stays valid until then; the one before it no longer is.
    void secret(CompanyId company, ChannelAccountId account, String sealed, String end, Instant until) {
        jdbc.sql("""
                insert into webchat_site as site (company_id, channel_account_id, identity_secret, identity_secret_end)
                values (:company, :account, :sealed, :end)
                on conflict (company_id, channel_account_id) do update
                   set identity_secret = :sealed, identity_secret_end = :end,
                       previous_identity_secret = site.identity_secret,
                       previous_identity_secret_until = case when site.identity_secret is null then null else :until end
                """)
                .param("company", company.value())
                .param("account", account.value())
                .param("sealed", sealed)
                .param("end", end)
                .param("until", until.atOffset(ZoneOffset.UTC))
                .update();
    }

    private static Stored stored(ResultSet row, List<Wording> texts) throws SQLException {
        var language = row.getString("language");
        var secret = row.getString("identity_secret");
        var until = row.getObject("previous_identity_secret_until", OffsetDateTime.class);
        return new Stored(
                new SiteSettings(
                        row.getString("title"),
                        row.getString("color"),
                        Side.from(row.getString("side")),
                        language == null ? null : Language.from(language),
                        texts,
                        Asked.from(row.getString("ask_name")),
                        Asked.from(row.getString("ask_email")),
                        Asked.from(row.getString("ask_phone")),
                        row.getBoolean("rating"),
                        Verification.from(row.getString("identity_verification")),
                        row.getBoolean("ending"),
                        row.getBoolean("transcript"),
                        WhenClosed.from(row.getString("when_closed")),
                        AskWhen.from(row.getString("ask_when"))),
                secret == null
                        ? null
                        : new Secret(
                                secret,
                                Objects.requireNonNull(row.getString("identity_secret_end")),
                                row.getString("previous_identity_secret"),
                                until == null ? null : until.toInstant()));
    }
}
