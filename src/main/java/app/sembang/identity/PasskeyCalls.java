package app.sembang.identity;

import app.sembang.shared.CompanyId;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.webauthn.api.AuthenticatorTransport;
import org.springframework.security.web.webauthn.api.Bytes;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialCreationOptions;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialRequestOptions;

/// What browsers and we say to each other about passkeys, in the words of WebAuthn's own JSON: the
/// options go as they are into `PublicKeyCredential.parse…OptionsFromJSON`, the answers are what
/// `toJSON` gives. Bytes are base64url.
final class PasskeyCalls {
    private static final String BASE64URL = "(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2,3})?";
    private static final String KEY = "public-key";

    private PasskeyCalls() {}

    record PasskeySite(String id, String name) {}

    record PasskeyPerson(String id, String name, String displayName) {}

    record PasskeyAlgorithm(String type, long alg) {}

    record PasskeyKnown(String type, String id, List<String> transports) {}

    record PasskeySelection(String residentKey, boolean requireResidentKey, String userVerification) {}

    /// @param timeout milliseconds
    record PasskeyCreation(
            PasskeySite rp,
            PasskeyPerson user,
            String challenge,
            List<PasskeyAlgorithm> pubKeyCredParams,
            long timeout,
            List<PasskeyKnown> excludeCredentials,
            PasskeySelection authenticatorSelection,
            String attestation) {
        static PasskeyCreation of(PublicKeyCredentialCreationOptions options) {
            var site = options.getRp();
            var user = options.getUser();
            return new PasskeyCreation(
                    new PasskeySite(site.getId(), site.getName()),
                    new PasskeyPerson(
                            user.getId().toBase64UrlString(), user.getName(), String.valueOf(user.getDisplayName())),
                    options.getChallenge().toBase64UrlString(),
                    options.getPubKeyCredParams().stream()
                            .map(one -> new PasskeyAlgorithm(KEY, one.getAlg().getValue()))
                            .toList(),
                    milliseconds(options.getTimeout()),
                    options.getExcludeCredentials().stream()
                            .map(known -> new PasskeyKnown(
                                    KEY,
                                    Optional.ofNullable(known.getId())
                                            .map(Bytes::toBase64UrlString)
                                            .orElse(""),
                                    known.getTransports() == null
                                            ? List.of()
                                            : known.getTransports().stream()
                                                    .map(AuthenticatorTransport::getValue)
                                                    .toList()))
                            .toList(),
                    new PasskeySelection("required", true, "required"),
                    "none");
        }
    }

    /// @param timeout milliseconds
    record PasskeyRequest(
            String challenge, String rpId, long timeout, List<PasskeyKnown> allowCredentials, String userVerification) {
        static PasskeyRequest of(PublicKeyCredentialRequestOptions options) {
            return new PasskeyRequest(
                    options.getChallenge().toBase64UrlString(),
                    String.valueOf(options.getRpId()),
                    milliseconds(options.getTimeout()),
                    List.of(),
                    "required");
        }
    }

    record PasskeyAttestation(
            @NotBlank @Size(max = 5_000) @Pattern(regexp = BASE64URL)
            String clientDataJSON,

            @NotBlank @Size(max = 80_000) @Pattern(regexp = BASE64URL)
            String attestationObject,

            @Nullable @Size(max = 10) List<@NotNull @Size(max = 20) String> transports) {}

    record PasskeyMade(
            @NotBlank @Size(max = 1_400) @Pattern(regexp = BASE64URL)
            String id,

            @NotNull @Valid PasskeyAttestation response) {
        Passkeys.Made read() {
            var transports = response.transports();
            return new Passkeys.Made(
                    Bytes.fromBase64(id),
                    Bytes.fromBase64(response.clientDataJSON()),
                    Bytes.fromBase64(response.attestationObject()),
                    transports == null ? List.of() : transports);
        }
    }

    record PasskeyAssertion(
            @NotBlank @Size(max = 5_000) @Pattern(regexp = BASE64URL)
            String clientDataJSON,

            @NotBlank @Size(max = 5_000) @Pattern(regexp = BASE64URL)
            String authenticatorData,

            @NotBlank @Size(max = 5_000) @Pattern(regexp = BASE64URL)
            String signature,

            @NotBlank @Size(max = 100) @Pattern(regexp = BASE64URL)
            String userHandle) {}

    record PasskeyUsed(
            @NotBlank @Size(max = 1_400) @Pattern(regexp = BASE64URL)
            String id,

            @NotNull @Valid PasskeyAssertion response) {
        Passkeys.Used read() {
            return new Passkeys.Used(
                    Bytes.fromBase64(id),
                    Bytes.fromBase64(response.clientDataJSON()),
                    Bytes.fromBase64(response.authenticatorData()),
                    Bytes.fromBase64(response.signature()),
                    Bytes.fromBase64(response.userHandle()));
        }
    }

    /// @param name for its owner to know it by
    record NewPasskey(
            @NotBlank @Size(max = 100) String name,
            @NotNull @Valid PasskeyMade credential) {}

    record PasskeyName(@NotBlank @Size(max = 100) String name) {}

    /// @param companyId to work in, for who works in several; without, the one of last time
    record PasskeyLogin(
            @NotNull @Valid PasskeyUsed credential,
            @Nullable CompanyId companyId) {}

    private static long milliseconds(@Nullable Duration time) {
        return time == null ? 0 : time.toMillis();
    }
}
