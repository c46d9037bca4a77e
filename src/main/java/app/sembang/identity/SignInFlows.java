package app.sembang.identity;

import app.sembang.database.CompanyTransactions;
import app.sembang.database.InstallationKeys;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Ids;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Browsers on their way to an identity provider and back. Any process may take the one that comes back; it counts
/// once, within ten minutes, and only for the browser that set out, so that nobody signs another person in as
/// themselves.
@Component
class SignInFlows {
    private static final Duration VALID = Duration.ofMinutes(10);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final CompanyTransactions transactions;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final byte[] key;

    SignInFlows(CompanyTransactions transactions, JdbcClient jdbc, Clock clock, InstallationKeys keys) {
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.clock = clock;
        this.key = keys.jwtSecret();
    }

    RowToken begin(CompanyId company, HttpServletRequest request, HttpServletResponse response) {
        var browser = cookie(request).orElseGet(SignInFlows::random);
        response.addHeader(
                HttpHeaders.SET_COOKIE,
                ResponseCookie.from(name(request), browser)
                        .httpOnly(true)
                        // Lax: the provider sends the browser back from another site.
                        .sameSite("Lax")
                        .secure(!RefreshCookie.plain(request))
                        .path("/")
                        .maxAge(VALID)
                        .build()
                        .toString());
        var token = RowToken.make(company, Ids.next());
        transactions.run(company, () -> {
            jdbc.sql("delete from sign_in_flow where company_id = :company and expires_at <= :now")
                    .param("company", company.value())
                    .param("now", now())
                    .update();
            jdbc.sql("""
                    insert into sign_in_flow (company_id, id, secret_hash, browser_hash, expires_at)
                    values (:company, :id, :secret, :browser, :expires)
                    """)
                    .param("company", company.value())
                    .param("id", token.row())
                    .param("secret", token.hash())
                    .param("browser", hash(browser))
                    .param("expires", now().plus(VALID))
                    .update();
        });
        return token;
    }

    /// Ends the way of this browser; empty where it never began, has ended, or belongs to another one.
    Optional<RowToken> take(@Nullable String state, HttpServletRequest request) {
        var browser = cookie(request);
        return browser.isEmpty() || state == null
                ? Optional.empty()
                : RowToken.parse(state).filter(token -> end(token, hash(browser.get())));
    }

    private boolean end(RowToken token, byte[] browser) {
        return transactions.in(
                token.company(),
                () -> jdbc.sql("""
                                delete from sign_in_flow
                                where company_id = :company and id = :id and secret_hash = :secret
                                  and browser_hash = :browser and arrived_email is null and expires_at > :now
                                """)
                                .param("company", token.company().value())
                                .param("id", token.row())
                                .param("secret", token.hash())
                                .param("browser", browser)
                                .param("now", now())
                                .update()
                        == 1);
    }

    /// Keeps whom the provider has named on this way; false where it never began, has ended or was answered before.
    boolean arrive(RowToken token, String email, @Nullable String name) {
        return transactions.in(
                token.company(),
                () -> jdbc.sql("""
                                update sign_in_flow set arrived_email = :email, arrived_name = :name
                                where company_id = :company and id = :id and secret_hash = :secret
                                  and arrived_email is null and expires_at > :now
                                """)
                                .param("email", email)
                                .param("name", name)
                                .param("company", token.company().value())
                                .param("id", token.row())
                                .param("secret", token.hash())
                                .param("now", now())
                                .update()
                        == 1);
    }

    /// Whom a provider has named on a way.
    record Arrival(
            CompanyId company, String email, @Nullable String name) {}

    /// Ends the way of this browser on which somebody was named; empty as with [#take].
    Optional<Arrival> takeArrival(@Nullable String state, HttpServletRequest request) {
        var browser = cookie(request);
        return browser.isEmpty() || state == null
                ? Optional.empty()
                : RowToken.parse(state)
                        .flatMap(token -> transactions.in(
                                token.company(),
                                () -> jdbc.sql("""
                                        delete from sign_in_flow
                                        where company_id = :company and id = :id and secret_hash = :secret
                                          and browser_hash = :browser and arrived_email is not null and expires_at > :now
                                        returning arrived_email, arrived_name
                                        """)
                                        .param("company", token.company().value())
                                        .param("id", token.row())
                                        .param("secret", token.hash())
                                        .param("browser", hash(browser.get()))
                                        .param("now", now())
                                        .query((row, number) -> new Arrival(
                                                token.company(),
                                                row.getString("arrived_email"),
                                                row.getString("arrived_name")))
                                        .optional()));
    }

    /// A value only we can make of this way: OpenID's nonce, and the verifier of PKCE. Neither is kept.
    String derived(RowToken token, String purpose) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return base64(mac.doFinal((purpose + " of sign-in\n" + token.text()).getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("HMAC-SHA256 is missing from this Java runtime", missing);
        }
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private static Optional<String> cookie(HttpServletRequest request) {
        var name = name(request);
        var cookies = request.getCookies();
        return cookies == null
                ? Optional.empty()
                : Stream.of(cookies)
                        .filter(cookie -> cookie.getName().equals(name))
                        .map(Cookie::getValue)
                        .filter(value -> value.matches("[A-Za-z0-9_-]{43}"))
                        .findFirst();
    }

    private static String name(HttpServletRequest request) {
        return RefreshCookie.plain(request) ? "sembang-sign-in" : "__Host-sembang-sign-in";
    }

    static String random() {
        var bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return base64(bytes);
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("SHA-256 is missing from this Java runtime", missing);
        }
    }
}
