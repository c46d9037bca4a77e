package app.sembang.identity;

import app.sembang.database.CompanyTransactions;
import app.sembang.database.InstallationKeys;
import app.sembang.jobs.Jobs;
import app.sembang.mail.Mails;
import app.sembang.shared.Ids;
import app.sembang.shared.Refusal;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/// Links that set a new password. Nothing is kept: a link is signed over the person, its end and the password hash
/// of now, so it works once, and several asked for by anybody do not spoil each other.
@Component
class PasswordResets {
    static final TaskDescriptor<Wanted> SEND = TaskDescriptor.of("send-password-reset", Wanted.class);

    static final Duration VALID = Duration.ofHours(1);
    /// All mails to an address within an hour; the links in those before still work.
    private static final int MOST_MAILS = 5;

    private static final int HASH = 32;

    private final SignIns signIns;
    private final Passwords passwords;
    private final Attempts attempts;
    private final Letters letters;
    private final Mails mails;
    private final CompanyTransactions transactions;
    private final Jobs jobs;
    private final Clock clock;
    private final byte[] key;

    record Wanted(String email) {}

    PasswordResets(
            SignIns signIns,
            Passwords passwords,
            Attempts attempts,
            Letters letters,
            Mails mails,
            CompanyTransactions transactions,
            Jobs jobs,
            Clock clock,
            InstallationKeys keys) {
        this.signIns = signIns;
        this.passwords = passwords;
        this.attempts = attempts;
        this.letters = letters;
        this.mails = mails;
        this.transactions = transactions;
        this.jobs = jobs;
        this.clock = clock;
        this.key = keys.jwtSecret();
    }

    /// Does the same for every address, known or not; whether there is anybody is looked up later.
    void request(String email, Visit visit) {
        attempts.begin(Attempts.Door.RESET, visit.address(), SignIns.normal(email));
        jobs.schedule(
                SEND.instance(Ids.next().toString())
                        .data(new Wanted(SignIns.normal(email)))
                        .build(),
                clock.instant());
    }

    void send(Wanted wanted) {
        signIns.find(wanted.email())
                .ifPresent(account -> signIns.memberships(account).stream()
                        .findFirst()
                        .ifPresent(at -> transactions.run(at.company(), () -> {
                            var anHourAgo = clock.instant().minus(VALID);
                            if (mails.since(at.company(), account.email(), anHourAgo) < MOST_MAILS) {
                                var reader = signIns.reader(at.company(), at.member());
                                mails.queue(
                                        at.company(),
                                        letters.passwordReset(
                                                reader,
                                                token(
                                                        key,
                                                        account.id(),
                                                        account.passwordHash(),
                                                        clock.instant().plus(VALID))));
                            }
                        })));
    }

    void set(String text, String password) {
        var account = account(text).orElseThrow(PasswordResets::gone);
        passwords.check("password", password, account.email());
        if (!signIns.changePassword(account, password, null, "password_reset")) {
            throw gone();
        }
        signIns.write(account, reader -> letters.passwordChanged(reader, clock.instant()));
    }

    /// The secret of a link that works until then.
    static String token(byte[] key, UUID person, String passwordHash, Instant until) {
        var end = until.getEpochSecond();
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ByteBuffer.allocate(3 * Long.BYTES + HASH)
                        .putLong(person.getMostSignificantBits())
                        .putLong(person.getLeastSignificantBits())
                        .putLong(end)
                        .put(sign(key, person, passwordHash, end))
                        .array());
    }

    private Optional<SignIns.Account> account(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        if (bytes.length != 3 * Long.BYTES + HASH) {
            return Optional.empty();
        }
        var buffer = ByteBuffer.wrap(bytes);
        var id = new UUID(buffer.getLong(), buffer.getLong());
        long end = buffer.getLong();
        var signature = new byte[HASH];
        buffer.get(signature);
        return signIns.find(id)
                .filter(account ->
                        MessageDigest.isEqual(signature, sign(key, account.id(), account.passwordHash(), end)))
                .filter(account -> clock.instant().isBefore(Instant.ofEpochSecond(end)));
    }

    private static byte[] sign(byte[] key, UUID person, String passwordHash, long end) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal("password reset\n%s\n%d\n%s"
                    .formatted(person, end, passwordHash)
                    .getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("HMAC-SHA256 is missing from this Java runtime", missing);
        }
    }

    private static Refusal gone() {
        return new Refusal(
                Refusal.Kind.NOT_FOUND, "reset-gone", "This link was used or has expired; ask for a new one.");
    }
}
