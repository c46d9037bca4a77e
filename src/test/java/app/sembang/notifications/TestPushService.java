package app.sembang.notifications;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// A push service of one browser, and that browser, which reads what only it can.
final class TestPushService implements AutoCloseable {
    private final HttpServer server;
    private final KeyPair keys;
    private final byte[] secret = "sixteen letters.".getBytes(StandardCharsets.US_ASCII);
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private volatile int answers = 201;

    record Received(String authorization, String topic, String ttl, ByteBuffer body) {}

    TestPushService() {
        try {
            keys = PushMessage.newKeys();
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                var headers = exchange.getRequestHeaders();
                received.add(new Received(
                        headers.getFirst("Authorization"),
                        headers.getFirst("Topic"),
                        headers.getFirst("TTL"),
                        ByteBuffer.wrap(exchange.getRequestBody().readAllBytes())));
                exchange.sendResponseHeaders(answers, -1);
                exchange.close();
            });
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    void answers(int status) {
        answers = status;
    }

    List<Received> received() {
        return received;
    }

    String endpoint() {
        return "http://127.0.0.1:%d/push/abc".formatted(server.getAddress().getPort());
    }

    String subscription() {
        var base64 = Base64.getUrlEncoder().withoutPadding();
        return "{\"endpoint\":\"%s\",\"p256dh\":\"%s\",\"auth\":\"%s\"}"
                .formatted(
                        endpoint(),
                        base64.encodeToString(PushMessage.point((ECPublicKey) keys.getPublic())),
                        base64.encodeToString(secret));
    }

    /// What the browser shows, by RFC 8291 from the other side.
    String opened(Received push) {
        var body = push.body().duplicate();
        var salt = new byte[16];
        body.get(salt);
        body.getInt();
        var sender = new byte[body.get()];
        body.get(sender);
        var sealed = new byte[body.remaining()];
        body.get(sealed);
        try {
            var own = PushMessage.point((ECPublicKey) keys.getPublic());
            var agreement = KeyAgreement.getInstance("ECDH");
            agreement.init(keys.getPrivate());
            agreement.doPhase(PushMessage.publicKey(sender), true);
            var shared = hmac(secret, agreement.generateSecret());
            var info = ByteBuffer.allocate(14 + 65 + 65 + 1)
                    .put("WebPush: info\0".getBytes(StandardCharsets.US_ASCII))
                    .put(own)
                    .put(sender)
                    .put((byte) 1);
            var pseudorandom = hmac(salt, hmac(shared, info.array()));
            var key = hmac(pseudorandom, "Content-Encoding: aes128gcm\0\u0001".getBytes(StandardCharsets.US_ASCII));
            var nonce = hmac(pseudorandom, "Content-Encoding: nonce\0\u0001".getBytes(StandardCharsets.US_ASCII));
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    new SecretKeySpec(Arrays.copyOf(key, 16), "AES"),
                    new GCMParameterSpec(128, Arrays.copyOf(nonce, 12)));
            var plain = cipher.doFinal(sealed);
            return new String(plain, 0, plain.length - 1, StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(data);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
