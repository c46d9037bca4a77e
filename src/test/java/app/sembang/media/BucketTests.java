package app.sembang.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.sembang.ProductTest;
import app.sembang.TestCompany;
import app.sembang.database.CompanyEraser;
import app.sembang.database.CompanyTransactions;
import app.sembang.database.InstallationKeys;
import app.sembang.database.OwnedRows;
import app.sembang.identity.Members;
import app.sembang.shared.Sha256;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Files in a bucket all processes share. The signatures are those of Amazon's own examples ("Examples: Signature
/// Calculations"); the bucket is played by a server that takes only calls signed like that.
@ProductTest
class BucketTests {
    private static final S3Signature AMAZONS =
            new S3Signature("us-east-1", "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    private static final Instant THEN = Instant.parse("2013-05-24T00:00:00Z");
    private static final String HOST = "examplebucket.s3.amazonaws.com";
    private static final byte[] PICTURE = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe0, 0, 16, 'J', 'F', 'I', 'F'
    };

    private final JdbcClient jdbc;
    private final CompanyTransactions transactions;
    private final OwnedRows owned;
    private final CompanyEraser eraser;
    private final Clock clock;
    private final InstallationKeys keys;
    private final Members members;

    @LocalServerPort
    private int port;

    private final Map<String, byte[]> objects = new ConcurrentSkipListMap<>();
    private final AtomicInteger failing = new AtomicInteger();
    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    private final Set<String> underLock = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Runnable> whenRemoved = new AtomicReference<>(() -> {});
    private final S3Signature signature = new S3Signature("ap-southeast-1", "the-key", "the-secret");
    private HttpServer server;
    private TestCompany company;

    @TempDir
    private Path one;

    @TempDir
    private Path two;

    @SuppressWarnings("NullAway.Init")
    BucketTests(
            JdbcClient jdbc,
            CompanyTransactions transactions,
            OwnedRows owned,
            CompanyEraser eraser,
            Clock clock,
            InstallationKeys keys,
            Members members) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.owned = owned;
        this.eraser = eraser;
        this.clock = clock;
        this.keys = keys;
        this.members = members;
    }

    @BeforeEach
    void aBucket() throws IOException {
        company = TestCompany.found(port, members);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void closes() {
        server.stop(0);
    }

    @Test
    void callsAreSignedAsInAmazonsExamples() {
        var nothing = Sha256.hex("");
        assertThat(AMAZONS.headers("GET", HOST, "/test.txt", Map.of(), nothing, Map.of("Range", "bytes=0-9"), THEN)
                        .get("Authorization"))
                .endsWith("Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
        assertThat(AMAZONS.headers(
                                "PUT",
                                HOST,
                                "/test%24file.text",
                                Map.of(),
                                Sha256.hex("Welcome to Amazon S3."),
                                Map.of(
                                        "Date", "Fri, 24 May 2013 00:00:00 GMT",
                                        "x-amz-storage-class", "REDUCED_REDUNDANCY"),
                                THEN)
                        .get("Authorization"))
                .endsWith("Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
        assertThat(AMAZONS.headers("GET", HOST, "/", Map.of("max-keys", "2", "prefix", "J"), nothing, Map.of(), THEN)
                        .get("Authorization"))
                .endsWith("Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
    }

    @Test
    void whatOneProcessKeepsAnotherReadsAndWhatIsRemovedIsGoneForBoth() throws Exception {
        var files = process(one, "the-secret");
        var kept = files.store(company.id(), "baju.jpg", new ByteArrayInputStream(PICTURE), 1000);
        assertThat(objects).hasSize(1);
        assertThat(objects.keySet().iterator().next()).startsWith("files/" + company.id() + "/");
        // The same bytes once more, in the bucket once.
        var again = files.store(company.id(), "lagi.jpg", new ByteArrayInputStream(PICTURE), 1000);
        assertThat(objects).hasSize(1);

        var other = process(two, "the-secret");
        var found = other.find(company.id(), kept.id()).orElseThrow();
        assertThat(found.file().contentType()).isEqualTo("image/jpeg");
        assertThat(Files.readAllBytes(found.path())).isEqualTo(PICTURE);
        assertThat(other.count(company.id())).isEqualTo(1);

        other.remove(company.id(), List.of(kept.id()));
        assertThat(objects).hasSize(1);
        other.remove(company.id(), List.of(again.id()));
        assertThat(objects).isEmpty();
        assertThat(files.count(company.id())).isZero();
    }

    @Test
    void whatFailsForAMomentIsTriedAgainAndWhatFailsIsNotCalledKept() throws Exception {
        failing.set(1);
        var files = process(one, "the-secret");
        files.store(company.id(), "a.jpg", new ByteArrayInputStream(PICTURE), 1000);
        assertThat(objects).hasSize(1);

        assertThatThrownBy(() -> process(two, "another-secret")
                        .store(
                                company.id(),
                                "b.txt",
                                new ByteArrayInputStream("b".getBytes(StandardCharsets.UTF_8)),
                                9))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("403");
        assertThat(files.all(company.id())).hasSize(1);

        files.store(company.id(), "c.txt", new ByteArrayInputStream("c".getBytes(StandardCharsets.UTF_8)), 9);
        files.forget(company.id());
        assertThat(objects).isEmpty();
    }

    @Test
    void aLargePictureHasASmallCopyForEveryProcess() throws Exception {
        var large = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(2000, 1000, BufferedImage.TYPE_INT_RGB), "png", large);
        var files = process(one, "the-secret");
        var kept = files.store(company.id(), "kedai.png", new ByteArrayInputStream(large.toByteArray()), 1 << 20);
        assertThat(objects).hasSize(2);
        assertThat(files.count(company.id())).isEqualTo(1);

        var other = process(two, "the-secret");
        var address = other.thumbnailOf(company.id(), kept.id());
        assertThat(address).endsWith("&small=true");
        var expires = Long.parseLong(address.replaceAll(".*expires=(\\d+).*", "$1"));
        var signed = other.signature(company.id(), kept.id(), expires);
        var small = other.find(company.id(), kept.id(), expires, signed, true).orElseThrow();
        assertThat(small.file().contentType()).isEqualTo("image/jpeg");
        assertThat(ImageIO.read(small.path().toFile()).getWidth()).isEqualTo(640);
        var whole = other.find(company.id(), kept.id(), expires, signed, false).orElseThrow();
        assertThat(whole.file().contentType()).isEqualTo("image/png");

        var copy = transactions
                .in(company.id(), () -> other.copy(company.id(), kept.id()))
                .orElseThrow();
        other.remove(company.id(), List.of(kept.id()));
        assertThat(objects).hasSize(2);
        other.remove(company.id(), List.of(copy.id()));
        assertThat(objects).isEmpty();
    }

    @Test
    void nobodyHoldsALockWhileTheBucketIsAsked() throws Exception {
        var files = process(one, "the-secret");
        var kept = files.store(company.id(), "baju.jpg", new ByteArrayInputStream(PICTURE), 1000);
        files.remove(company.id(), List.of(kept.id()));
        assertThat(asked).contains("PUT", "HEAD", "DELETE");
        assertThat(underLock).isEmpty();
    }

    @Test
    void theSameBytesStoredWhileTheyAreBeingRemovedAreThereAfterwards() throws Exception {
        var files = process(one, "the-secret");
        var kept = files.store(company.id(), "baju.jpg", new ByteArrayInputStream(PICTURE), 1000);
        try (var others = Executors.newVirtualThreadPerTaskExecutor()) {
            var again = new AtomicReference<Future<MediaFile>>();
            whenRemoved.set(() -> {
                if (again.get() == null) {
                    again.set(others.submit(() -> process(two, "the-secret")
                            .store(company.id(), "lagi.jpg", new ByteArrayInputStream(PICTURE), 1000)));
                }
            });

            files.remove(company.id(), List.of(kept.id()));

            var stored = Objects.requireNonNull(again.get()).get(20, TimeUnit.SECONDS);
            assertThat(objects).hasSize(1);
            assertThat(files.all(company.id())).containsExactly(stored.id());
            assertThat(Files.readAllBytes(
                            files.find(company.id(), stored.id()).orElseThrow().path()))
                    .isEqualTo(PICTURE);
        }
    }

    private MediaFiles process(Path home, String secret) {
        var settings = new S3Settings(
                URI.create("http://localhost:" + server.getAddress().getPort()),
                "ap-southeast-1",
                "files",
                "the-key",
                secret);
        return new MediaFiles(jdbc, transactions, owned, eraser, clock, keys, settings, home);
    }

    // The bucket

    private void answer(HttpExchange call) throws IOException {
        try (call) {
            var body = call.getRequestBody().readAllBytes();
            if (failing.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                call.sendResponseHeaders(503, -1);
                return;
            }
            if (!isSigned(call, body)) {
                call.sendResponseHeaders(403, -1);
                return;
            }
            var key = call.getRequestURI().getPath().substring(1);
            asked.add(call.getRequestMethod());
            if (!isFree(key)) underLock.add(call.getRequestMethod());
            switch (call.getRequestMethod()) {
                case "PUT" -> {
                    objects.put(key, body);
                    call.sendResponseHeaders(200, -1);
                }
                case "DELETE" -> {
                    objects.remove(key);
                    whenRemoved.get().run();
                    call.sendResponseHeaders(204, -1);
                }
                case "HEAD" -> call.sendResponseHeaders(objects.containsKey(key) ? 200 : 404, -1);
                default -> get(call, key);
            }
        }
    }

    /// Whether somebody else may store or remove the same bytes now.
    private boolean isFree(String key) {
        return jdbc.sql("select pg_try_advisory_xact_lock(hashtextextended(:what, 0))")
                .param("what", key.replaceFirst("^files/", "").replaceFirst("[.]small$", ""))
                .query(Boolean.class)
                .single();
    }

    private void get(HttpExchange call, String key) throws IOException {
        var query = query(call);
        byte[] answer;
        if (query.containsKey("list-type")) {
            // One a page, so that pages are turned.
            var all = objects.keySet().stream()
                    .map(one -> one.substring(key.length() + 1))
                    .filter(one -> one.startsWith(Objects.requireNonNull(query.get("prefix"))))
                    .toList();
            int from = Integer.parseInt(query.getOrDefault("continuation-token", "0"));
            var page = new StringBuilder("<ListBucketResult>");
            if (from < all.size())
                page.append("<Contents><Key>").append(all.get(from)).append("</Key></Contents>");
            if (from + 1 < all.size()) {
                page.append("<NextContinuationToken>").append(from + 1).append("</NextContinuationToken>");
            }
            answer = page.append("</ListBucketResult>").toString().getBytes(StandardCharsets.UTF_8);
        } else if (objects.get(key) == null) {
            call.sendResponseHeaders(404, -1);
            return;
        } else {
            answer = Objects.requireNonNull(objects.get(key));
        }
        call.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
        call.getResponseBody().write(answer);
    }

    private static Map<String, String> query(HttpExchange call) {
        var query = new HashMap<String, String>();
        var raw = call.getRequestURI().getRawQuery();
        for (var pair : raw == null ? new String[0] : raw.split("&")) {
            var parts = pair.split("=", 2);
            query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    private boolean isSigned(HttpExchange call, byte[] body) {
        var headers = call.getRequestHeaders();
        var digest = headers.getFirst("x-amz-content-sha256");
        var at = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .parse(headers.getFirst("x-amz-date"), Instant::from);
        return Sha256.hex(body).equals(digest)
                && at.isAfter(Instant.now().minusSeconds(900))
                && Objects.equals(
                        headers.getFirst("Authorization"),
                        signature
                                .headers(
                                        call.getRequestMethod(),
                                        headers.getFirst("Host"),
                                        call.getRequestURI().getRawPath(),
                                        query(call),
                                        digest,
                                        Map.of(),
                                        at)
                                .get("Authorization"));
    }
}
