package app.sembang.notifications;

import app.sembang.companies.Companies;
import app.sembang.database.CompanyTransactions;
import app.sembang.secrets.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// By which push services know this installation (VAPID, RFC 8292): made when somebody first needs it, kept sealed, the
/// same for every process.
@Component
class PushKeys {
    private static final Duration LASTS = Duration.ofHours(12);
    private static final String FIELD = "push_key.private_key";
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final CompanyTransactions transactions;
    private final Secrets secrets;
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final InstantSource clock;
    private final String contact;
    private volatile @Nullable Keys known;

    PushKeys(
            CompanyTransactions transactions,
            Secrets secrets,
            JdbcClient jdbc,
            JsonMapper json,
            InstantSource clock,
            @Value("${sembang.base-url}") String contact) {
        this.transactions = transactions;
        this.secrets = secrets;
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
        this.contact = contact;
    }

    private record Keys(String publicKey, PrivateKey privateKey) {}

    /// As browsers want it; outside of any transaction.
    String publicKey() {
        return keys().publicKey();
    }

    /// What a message to a push service is let in by.
    ///
    /// @param origin scheme, host and port of the service
    String authorization(String origin) {
        var claims = new LinkedHashMap<String, Object>();
        claims.put("aud", origin);
        claims.put("exp", clock.instant().plus(LASTS).getEpochSecond());
        claims.put("sub", contact);
        var signed = encoded(Map.of("typ", "JWT", "alg", "ES256")) + "." + encoded(claims);
        var keys = keys();
        try {
            var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(keys.privateKey());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return "vapid t=%s.%s, k=%s".formatted(signed, BASE64.encodeToString(signature.sign()), keys.publicKey());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private String encoded(Object value) {
        return BASE64.encodeToString(json.writeValueAsBytes(value));
    }

    private Keys keys() {
        var keys = known;
        if (keys == null) {
            keys = transactions.in(Companies.PLATFORM, this::kept);
            known = keys;
        }
        return keys;
    }

    /// Of two processes that make one at once the first is heard.
    private Keys kept() {
        try {
            var stored = stored();
            if (stored == null) {
                var made = PushMessage.newKeys();
                jdbc.sql("""
                        insert into push_key (company_id, public_key, sealed_private_key) values (:company, :public, :private)
                        on conflict do nothing
                        """)
                        .param("company", Companies.PLATFORM.value())
                        .param("public", BASE64.encodeToString(PushMessage.point((ECPublicKey) made.getPublic())))
                        .param(
                                "private",
                                secrets.seal(
                                        Companies.PLATFORM,
                                        FIELD,
                                        made.getPrivate().getEncoded()))
                        .update();
                stored = stored();
            }
            if (stored == null) throw new IllegalStateException("The key for push was not kept");
            return new Keys(
                    stored.publicKey(),
                    KeyFactory.getInstance("EC")
                            .generatePrivate(new PKCS8EncodedKeySpec(
                                    secrets.openBytes(Companies.PLATFORM, FIELD, stored.sealedPrivateKey()))));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private record Stored(String publicKey, String sealedPrivateKey) {}

    private @Nullable Stored stored() {
        return jdbc.sql("select public_key, sealed_private_key from push_key where company_id = :company")
                .param("company", Companies.PLATFORM.value())
                .query(Stored.class)
                .optional()
                .orElse(null);
    }
}
