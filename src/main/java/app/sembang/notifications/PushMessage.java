package app.sembang.notifications;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// What a push service carries and cannot read: RFC 8291 (keys) over RFC 8188 (`aes128gcm`), by the JDK's own
/// cryptography.
final class PushMessage {
    private static final int RECORD = 4096;
    private static final int POINT = 65;
    private static final int COORDINATE = 32;
    private static final ECParameterSpec CURVE = curve();

    private PushMessage() {}

    /// @param browserKey the browser's public key, as an uncompressed point
    /// @param browserSecret the browser's 16 bytes
    static byte[] sealed(byte[] plain, byte[] browserKey, byte[] browserSecret) throws GeneralSecurityException {
        var salt = new byte[16];
        new SecureRandom().nextBytes(salt);
        return sealed(plain, browserKey, browserSecret, newKeys(), salt);
    }

    /// With the keys and the salt that are else new for each message.
    static byte[] sealed(byte[] plain, byte[] browserKey, byte[] browserSecret, KeyPair own, byte[] salt)
            throws GeneralSecurityException {
        var ownKey = point((ECPublicKey) own.getPublic());
        var agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(own.getPrivate());
        agreement.doPhase(publicKey(browserKey), true);

        var shared = hmac(browserSecret, agreement.generateSecret());
        var keyed = hmac(shared, joined(text("WebPush: info\0"), browserKey, ownKey, new byte[] {1}));
        var pseudorandom = hmac(salt, keyed);
        var key = Arrays.copyOf(hmac(pseudorandom, text("Content-Encoding: aes128gcm\0\u0001")), 16);
        var nonce = Arrays.copyOf(hmac(pseudorandom, text("Content-Encoding: nonce\0\u0001")), 12);

        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
        // The one and last record ends with 2.
        var record = cipher.doFinal(joined(plain, new byte[] {2}));
        var header = ByteBuffer.allocate(16 + 4 + 1 + POINT)
                .put(salt)
                .putInt(RECORD)
                .put((byte) POINT)
                .put(ownKey)
                .array();
        return joined(header, record);
    }

    static KeyPair newKeys() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    /// @throws GeneralSecurityException where it is no point of the curve
    static ECPublicKey publicKey(byte[] point) throws GeneralSecurityException {
        if (point.length != POINT || point[0] != 4) {
            throw new GeneralSecurityException("Not an uncompressed point");
        }
        var x = new BigInteger(1, Arrays.copyOfRange(point, 1, 1 + COORDINATE));
        var y = new BigInteger(1, Arrays.copyOfRange(point, 1 + COORDINATE, POINT));
        var prime = ((ECFieldFp) CURVE.getCurve().getField()).getP();
        var right = x.pow(3)
                .add(CURVE.getCurve().getA().multiply(x))
                .add(CURVE.getCurve().getB())
                .mod(prime);
        if (x.compareTo(prime) >= 0
                || y.compareTo(prime) >= 0
                || !y.pow(2).mod(prime).equals(right)) {
            throw new GeneralSecurityException("Not a point of the curve");
        }
        return (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(new ECPoint(x, y), CURVE));
    }

    static byte[] point(ECPublicKey key) {
        return ByteBuffer.allocate(POINT)
                .put((byte) 4)
                .put(coordinate(key.getW().getAffineX()))
                .put(coordinate(key.getW().getAffineY()))
                .array();
    }

    private static byte[] coordinate(BigInteger value) {
        var bytes = value.toByteArray();
        var fixed = new byte[COORDINATE];
        int length = Math.min(bytes.length, COORDINATE);
        System.arraycopy(bytes, bytes.length - length, fixed, COORDINATE - length, length);
        return fixed;
    }

    private static ECParameterSpec curve() {
        try {
            var parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp256r1"));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("The JDK lacks the curve P-256", missing);
        }
    }

    private static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(data);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] joined(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (var part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
