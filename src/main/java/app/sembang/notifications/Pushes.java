package app.sembang.notifications;

import app.sembang.database.CompanyTransactions;
import app.sembang.identity.Member;
import app.sembang.secrets.Secrets;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Ids;
import app.sembang.shared.PublicAddress;
import app.sembang.shared.Refusal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// The browsers that take members' notices while no page is open, and what is sent to them. A browser
/// chooses its push service, so its address is looked at like any that people give: public ones by https
/// only, when it is kept and before each call.
@Component
@EnableConfigurationProperties(PushSettings.class)
class Pushes {
    private static final int MOST = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /// How long a push service keeps what it cannot deliver.
    private static final Duration KEPT = Duration.ofHours(12);

    private static final Logger log = LoggerFactory.getLogger(Pushes.class);

    private final PushSettings settings;
    private final PushKeys keys;
    private final CompanyTransactions transactions;
    private final Secrets secrets;
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final InstantSource clock;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    Pushes(
            PushSettings settings,
            PushKeys keys,
            CompanyTransactions transactions,
            Secrets secrets,
            JdbcClient jdbc,
            JsonMapper json,
            InstantSource clock) {
        this.settings = settings;
        this.keys = keys;
        this.transactions = transactions;
        this.secrets = secrets;
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    /// The same browser again changes its keys; of more than ten browsers the oldest is forgotten.
    void subscribe(Member me, String endpoint, String p256dh, String auth) {
        var address = address(endpoint);
        if (address == null || isRefused(address)) {
            throw Refusal.invalid("endpoint", "is not the address of a public push service");
        }
        try {
            PushMessage.publicKey(decoded(p256dh));
        } catch (GeneralSecurityException | IllegalArgumentException wrong) {
            throw Refusal.invalid("p256dh", "is no public key of a browser");
        }
        if (secret(auth).length != 16) {
            throw Refusal.invalid("auth", "is no secret of a browser");
        }
        transactions.<@Nullable Object>as(me.access(), () -> {
            unsubscribed(me, endpoint);
            var id = Ids.next();
            jdbc.sql("""
                    insert into push_subscription (company_id, id, member_id, endpoint, p256dh, sealed_auth, created_at)
                    values (:company, :id, :member, :endpoint, :key, :auth, :now)
                    on conflict do nothing
                    """)
                    .param("company", me.company().value())
                    .param("id", id)
                    .param("member", me.id().value())
                    .param("endpoint", endpoint)
                    .param("key", p256dh)
                    .param("auth", secrets.seal(me.company(), field(id), auth))
                    .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                    .update();
            jdbc.sql("""
                    delete from push_subscription
                     where company_id = :company and member_id = :member
                       and id not in (select id from push_subscription
                                       where company_id = :company and member_id = :member order by id desc limit :most)
                    """)
                    .param("company", me.company().value())
                    .param("member", me.id().value())
                    .param("most", MOST)
                    .update();
            return null;
        });
    }

    private static byte[] secret(String auth) {
        try {
            return decoded(auth);
        } catch (IllegalArgumentException wrong) {
            return new byte[0];
        }
    }

    void unsubscribe(Member me, String endpoint) {
        transactions.<@Nullable Object>as(me.access(), () -> {
            unsubscribed(me, endpoint);
            return null;
        });
    }

    private void unsubscribed(Member me, String endpoint) {
        jdbc.sql("""
                delete from push_subscription
                 where company_id = :company and member_id = :member and md5(endpoint) = md5(:endpoint)
                """)
                .param("company", me.company().value())
                .param("member", me.id().value())
                .param("endpoint", endpoint)
                .update();
    }

    private record Browser(UUID id, String endpoint, String key, String auth) {}

    /// Outside of any transaction. A browser that has unsubscribed is forgotten; what else goes wrong is a notice less
    /// in that browser: the notification centre has it.
    void send(Member member, UUID notice, NoticeLetters.Line line) {
        var company = member.company();
        for (var browser : transactions.in(company, () -> browsers(member))) {
            try {
                int status = send(browser, notice, line);
                if (status == 404 || status == 410) {
                    transactions.run(company, () -> forget(company, browser.id()));
                } else if (status >= 300) {
                    log.info(
                            "Push service {} answered {}",
                            URI.create(browser.endpoint()).getHost(),
                            status);
                }
            } catch (IOException | GeneralSecurityException e) {
                log.info("Push to {} failed: {}", URI.create(browser.endpoint()).getHost(), "" + e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private List<Browser> browsers(Member member) {
        return jdbc.sql("""
                select id, endpoint, p256dh, sealed_auth from push_subscription
                 where company_id = :company and member_id = :member
                 order by id
                """)
                .param("company", member.company().value())
                .param("member", member.id().value())
                .query((row, number) -> {
                    var id = row.getObject("id", UUID.class);
                    return new Browser(
                            id,
                            row.getString("endpoint"),
                            row.getString("p256dh"),
                            secrets.open(member.company(), field(id), row.getString("sealed_auth")));
                })
                .list();
    }

    private int send(Browser browser, UUID notice, NoticeLetters.Line line)
            throws IOException, GeneralSecurityException, InterruptedException {
        var address = address(browser.endpoint());
        if (address == null || isRefused(address)) {
            throw new IOException("not a public address");
        }
        var plain = json.writeValueAsBytes(Map.of(
                "id", notice.toString(),
                "text", line.text(),
                "language", line.language().tag(),
                "path", line.path()));
        var request = HttpRequest.newBuilder(address)
                .timeout(PATIENCE)
                .header("Authorization", keys.authorization(origin(address)))
                .header("Content-Encoding", "aes128gcm")
                .header("Content-Type", "application/octet-stream")
                .header("TTL", Long.toString(KEPT.toSeconds()))
                // A notice that is sent twice takes its own place.
                .header("Topic", topic(notice))
                .POST(BodyPublishers.ofByteArray(
                        PushMessage.sealed(plain, decoded(browser.key()), decoded(browser.auth()))))
                .build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }

    private void forget(CompanyId company, UUID id) {
        jdbc.sql("delete from push_subscription where company_id = :company and id = :id")
                .param("company", company.value())
                .param("id", id)
                .update();
    }

    private static String topic(UUID notice) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ByteBuffer.allocate(16)
                        .putLong(notice.getMostSignificantBits())
                        .putLong(notice.getLeastSignificantBits())
                        .array());
    }

    private static @Nullable URI address(String endpoint) {
        try {
            var address = URI.create(endpoint);
            return address.getHost() == null || address.getRawUserInfo() != null ? null : address;
        } catch (IllegalArgumentException noAddress) {
            return null;
        }
    }

    private boolean isRefused(URI address) {
        var host = address.getHost().toLowerCase(Locale.ROOT);
        if (settings.privateHosts().contains(host + ":" + address.getPort())
                || settings.privateHosts().contains(host)) {
            return false;
        }
        if (!"https".equals(address.getScheme())) {
            return true;
        }
        try {
            for (var one : InetAddress.getAllByName(host)) {
                if (!PublicAddress.is(one)) return true;
            }
            return false;
        } catch (UnknownHostException unknown) {
            return true;
        }
    }

    private static String origin(URI address) {
        return address.getScheme() + "://" + address.getRawAuthority();
    }

    private static byte[] decoded(String text) {
        return Base64.getUrlDecoder().decode(text);
    }

    private static String field(UUID id) {
        return "push_subscription.auth." + id;
    }
}
