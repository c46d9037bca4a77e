package app.sembang;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import tools.jackson.databind.JsonNode;

/// A phone that makes one passkey and signs with it, together with the browser in front of it: what
/// they put on the wire is written down here by hand, after WebAuthn level 3. Each part can be made
/// to lie.
public final class TestAuthenticator {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final int PRESENT = 0x01;
    private static final int VERIFIED = 0x04;
    private static final int WITH_KEY = 0x40;

    private final KeyPair key;
    private final byte[] id = new byte[32];
    private byte[] person = new byte[0];
    private String origin;
    private String site;
    private String type = "";
    private boolean verifies = true;
    private long counter;

    public TestAuthenticator(String origin, String site) {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            this.key = generator.generateKeyPair();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
        new SecureRandom().nextBytes(id);
        this.origin = origin;
        this.site = site;
    }

    /// One whose next signature tells this counter.
    public TestAuthenticator counts(long next) {
        counter = next;
        return this;
    }

    public TestAuthenticator withoutVerification() {
        verifies = false;
        return this;
    }

    public TestAuthenticator withVerification() {
        verifies = true;
        return this;
    }

    public TestAuthenticator at(String other) {
        origin = other;
        return this;
    }

    public TestAuthenticator ofSite(String other) {
        site = other;
        return this;
    }

    public TestAuthenticator ofPerson(byte[] other) {
        person = other.clone();
        return this;
    }

    public byte[] person() {
        return person.clone();
    }

    public TestAuthenticator says(String other) {
        type = other;
        return this;
    }

    /// The credential for `PublicKeyCredentialCreationOptions`, as `toJSON` gives it.
    public String makes(JsonNode options) {
        person = Base64.getUrlDecoder().decode(options.at("/user/id").asString());
        var client = client("webauthn.create", options.path("challenge").asString());
        var data = new ByteArrayOutputStream();
        data.writeBytes(data(WITH_KEY));
        data.writeBytes(new byte[16]);
        data.writeBytes(new byte[] {0, (byte) id.length});
        data.writeBytes(id);
        data.writeBytes(publicKey());
        var attestation = new ByteArrayOutputStream();
        attestation.write(0xa3);
        attestation.writeBytes(text("fmt"));
        attestation.writeBytes(text("none"));
        attestation.writeBytes(text("attStmt"));
        attestation.write(0xa0);
        attestation.writeBytes(text("authData"));
        attestation.writeBytes(new byte[] {0x58, (byte) data.size()});
        attestation.writeBytes(data.toByteArray());
        return """
                {"id":"%1$s","rawId":"%1$s","type":"public-key","authenticatorAttachment":"platform","clientExtensionResults":{},
                 "response":{"clientDataJSON":"%2$s","attestationObject":"%3$s","transports":["internal"]}}
                """.formatted(base64(id), base64(client), base64(attestation.toByteArray()));
    }

    /// The credential for `PublicKeyCredentialRequestOptions`.
    public String signs(JsonNode options) {
        var client = client("webauthn.get", options.path("challenge").asString());
        var data = data(0);
        try {
            var signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key.getPrivate());
            signature.update(data);
            signature.update(sha256(client));
            return """
                    {"id":"%1$s","rawId":"%1$s","type":"public-key","clientExtensionResults":{},
                     "response":{"clientDataJSON":"%2$s","authenticatorData":"%3$s","signature":"%4$s","userHandle":"%5$s"}}
                    """.formatted(base64(id), base64(client), base64(data), base64(signature.sign()), base64(person));
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private byte[] client(String usual, String challenge) {
        return "{\"type\":\"%s\",\"challenge\":\"%s\",\"origin\":\"%s\",\"crossOrigin\":false}"
                .formatted(type.isEmpty() ? usual : type, challenge, origin)
                .getBytes(StandardCharsets.UTF_8);
    }

    private byte[] data(int more) {
        return ByteBuffer.allocate(37)
                .put(sha256(site.getBytes(StandardCharsets.UTF_8)))
                .put((byte) (PRESENT | (verifies ? VERIFIED : 0) | more))
                .putInt((int) counter)
                .array();
    }

    /// A COSE key: kty EC2, alg ES256, crv P-256, x, y.
    private byte[] publicKey() {
        var point = ((ECPublicKey) key.getPublic()).getW();
        return ByteBuffer.allocate(77)
                .put(new byte[] {(byte) 0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20})
                .put(coordinate(point.getAffineX()))
                .put(new byte[] {0x22, 0x58, 0x20})
                .put(coordinate(point.getAffineY()))
                .array();
    }

    private static byte[] coordinate(BigInteger number) {
        var bytes = number.toByteArray();
        var all = new byte[32];
        int length = Math.min(bytes.length, 32);
        System.arraycopy(bytes, bytes.length - length, all, 32 - length, length);
        return all;
    }

    private static byte[] text(String text) {
        var bytes = text.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(1 + bytes.length)
                .put((byte) (0x60 + bytes.length))
                .put(bytes)
                .array();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static String base64(byte[] bytes) {
        return BASE64.encodeToString(bytes);
    }
}
