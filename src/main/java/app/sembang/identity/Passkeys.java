package app.sembang.identity;

import app.sembang.shared.CompanyId;
import app.sembang.shared.Ids;
import app.sembang.shared.Refusal;
import com.webauthn4j.util.exception.WebAuthnException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.security.web.webauthn.api.AttestationConveyancePreference;
import org.springframework.security.web.webauthn.api.AuthenticatorAssertionResponse;
import org.springframework.security.web.webauthn.api.AuthenticatorAttestationResponse;
import org.springframework.security.web.webauthn.api.AuthenticatorResponse;
import org.springframework.security.web.webauthn.api.AuthenticatorSelectionCriteria;
import org.springframework.security.web.webauthn.api.AuthenticatorTransport;
import org.springframework.security.web.webauthn.api.Bytes;
import org.springframework.security.web.webauthn.api.CredentialRecord;
import org.springframework.security.web.webauthn.api.PublicKeyCredential;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialCreationOptions;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialDescriptor;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialParameters;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialRequestOptions;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialRpEntity;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialType;
import org.springframework.security.web.webauthn.api.ResidentKeyRequirement;
import org.springframework.security.web.webauthn.api.UserVerificationRequirement;
import org.springframework.security.web.webauthn.management.ImmutableRelyingPartyRegistrationRequest;
import org.springframework.security.web.webauthn.management.RelyingPartyAuthenticationRequest;
import org.springframework.security.web.webauthn.management.RelyingPartyPublicKey;
import org.springframework.security.web.webauthn.management.UserCredentialRepository;
import org.springframework.security.web.webauthn.management.Webauthn4JRelyingPartyOperations;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Signing in with a passkey: the device knows who it is and asks its owner for a finger, a face or a PIN. That is two
/// factors in one, so nobody is asked for a code as well. Spring Security checks what devices answer.
@Component
class Passkeys {
    private static final Logger LOG = LoggerFactory.getLogger(Passkeys.class);
    private static final Duration VALID = Duration.ofMinutes(5);
    private static final int MOST = 20;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final List<PublicKeyCredentialParameters> ALGORITHMS = List.of(
            PublicKeyCredentialParameters.ES256,
            PublicKeyCredentialParameters.EdDSA,
            PublicKeyCredentialParameters.RS256);

    private final PasskeyStore store;
    private final SignIns signIns;
    private final Attempts attempts;
    private final Letters letters;
    private final JsonMapper json;
    private final Clock clock;
    private final PublicKeyCredentialRpEntity site;
    private final Webauthn4JRelyingPartyOperations spring;

    Passkeys(
            PasskeyStore store,
            SignIns signIns,
            Attempts attempts,
            Letters letters,
            JsonMapper json,
            Clock clock,
            @Value("${sembang.base-url}") URI base) {
        this.store = store;
        this.signIns = signIns;
        this.attempts = attempts;
        this.letters = letters;
        this.json = json;
        this.clock = clock;
        this.site = PublicKeyCredentialRpEntity.builder()
                .id(base.getHost())
                .name("Sembang")
                .build();
        var origin = (base.getScheme() + "://" + base.getRawAuthority()).toLowerCase(Locale.ROOT);
        this.spring = new Webauthn4JRelyingPartyOperations(store, new Adding(store), site, Set.of(origin));
    }

    /// A new passkey is only checked there; we add it, for we know whose it is.
    private record Adding(UserCredentialRepository known) implements UserCredentialRepository {
        @Override
        public void save(CredentialRecord record) {
            if (known.findByCredentialId(record.getCredentialId()) != null) {
                known.save(record);
            }
        }

        @Override
        public void delete(Bytes id) {
            known.delete(id);
        }

        @Override
        public @Nullable CredentialRecord findByCredentialId(Bytes id) {
            return known.findByCredentialId(id);
        }

        @Override
        public List<CredentialRecord> findByUserId(Bytes user) {
            return known.findByUserId(user);
        }
    }

    /// What a device answers; all but the id base64url.
    record Made(Bytes id, Bytes clientData, Bytes attestation, List<String> transports) {}

    /// The same of one that is used.
    record Used(Bytes id, Bytes clientData, Bytes authenticatorData, Bytes signature, Bytes person) {}

    List<PasskeyStore.Passkey> list(Member me) {
        return store.list(signIns.of(me).id());
    }

    /// What the browser is to make a passkey with.
    PublicKeyCredentialCreationOptions begin(Sessions.Current current) {
        signIns.requireOwnProof(current);
        var account = signIns.of(current.member());
        if (store.list(account.id()).size() >= MOST) {
            throw new Refusal(
                    Refusal.Kind.CONFLICT, "too-many-passkeys", "Nobody has more than %d passkeys.".formatted(MOST));
        }
        var challenge = challenge();
        store.expect(challenge, account.id(), clock.instant().plus(VALID));
        return creation(account, current.member().name(), challenge);
    }

    PasskeyStore.Passkey finish(Sessions.Current current, String name, Made made) {
        signIns.requireOwnProof(current);
        var account = signIns.of(current.member());
        var challenge = challenge(made.clientData());
        if (!store.take(challenge, account.id())) {
            throw Refusal.invalid("credential", "Begin anew: this one was asked for too long ago, or not by us.");
        }
        var credential = credential(
                made.id(),
                AuthenticatorAttestationResponse.builder()
                        .clientDataJSON(made.clientData())
                        .attestationObject(made.attestation())
                        .transports(made.transports().stream()
                                .map(AuthenticatorTransport::valueOf)
                                .toList())
                        .build());
        var id = Ids.next();
        try {
            store.add(
                    id,
                    account.id(),
                    spring.registerCredential(new ImmutableRelyingPartyRegistrationRequest(
                            creation(account, current.member().name(), challenge),
                            new RelyingPartyPublicKey(credential, name))));
        } catch (WebAuthnException | IllegalArgumentException refused) {
            LOG.info("A new passkey was refused: {}", refused.getMessage());
            throw Refusal.invalid("credential", "The device's answer cannot be accepted; try another one.");
        }
        signIns.log(account, "passkey_added");
        signIns.write(account, reader -> letters.passkeyAdded(reader, clock.instant()));
        return find(account, id);
    }

    PasskeyStore.Passkey rename(Sessions.Current current, UUID id, String name) {
        signIns.requireOwnProof(current);
        var account = signIns.of(current.member());
        if (!store.rename(account.id(), id, name)) {
            throw Refusal.notFound("passkey", id);
        }
        return find(account, id);
    }

    void remove(Sessions.Current current, UUID id) {
        signIns.requireOwnProof(current);
        var account = signIns.of(current.member());
        if (!store.remove(account.id(), id)) {
            throw Refusal.notFound("passkey", id);
        }
        signIns.log(account, "passkey_removed");
    }

    /// What any passkey of this site is to sign; whose it will be, nobody knows yet.
    PublicKeyCredentialRequestOptions ask() {
        var challenge = challenge();
        store.expect(challenge, null, clock.instant().plus(VALID));
        return request(challenge);
    }

    SignIns.Proven prove(Used used, @Nullable CompanyId company, Visit visit) {
        var attempt = attempts.begin(
                Attempts.Door.PASSKEY,
                visit.address(),
                SignInFlows.base64(SignInFlows.hash(used.id().toBase64UrlString())));
        var challenge = challenge(used.clientData());
        if (!store.take(challenge, null)) {
            throw refused();
        }
        var credential = credential(
                used.id(),
                AuthenticatorAssertionResponse.builder()
                        .clientDataJSON(used.clientData())
                        .authenticatorData(used.authenticatorData())
                        .signature(used.signature())
                        .userHandle(used.person())
                        .build());
        try {
            var person = spring.authenticate(new RelyingPartyAuthenticationRequest(request(challenge), credential));
            if (!person.getId().equals(used.person())) {
                throw new IllegalArgumentException("The passkey is somebody else's");
            }
            var account =
                    PasskeyStore.person(person.getId()).flatMap(signIns::find).orElseThrow(Passkeys::refused);
            attempt.succeeded();
            return signIns.in(account, company, Proof.PASSKEY, true, visit);
        } catch (PasskeyStore.Copied copied) {
            LOG.warn("{}; it was refused", copied.getMessage());
            PasskeyStore.person(used.person())
                    .flatMap(signIns::find)
                    .ifPresent(account -> signIns.log(account, "passkey_copied"));
            throw refused();
        } catch (WebAuthnException | IllegalArgumentException refused) {
            LOG.info("A passkey was refused: {}", refused.getMessage());
            throw refused();
        }
    }

    private static <T extends AuthenticatorResponse> PublicKeyCredential<T> credential(Bytes id, T response) {
        var credential = PublicKeyCredential.<T>builder();
        credential.id(id.toBase64UrlString());
        credential.rawId(id);
        credential.type(PublicKeyCredentialType.PUBLIC_KEY);
        credential.response(response);
        return credential.build();
    }

    private PasskeyStore.Passkey find(SignIns.Account account, UUID id) {
        return store.list(account.id()).stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("passkey", id));
    }

    private PublicKeyCredentialCreationOptions creation(SignIns.Account account, String name, byte[] challenge) {
        return PublicKeyCredentialCreationOptions.builder()
                .rp(site)
                .user(PasskeyStore.entity(account, name))
                .challenge(new Bytes(challenge))
                .pubKeyCredParams(ALGORITHMS)
                .timeout(VALID)
                .excludeCredentials(store.findByUserId(PasskeyStore.handle(account.id())).stream()
                        .map(known -> PublicKeyCredentialDescriptor.builder()
                                .id(known.getCredentialId())
                                .transports(known.getTransports())
                                .build())
                        .toList())
                .authenticatorSelection(AuthenticatorSelectionCriteria.builder()
                        .residentKey(ResidentKeyRequirement.REQUIRED)
                        .userVerification(UserVerificationRequirement.REQUIRED)
                        .build())
                .attestation(AttestationConveyancePreference.NONE)
                .build();
    }

    private PublicKeyCredentialRequestOptions request(byte[] challenge) {
        return PublicKeyCredentialRequestOptions.builder()
                .challenge(new Bytes(challenge))
                .rpId(site.getId())
                .timeout(VALID)
                .allowCredentials(List.of())
                .userVerification(UserVerificationRequirement.REQUIRED)
                .build();
    }

    private static byte[] challenge() {
        var challenge = new byte[32];
        RANDOM.nextBytes(challenge);
        return challenge;
    }

    /// What the device says it has signed.
    private byte[] challenge(Bytes clientData) {
        try {
            return Base64.getUrlDecoder()
                    .decode(json.readTree(clientData.getBytes())
                            .path("challenge")
                            .asString(""));
        } catch (JacksonException | IllegalArgumentException unreadable) {
            LOG.debug("Unreadable client data", unreadable);
            return new byte[0];
        }
    }

    private static Refusal refused() {
        return new Refusal(
                Refusal.Kind.UNAUTHENTICATED,
                "passkey-refused",
                "This passkey does not sign in here; try again, or use your password.");
    }
}
