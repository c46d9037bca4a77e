package app.sembang.identity;

import app.sembang.companies.Companies;
import app.sembang.database.InstallationKeys;
import app.sembang.secrets.Secrets;
import app.sembang.shared.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The second factor of a person: an authenticator app, and backup codes for the day its phone is lost. It belongs
/// to the person, not to a company, so its seed is sealed with the platform's key. Called outside of any
/// transaction.
@Component
class TwoFactor {
    /// As long as RFC 4226 advises.
    private static final int SEED_BYTES = 20;

    private static final int BACKUP_CODES = 10;
    private static final int BACKUP_CODE_BYTES = 10;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final JdbcClient platform;
    private final Secrets secrets;
    private final Clock clock;
    private final byte[] key;

    TwoFactor(@Qualifier("platform") JdbcClient platform, Secrets secrets, Clock clock, InstallationKeys keys) {
        this.platform = platform;
        this.secrets = secrets;
        this.clock = clock;
        this.key = keys.credentialEncryptionKey();
    }

    /// What an app is set up with: to be typed, to be opened, to be scanned.
    record TwoFactorSetup(String secret, String uri, String qrCode) {}

    /// Makes a seed that counts once a code of it is shown.
    TwoFactorSetup begin(SignIns.Account account) {
        if (account.hasTwoFactor()) {
            throw new Refusal(
                    Refusal.Kind.CONFLICT, "two-factor-already-on", "Two-step sign-in is on; turn it off first.");
        }
        var seed = new byte[SEED_BYTES];
        RANDOM.nextBytes(seed);
        platform.sql("update sign_in set totp_pending = :seed where id = :id and totp_seed is null")
                .param("seed", secrets.seal(Companies.PLATFORM, field(account.id()), seed))
                .param("id", account.id())
                .update();
        var secret = Totp.base32(seed);
        var uri = Totp.uri(account.email(), secret);
        return new TwoFactorSetup(secret, uri, QrCode.image(uri));
    }

    /// Turns it on with the app's first code.
    /// @return backup codes, to be shown this once
    List<String> confirm(SignIns.Account account, String code) {
        var pending = account.pendingSeed();
        if (pending == null || account.hasTwoFactor()) {
            throw new Refusal(Refusal.Kind.CONFLICT, "two-factor-not-begun", "Scan the code first.");
        }
        var step = Totp.step(open(account, pending), plain(code), clock.instant());
        if (step.isEmpty()) {
            throw Refusal.invalid("code", "This is not the code the app shows now.");
        }
        var codes = backupCodes();
        int changed = platform.sql("""
                update sign_in set totp_seed = totp_pending, totp_pending = null, totp_step = :step, backup_codes = :codes
                where id = :id and totp_pending = :pending and totp_seed is null
                """)
                .param("step", step.getAsLong())
                .param("codes", hashes(account.id(), codes))
                .param("id", account.id())
                .param("pending", pending)
                .update();
        if (changed == 0) {
            throw new Refusal(Refusal.Kind.CONFLICT, "two-factor-not-begun", "Scan the code first.");
        }
        return codes;
    }

    /// Takes a code of the app, or a backup code. Each counts once, whoever is faster.
    boolean accept(SignIns.Account account, String code) {
        var seed = account.seed();
        if (seed == null) {
            return false;
        }
        var plain = plain(code);
        if (plain.matches("[0-9]{6}")) {
            var step = Totp.step(open(account, seed), plain, clock.instant());
            return step.isPresent()
                    && platform.sql("update sign_in set totp_step = :step where id = :id and totp_step < :step")
                                    .param("step", step.getAsLong())
                                    .param("id", account.id())
                                    .update()
                            == 1;
        }
        return platform.sql("""
                        update sign_in set backup_codes = array_remove(backup_codes, :code)
                        where id = :id and :code = any (backup_codes)
                        """)
                        .param("code", hash(account.id(), plain))
                        .param("id", account.id())
                        .update()
                == 1;
    }

    List<String> renewBackupCodes(SignIns.Account account) {
        var codes = backupCodes();
        platform.sql("update sign_in set backup_codes = :codes where id = :id")
                .param("codes", hashes(account.id(), codes))
                .param("id", account.id())
                .update();
        return codes;
    }

    void turnOff(SignIns.Account account) {
        platform.sql("update sign_in set totp_seed = null, totp_pending = null, backup_codes = '{}' where id = :id")
                .param("id", account.id())
                .update();
    }

    private byte[] open(SignIns.Account account, String sealed) {
        return secrets.openBytes(Companies.PLATFORM, field(account.id()), sealed);
    }

    private byte[][] hashes(UUID signIn, List<String> codes) {
        return codes.stream().map(code -> hash(signIn, plain(code))).toArray(byte[][]::new);
    }

    /// Keyed, so that the database alone does not tell a code.
    private byte[] hash(UUID signIn, String code) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(("backup code\n" + signIn + "\n" + code).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("HMAC-SHA256 is missing from this Java runtime", missing);
        }
    }

    /// `abcd-efgh-jklm-nopq`: 80 random bits.
    private static List<String> backupCodes() {
        return Stream.generate(() -> {
                    var bytes = new byte[BACKUP_CODE_BYTES];
                    RANDOM.nextBytes(bytes);
                    return Totp.base32(bytes).toLowerCase(Locale.ROOT).replaceAll("(.{4})(?=.)", "$1-");
                })
                .limit(BACKUP_CODES)
                .toList();
    }

    /// As people type it.
    private static String plain(String code) {
        return code.replaceAll("[\\s-]", "").toLowerCase(Locale.ROOT);
    }

    private static String field(UUID signIn) {
        return "sign_in.totp." + signIn;
    }
}
