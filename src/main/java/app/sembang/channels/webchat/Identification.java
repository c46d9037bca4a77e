package app.sembang.channels.webchat;

import app.sembang.channels.webchat.SiteSettings.Verification;
import app.sembang.channels.webchat.SiteSetup.Proving;
import app.sembang.contacts.Contacts;
import app.sembang.contacts.Sighting;
import app.sembang.conversations.JoinedThreads;
import app.sembang.database.CompanyTransactions;
import app.sembang.realtime.VisitorKey;
import app.sembang.shared.ContactIdentityId;
import app.sembang.shared.Texts;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/// Who a visitor is, as the website's own server proves it with the site's secret. Whoever is proved goes on as that
/// customer, on every device; what was written before on this one becomes part of the customer's thread.
@Component
class Identification {
    /// A proved visitor's name as the channel knows it; no browser's random one begins like this.
    private static final String USER = "user:";
    /// A token for longer is as good as a password that was lost.
    private static final Duration LONGEST = Duration.ofHours(1);

    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);
    private static final int LONGEST_ID = 200;
    private static final Pattern EMAIL = Pattern.compile("[^@\\s]{1,200}@[^@\\s]{1,50}");
    private static final Pattern PHONE = Pattern.compile("\\+?[0-9 ()-]{5,30}");

    private final SiteSetup setup;
    private final CompanyTransactions transactions;
    private final Contacts contacts;
    private final JoinedThreads threads;
    private final VisitorEvents events;
    private final VisitorVersions versions;
    private final SessionTokens tokens;
    private final Clock clock;

    Identification(
            SiteSetup setup,
            CompanyTransactions transactions,
            Contacts contacts,
            JoinedThreads threads,
            VisitorEvents events,
            VisitorVersions versions,
            SessionTokens tokens,
            Clock clock) {
        this.setup = setup;
        this.transactions = transactions;
        this.contacts = contacts;
        this.threads = threads;
        this.events = events;
        this.versions = versions;
        this.tokens = tokens;
        this.clock = clock;
    }

    /// Whether a visitor of this name has been proved to be a customer.
    static boolean proved(String visitor) {
        return visitor.startsWith(USER);
    }

    /// What the numbers of a visitor's messages begin with.
    static String numbered(String visitor) {
        return visitor + ":";
    }

    /// What has been proved, and what was only said along with it.
    private record Proof(
            String user,
            @Nullable String name,
            @Nullable String email,
            @Nullable String phone) {}

    /// @return the session to go on with; the one before it is dead
    /// @throws WidgetError where nothing is proved; then nothing has changed
    SessionToken identify(Visitor visitor, WidgetBody body) {
        var site = visitor.site();
        var proving = setup.proving(site.company(), site.account());
        if (proving.mode() == Verification.OFF) {
            throw new WidgetError(
                    HttpStatus.FORBIDDEN,
                    "identity_verification_off",
                    "This site does not verify who its visitors are");
        }
        var proof = proof(body, proving)
                .orElseThrow(() ->
                        new WidgetError(HttpStatus.FORBIDDEN, "identity_invalid", "This does not prove who it is"));
        var name = USER + proof.user();
        var session = visitor.session();
        try {
            transactions.run(site.company(), () -> become(visitor, name, proof));
        } catch (DuplicateKeyException another) {
            // The same customer, for the first time and on two browsers at once: now there is somebody to join.
            transactions.run(site.company(), () -> become(visitor, name, proof));
        }
        int version = versions.current(site.company(), new VisitorKey(site.account(), name));
        return tokens.issue(name, site.key(), version, session.language());
    }

    private void become(Visitor visitor, String name, Proof proof) {
        var company = visitor.company();
        var account = visitor.site().account();
        var session = visitor.session();
        var sighting = new Sighting(account, name, proof.name(), proof.user(), session.language());
        var known = contacts.identity(company, account, name);
        // One customer of the site who follows another on the same computer takes nothing over.
        var before = proved(session.visitor())
                ? Optional.<ContactIdentityId>empty()
                : contacts.identity(company, account, session.visitor());
        if (known.isEmpty() && before.isPresent()) {
            contacts.lock(company, List.of(before.get()));
            contacts.goesBy(company, before.get(), sighting);
        } else if (known.isPresent() && before.isPresent()) {
            contacts.lock(company, List.of(before.get(), known.get()));
        }
        var customer =
                contacts.recognise(company, List.of(sighting), clock.instant()).getFirst();
        if (before.isPresent() && !before.get().equals(customer.identity())) {
            var earlier = contacts.recognise(
                            company,
                            List.of(new Sighting(account, session.visitor(), null, null, session.language())),
                            clock.instant())
                    .getFirst();
            threads.join(company, earlier.identity(), customer.identity(), customer.contact());
            contacts.proved(company, customer.contact(), earlier.contact());
        }
        if (before.isPresent()) {
            threads.writtenAs(company, customer.identity(), numbered(session.visitor()), numbered(name));
        }
        before.ifPresent(earlier -> events.merged(company, earlier));
        contacts.told(company, customer.contact(), proof.name(), proof.email(), proof.phone());
        if (!session.visitor().equals(name)) {
            versions.raise(company, visitor.key(), session.version());
        }
    }

    private Optional<Proof> proof(WidgetBody body, Proving proving) {
        var jwt = body.text("jwt");
        if (jwt != null) {
            return signed(jwt, proving.secrets());
        }
        var user = body.text("user_id");
        var hash = body.text("user_hash");
        if (user == null || hash == null || !fits(user) || !matches(user, hash, proving.secrets())) {
            return Optional.empty();
        }
        // The hash proves the id alone: what stands beside it is the browser's word.
        var said = proving.mode() == Verification.REQUIRED ? null : body.object("attributes");
        return Optional.of(new Proof(
                user,
                said == null ? null : name(said.text("name")),
                said == null ? null : fitting(EMAIL, said.text("email")),
                said == null ? null : fitting(PHONE, said.text("phone"))));
    }

    /// Takes as long for a wrong hash as for a right one.
    private static boolean matches(String user, String hash, List<String> secrets) {
        var given = hash.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
        boolean found = false;
        for (var secret : secrets) {
            found |= MessageDigest.isEqual(given, hash(user, secret).getBytes(StandardCharsets.UTF_8));
        }
        return found;
    }

    private static String hash(String user, String secret) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(user.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private Optional<Proof> signed(String text, List<String> secrets) {
        try {
            var jwt = SignedJWT.parse(text);
            if (!JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm())) {
                return Optional.empty();
            }
            boolean ours = false;
            for (var secret : secrets) {
                ours |= jwt.verify(new MACVerifier(secret.getBytes(StandardCharsets.UTF_8)));
            }
            var claims = jwt.getJWTClaimsSet();
            return ours && fresh(claims) && fits(claims.getSubject())
                    ? Optional.of(new Proof(
                            claims.getSubject(),
                            name(claims.getStringClaim("name")),
                            fitting(EMAIL, claims.getStringClaim("email")),
                            fitting(PHONE, claims.getStringClaim("phone"))))
                    : Optional.empty();
        } catch (ParseException | JOSEException notOne) {
            return Optional.empty();
        }
    }

    private boolean fresh(JWTClaimsSet claims) {
        var ends = claims.getExpirationTime();
        if (ends == null) {
            return false;
        }
        var now = clock.instant();
        return ends.toInstant().isAfter(now)
                && ends.toInstant().isBefore(now.plus(LONGEST).plus(CLOCKS_DIFFER));
    }

    private static boolean fits(@Nullable String user) {
        return user != null
                && !user.isBlank()
                && user.length() <= LONGEST_ID
                && Texts.storable(user).equals(user);
    }

    private static @Nullable String name(@Nullable String given) {
        var name = Texts.blankAsNull(given);
        return name == null || name.length() > 80 ? null : Texts.storable(name);
    }

    private static @Nullable String fitting(Pattern pattern, @Nullable String given) {
        var text = Texts.blankAsNull(given);
        return text != null && pattern.matcher(text).matches() ? Texts.storable(text) : null;
    }
}
