package app.sembang.identity;

import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.web.webauthn.api.AuthenticatorTransport;
import org.springframework.security.web.webauthn.api.Bytes;
import org.springframework.security.web.webauthn.api.CredentialRecord;
import org.springframework.security.web.webauthn.api.ImmutableCredentialRecord;
import org.springframework.security.web.webauthn.api.ImmutablePublicKeyCose;
import org.springframework.security.web.webauthn.api.ImmutablePublicKeyCredentialUserEntity;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialType;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialUserEntity;
import org.springframework.security.web.webauthn.management.PublicKeyCredentialUserEntityRepository;
import org.springframework.security.web.webauthn.management.UserCredentialRepository;
import org.springframework.stereotype.Component;

/// Passkeys and the challenges they sign, and both as Spring Security asks for them. A person's handle is the id of
/// their sign-in, which tells nothing about them.
@Component
class PasskeyStore implements UserCredentialRepository, PublicKeyCredentialUserEntityRepository {
    private final JdbcClient platform;
    private final SignIns signIns;
    private final Clock clock;

    /// @param synced may be on other devices of the person, too
    record Passkey(
            UUID id,
            String name,
            boolean synced,
            Instant createdAt,
            @Nullable Instant lastUsedAt) {}

    /// The counter has not risen: somebody else has the same key.
    static class Copied extends RuntimeException {
        Copied() {
            super("The counter of a passkey has not risen");
        }
    }

    PasskeyStore(@Qualifier("platform") JdbcClient platform, SignIns signIns, Clock clock) {
        this.platform = platform;
        this.signIns = signIns;
        this.clock = clock;
    }

    /// @param signIn whose passkey is to be made; null where one is to be used
    void expect(byte[] challenge, @Nullable UUID signIn, Instant until) {
        platform.sql("delete from passkey_challenge where expires_at <= :now")
                .param("now", now())
                .update();
        platform.sql("""
                insert into passkey_challenge (challenge, sign_in_id, expires_at) values (:challenge, :signIn, :until)
                """)
                .param("challenge", challenge)
                .param("signIn", signIn)
                .param("until", until.atOffset(ZoneOffset.UTC))
                .update();
    }

    /// Whether we have asked for this to be signed, a moment ago, and not seen it yet.
    boolean take(byte[] challenge, @Nullable UUID signIn) {
        return platform.sql("""
                        delete from passkey_challenge
                        where challenge = :challenge and sign_in_id is not distinct from cast(:signIn as uuid)
                          and expires_at > :now
                        """)
                        .param("challenge", challenge)
                        .param("signIn", signIn == null ? null : signIn.toString())
                        .param("now", now())
                        .update()
                == 1;
    }

    /// Newest first.
    List<Passkey> list(UUID signIn) {
        return platform.sql("""
                select id, name, synced, created_at, last_used_at from passkey
                where sign_in_id = :signIn order by created_at desc, id desc
                """)
                .param("signIn", signIn)
                .query((row, number) -> {
                    var used = row.getObject("last_used_at", OffsetDateTime.class);
                    return new Passkey(
                            row.getObject("id", UUID.class),
                            row.getString("name"),
                            row.getBoolean("synced"),
                            row.getObject("created_at", OffsetDateTime.class).toInstant(),
                            used == null ? null : used.toInstant());
                })
                .list();
    }

    boolean rename(UUID signIn, UUID id, String name) {
        return platform.sql("update passkey set name = :name where sign_in_id = :signIn and id = :id")
                        .param("name", name)
                        .param("signIn", signIn)
                        .param("id", id)
                        .update()
                == 1;
    }

    boolean remove(UUID signIn, UUID id) {
        return platform.sql("delete from passkey where sign_in_id = :signIn and id = :id")
                        .param("signIn", signIn)
                        .param("id", id)
                        .update()
                == 1;
    }

    void add(UUID id, UUID signIn, CredentialRecord made) {
        var attestation = made.getAttestationObject();
        if (attestation == null) {
            throw new IllegalArgumentException("A passkey without an attestation");
        }
        int added = platform.sql("""
                insert into passkey (id, sign_in_id, credential_id, public_key, attestation, sign_count, transports, synced, name,
                                     created_at)
                values (:id, :signIn, :credential, :key, :attestation, :count, :transports, :synced, :name, :now)
                on conflict (credential_id) do nothing
                """)
                .param("id", id)
                .param("signIn", signIn)
                .param("credential", made.getCredentialId().getBytes())
                .param("key", made.getPublicKey().getBytes())
                .param("attestation", attestation.getBytes())
                .param("count", made.getSignatureCount())
                .param(
                        "transports",
                        made.getTransports().stream()
                                .map(AuthenticatorTransport::getValue)
                                .toArray(String[]::new))
                .param("synced", made.isBackupEligible())
                .param("name", made.getLabel())
                .param("now", now())
                .update();
        if (added == 0) {
            throw new IllegalArgumentException("This passkey is known already");
        }
    }

    /// The library compares with the counter of the day the passkey was made; we with the one of last time, in the
    /// statement that moves it, so that of two at once one is found out. Many authenticators never count: theirs
    /// stays 0.
    @Override
    public void save(CredentialRecord used) {
        int moved = platform.sql("""
                update passkey set sign_count = :count, last_used_at = :now
                where credential_id = :credential and (sign_count < :count or sign_count = 0 and :count = 0)
                """)
                .param("count", used.getSignatureCount())
                .param("now", now())
                .param("credential", used.getCredentialId().getBytes())
                .update();
        if (moved == 0) {
            throw new Copied();
        }
    }

    @Override
    public @Nullable CredentialRecord findByCredentialId(Bytes id) {
        return find("credential_id = :key", id.getBytes()).stream().findFirst().orElse(null);
    }

    @Override
    public List<CredentialRecord> findByUserId(Bytes user) {
        return person(user).map(id -> find("sign_in_id = :key", id)).orElse(List.of());
    }

    private List<CredentialRecord> find(String condition, Object key) {
        return platform.sql("""
                select sign_in_id, credential_id, public_key, attestation, sign_count, transports, synced, name, created_at
                from passkey where\s""" + condition)
                .param("key", key)
                .query(PasskeyStore::credential)
                .list();
    }

    private static CredentialRecord credential(ResultSet row, int number) throws SQLException {
        var created = row.getObject("created_at", OffsetDateTime.class).toInstant();
        return ImmutableCredentialRecord.builder()
                .credentialType(PublicKeyCredentialType.PUBLIC_KEY)
                .credentialId(new Bytes(row.getBytes("credential_id")))
                .userEntityUserId(handle(row.getObject("sign_in_id", UUID.class)))
                .publicKey(new ImmutablePublicKeyCose(row.getBytes("public_key")))
                .attestationObject(new Bytes(row.getBytes("attestation")))
                .signatureCount(row.getLong("sign_count"))
                .uvInitialized(true)
                .transports(Stream.of((String[]) row.getArray("transports").getArray())
                        .map(AuthenticatorTransport::valueOf)
                        .collect(Collectors.toUnmodifiableSet()))
                .backupEligible(row.getBoolean("synced"))
                .label(row.getString("name"))
                .created(created)
                .lastUsed(created)
                .build();
    }

    static Bytes handle(UUID signIn) {
        return new Bytes(ByteBuffer.allocate(16)
                .putLong(signIn.getMostSignificantBits())
                .putLong(signIn.getLeastSignificantBits())
                .array());
    }

    static Optional<UUID> person(Bytes handle) {
        var bytes = handle.getBytes();
        if (bytes.length != 16) {
            return Optional.empty();
        }
        var buffer = ByteBuffer.wrap(bytes);
        return Optional.of(new UUID(buffer.getLong(), buffer.getLong()));
    }

    static PublicKeyCredentialUserEntity entity(SignIns.Account account, String displayName) {
        return ImmutablePublicKeyCredentialUserEntity.builder()
                .id(handle(account.id()))
                .name(account.email())
                .displayName(displayName)
                .build();
    }

    @Override
    public @Nullable PublicKeyCredentialUserEntity findById(Bytes handle) {
        return person(handle)
                .flatMap(signIns::find)
                .map(account -> entity(account, account.email()))
                .orElse(null);
    }

    @Override
    public @Nullable PublicKeyCredentialUserEntity findByUsername(String email) {
        return signIns.find(email)
                .map(account -> entity(account, account.email()))
                .orElse(null);
    }

    /// People are made elsewhere.
    @Override
    public void save(PublicKeyCredentialUserEntity person) {
        throw new UnsupportedOperationException();
    }

    /// Serves both interfaces; passkeys and people are removed elsewhere.
    @Override
    public void delete(Bytes id) {
        throw new UnsupportedOperationException();
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
