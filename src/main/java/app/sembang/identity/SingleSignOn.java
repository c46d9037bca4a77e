package app.sembang.identity;

import app.sembang.audit.AuditLog;
import app.sembang.database.CompanyTransactions;
import app.sembang.secrets.Secrets;
import app.sembang.shared.CompanyId;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The identity provider of a company, and what the company lets it decide.
@Component
class SingleSignOn {
    private static final String SECRET = "single_sign_on.client_secret";

    private final CompanyTransactions transactions;
    private final Sessions sessions;
    private final Secrets secrets;
    private final AuditLog audit;
    private final JdbcClient jdbc;
    private final Clock clock;

    enum Kind {
        OIDC,
        SAML;

        @JsonValue
        String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        static Kind from(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }

    /// How the provider is spoken with.
    sealed interface Protocol {
        Kind kind();
    }

    /// @param clientSecret null where the provider knows us by PKCE alone
    record OpenIdProvider(String clientId, @Nullable String clientSecret) implements Protocol {
        @Override
        public Kind kind() {
            return Kind.OIDC;
        }
    }

    /// @param signOnUrl where browsers are sent to
    /// @param certificates whose signatures count: X.509, base64
    record SamlProvider(String signOnUrl, List<String> certificates) implements Protocol {
        @Override
        public Kind kind() {
            return Kind.SAML;
        }
    }

    /// @param issuer the provider's name of itself
    /// @param domains of e-mail addresses the provider may speak for; empty: of all who work in the company
    /// @param createUsers takes in who is not in the company yet
    /// @param required all but admins come in by nothing else
    /// @param twoFactor what the provider asks for counts as two-step sign-in
    record Provider(
            CompanyId company,
            String issuer,
            Protocol protocol,
            List<String> domains,
            boolean createUsers,
            boolean required,
            boolean twoFactor) {
        Kind kind() {
            return protocol.kind();
        }

        boolean speaksFor(String email) {
            return domains.isEmpty() || domains.contains(email.substring(email.lastIndexOf('@') + 1));
        }

        private Map<String, Object> facts() {
            var facts = new LinkedHashMap<String, Object>();
            facts.put("kind", kind().value());
            facts.put("issuer", issuer);
            switch (protocol) {
                case OpenIdProvider(var clientId, var clientSecret) -> {
                    facts.put("clientId", clientId);
                    facts.put("clientSecret", clientSecret == null ? "" : clientSecret);
                }
                case SamlProvider(var signOnUrl, var certificates) -> {
                    facts.put("signOnUrl", signOnUrl);
                    facts.put("certificates", certificates);
                }
            }
            facts.put("domains", domains);
            facts.put("createUsers", createUsers);
            facts.put("required", required);
            facts.put("countsAsTwoFactor", twoFactor);
            return facts;
        }
    }

    SingleSignOn(
            CompanyTransactions transactions,
            Sessions sessions,
            Secrets secrets,
            AuditLog audit,
            JdbcClient jdbc,
            Clock clock) {
        this.transactions = transactions;
        this.sessions = sessions;
        this.secrets = secrets;
        this.audit = audit;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    Optional<Provider> of(CompanyId company) {
        return transactions.in(company, () -> read(company));
    }

    /// People the former provider let in are signed out where another one takes its place.
    void set(Member me, Provider provider) {
        var company = me.company();
        var openId = provider.protocol() instanceof OpenIdProvider known ? known : null;
        var saml = provider.protocol() instanceof SamlProvider known ? known : null;
        var secret = openId == null ? null : openId.clientSecret();
        transactions.run(company, () -> {
            var before = read(company);
            jdbc.sql("""
                    insert into single_sign_on (company_id, kind, issuer, client_id, client_secret, sign_on_url, certificates,
                                                domains, create_users, required, two_factor, updated_at)
                    values (:company, :kind, :issuer, :clientId, :secret, :signOnUrl, :certificates, :domains, :createUsers,
                            :required, :twoFactor, :now)
                    on conflict (company_id) do update
                       set kind = excluded.kind, issuer = excluded.issuer, client_id = excluded.client_id,
                           client_secret = excluded.client_secret, sign_on_url = excluded.sign_on_url,
                           certificates = excluded.certificates, domains = excluded.domains,
                           create_users = excluded.create_users, required = excluded.required,
                           two_factor = excluded.two_factor, updated_at = excluded.updated_at
                    """)
                    .param("company", company.value())
                    .param("kind", provider.kind().value())
                    .param("issuer", provider.issuer())
                    .param("clientId", openId == null ? null : openId.clientId())
                    .param("signOnUrl", saml == null ? null : saml.signOnUrl())
                    .param(
                            "certificates",
                            saml == null ? new String[0] : saml.certificates().toArray(String[]::new))
                    .param("secret", secret == null ? null : secrets.seal(company, SECRET, secret))
                    .param("domains", provider.domains().toArray(String[]::new))
                    .param("createUsers", provider.createUsers())
                    .param("required", provider.required())
                    .param("twoFactor", provider.twoFactor())
                    .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                    .update();
            if (before.isPresent()
                    && (before.get().kind() != provider.kind()
                            || !before.get().issuer().equals(provider.issuer()))) {
                endSessions(company);
            }
            audit.record(
                    company,
                    me.id(),
                    "single_sign_on_changed",
                    "single_sign_on",
                    before.map(Provider::facts).orElse(Map.of()),
                    provider.facts());
        });
        sessions.forget(company);
    }

    /// People it let in are signed out.
    void remove(Member me) {
        transactions.run(
                me.company(),
                () -> read(me.company()).ifPresent(before -> {
                    jdbc.sql("delete from single_sign_on where company_id = :company")
                            .param("company", me.company().value())
                            .update();
                    endSessions(me.company());
                    audit.record(
                            me.company(),
                            me.id(),
                            "single_sign_on_removed",
                            "single_sign_on",
                            before.facts(),
                            Map.of());
                }));
        sessions.forget(me.company());
    }

    private void endSessions(CompanyId company) {
        jdbc.sql("delete from sign_in_flow where company_id = :company")
                .param("company", company.value())
                .update();
        jdbc.sql("""
                update session set revoked_at = :now
                where company_id = :company and proof = 'single_sign_on' and revoked_at is null
                """)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("company", company.value())
                .update();
    }

    private Optional<Provider> read(CompanyId company) {
        return jdbc.sql("""
                select kind, issuer, client_id, client_secret, sign_on_url, certificates, domains, create_users, required,
                       two_factor
                from single_sign_on where company_id = :company
                """)
                .param("company", company.value())
                .query((row, number) -> {
                    var secret = row.getString("client_secret");
                    return new Provider(
                            company,
                            row.getString("issuer"),
                            switch (Kind.from(row.getString("kind"))) {
                                case OIDC ->
                                    new OpenIdProvider(
                                            row.getString("client_id"),
                                            secret == null ? null : secrets.open(company, SECRET, secret));
                                case SAML -> new SamlProvider(row.getString("sign_on_url"), texts(row, "certificates"));
                            },
                            texts(row, "domains"),
                            row.getBoolean("create_users"),
                            row.getBoolean("required"),
                            row.getBoolean("two_factor"));
                })
                .optional();
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }
}
