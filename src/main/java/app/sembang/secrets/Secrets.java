package app.sembang.secrets;

import app.sembang.database.AfterCommit;
import app.sembang.database.CompanyTransactions;
import app.sembang.database.InstallationKeys;
import app.sembang.shared.CompanyId;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Seals credentials for storage. Each company has a data key of its own, kept sealed under the
/// installation's key; what is sealed opens only for the same company and the same field, and not at all
/// once a byte has changed. Works inside a transaction of that company and outside of any.
@Component
public class Secrets {
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final String KEY_FIELD = "company_key";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final CompanyTransactions transactions;
    private final JdbcClient jdbc;
    /// The one that seals, then those that only open.
    private final List<SecretKey> installation;
    private final String sealedWith;
    private final Cache<KeyId, SecretKey> opened = Caffeine.newBuilder()
            .maximumSize(1_000)
            .expireAfterWrite(Duration.ofMinutes(10))
            .build();

    private record KeyId(CompanyId company, int version) {}

    Secrets(CompanyTransactions transactions, JdbcClient jdbc, InstallationKeys keys) {
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.installation = keys.credentialKeys().stream()
                .<SecretKey>map(key -> new SecretKeySpec(key, "AES"))
                .toList();
        this.sealedWith = fingerprint(keys.credentialEncryptionKey());
    }

    /// @param field names what is sealed, such as `channel_account.bot_token.<id>`
    /// @return `1:<key version>:<base64>`, made of characters that need no escaping anywhere
    public String seal(CompanyId company, String field, byte[] plain) {
        int version = currentVersion(company);
        var sealed = encrypt(key(new KeyId(company, version)), bound(company, field), plain);
        return "1:" + version + ":" + Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    }

    public String seal(CompanyId company, String field, String plain) {
        return seal(company, field, plain.getBytes(StandardCharsets.UTF_8));
    }

    /// @throws Unreadable when it was sealed for another company or field, or has been changed
    public byte[] openBytes(CompanyId company, String field, String sealed) {
        var parts = sealed.split(":", -1);
        if (parts.length != 3 || !parts[0].equals("1")) {
            throw new Unreadable(company, field);
        }
        try {
            var key = key(new KeyId(company, Integer.parseInt(parts[1])));
            return decrypt(key, bound(company, field), Base64.getUrlDecoder().decode(parts[2]));
        } catch (GeneralSecurityException | IllegalArgumentException broken) {
            throw new Unreadable(company, field, broken);
        }
    }

    /// @throws Unreadable when it was sealed for another company or field, or has been changed
    public String open(CompanyId company, String field, String sealed) {
        return new String(openBytes(company, field, sealed), StandardCharsets.UTF_8);
    }

    /// A sealed text that does not open here.
    public static class Unreadable extends IllegalStateException {
        Unreadable(CompanyId company, String field) {
            super("Sealed '%s' of company %s cannot be opened".formatted(field, company));
        }

        Unreadable(CompanyId company, String field, Exception cause) {
            super("Sealed '%s' of company %s cannot be opened".formatted(field, company), cause);
        }
    }

    private int currentVersion(CompanyId company) {
        return transactions.inside(company, () -> newestVersion(company).orElseGet(() -> firstVersion(company)));
    }

    private Optional<Integer> newestVersion(CompanyId company) {
        return jdbc.sql("select version from company_key where company_id = :company order by version desc limit 1")
                .param("company", company.value())
                .query(Integer.class)
                .optional();
    }

    /// Two at once agree on the one that commits first.
    private int firstVersion(CompanyId company) {
        var fresh = new byte[32];
        RANDOM.nextBytes(fresh);
        jdbc.sql("""
                insert into company_key (company_id, version, sealed_key, sealed_with) values (:company, 1, :key, :with)
                on conflict (company_id, version) do nothing
                """)
                .param("company", company.value())
                .param("key", encrypt(installation.getFirst(), bound(company, KEY_FIELD), fresh))
                .param("with", sealedWith)
                .update();
        return 1;
    }

    /// A key read in a transaction that may yet roll back is remembered only after its commit; what was sealed under a
    /// key that never came to be could not be opened again.
    private SecretKey key(KeyId id) {
        var known = opened.getIfPresent(id);
        if (known != null) {
            return known;
        }
        var key = transactions.inside(id.company(), () -> read(id));
        AfterCommit.run(() -> opened.put(id, key));
        return key;
    }

    private SecretKey read(KeyId id) {
        var sealed = jdbc.sql("select sealed_key from company_key where company_id = :company and version = :version")
                .param("company", id.company().value())
                .param("version", id.version())
                .query(byte[].class)
                .optional()
                .orElseThrow(() -> new Unreadable(id.company(), KEY_FIELD));
        return new SecretKeySpec(openKey(id.company(), sealed), "AES");
    }

    private byte[] openKey(CompanyId company, byte[] sealed) {
        var failure = new Unreadable(company, KEY_FIELD);
        for (var key : installation) {
            try {
                return decrypt(key, bound(company, KEY_FIELD), sealed);
            } catch (GeneralSecurityException notThisOne) {
                failure.addSuppressed(notThisOne);
            }
        }
        throw failure;
    }

    /// Names the installation's present key without telling it.
    String sealedWith() {
        return sealedWith;
    }

    /// Seals a company's data key anew under the installation's present key. Inside a transaction of the
    /// company; returns false, and changes nothing, where that is done already.
    boolean reseal(CompanyId company, int version) {
        var sealed = jdbc.sql("""
                select sealed_key from company_key
                where company_id = :company and version = :version and sealed_with is distinct from :with for update
                """)
                .param("company", company.value())
                .param("version", version)
                .param("with", sealedWith)
                .query(byte[].class)
                .optional();
        if (sealed.isEmpty()) {
            return false;
        }
        jdbc.sql("""
                update company_key set sealed_key = :key, sealed_with = :with
                where company_id = :company and version = :version
                """)
                .param(
                        "key",
                        encrypt(installation.getFirst(), bound(company, KEY_FIELD), openKey(company, sealed.get())))
                .param("with", sealedWith)
                .param("company", company.value())
                .param("version", version)
                .update();
        return true;
    }

    private static String fingerprint(byte[] key) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update("credential encryption key\n".getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest.digest(key), 0, 8);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("SHA-256 is missing from this Java runtime", missing);
        }
    }

    private static byte[] bound(CompanyId company, String field) {
        return (company + "\n" + field).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] encrypt(SecretKey key, byte[] associated, byte[] plain) {
        try {
            var nonce = new byte[NONCE];
            RANDOM.nextBytes(nonce);
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(associated);
            var sealed = cipher.doFinal(plain);
            return ByteBuffer.allocate(NONCE + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("AES-GCM is missing from this Java runtime", missing);
        }
    }

    private static byte[] decrypt(SecretKey key, byte[] associated, byte[] sealed) throws GeneralSecurityException {
        if (sealed.length < NONCE + TAG_BITS / 8) {
            throw new GeneralSecurityException("Too short");
        }
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, sealed, 0, NONCE));
        cipher.updateAAD(associated);
        return cipher.doFinal(sealed, NONCE, sealed.length - NONCE);
    }
}
