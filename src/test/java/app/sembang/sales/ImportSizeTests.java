package app.sembang.sales;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestCompany;
import app.sembang.identity.Members;
import app.sembang.shared.TableFormat;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/// Large files. With `-Drows=50000 -Dtest.heap=256m` what docs/performance.md says of them is measured; otherwise
/// as many rows as show that the size makes no difference but time.
@ProductTest
class ImportSizeTests {
    private static final int ROWS = Integer.getInteger("rows", 11_000);

    private final Members members;

    @LocalServerPort
    private int port;

    private StaffApp admin;

    @SuppressWarnings("NullAway.Init")
    ImportSizeTests(Members members) {
        this.members = members;
    }

    @BeforeEach
    void aCompany() {
        admin = TestCompany.found(port, members).admin();
    }

    @ParameterizedTest
    @EnumSource
    void productsAreTakenInRowByRow(TableFormat format) {
        var file = file(
                format,
                List.of("sku", "name", "price", "stock", "category"),
                n -> List.of("L-" + n, "Batik shirt number " + n, n % 900 + ".50", "" + n % 50, "Shirts"));
        var began = Instant.now();

        var id = send("/api/v1/products/import", format, file).path("id").asString();

        await().atMost(Duration.ofMinutes(3))
                .until(() -> admin.get("/api/v1/products/imports/" + id)
                        .json()
                        .path("status")
                        .asString()
                        .equals("done"));
        tell("products", format, began);
        assertThat(admin.get("/api/v1/products/imports/" + id)
                        .json()
                        .path("created")
                        .asInt())
                .isEqualTo(ROWS);
    }

    @ParameterizedTest
    @EnumSource
    void contactsAreTakenInWhole(TableFormat format) {
        var file = file(
                format,
                List.of("name", "phone", "email"),
                n -> List.of("Person " + n, "+6012%07d".formatted(n), "person%d@example.com".formatted(n)));
        var began = Instant.now();

        var taken = send("/api/v1/contact-imports?map=name%3Dname&map=phone%3Dphone&map=email%3Demail", format, file);

        assertThat(contacts(taken).path("created").asInt()).isEqualTo(ROWS);
        tell("contacts", format, began);
        var again = send("/api/v1/contact-imports?map=name%3Dname&map=phone%3Dphone", format, file);
        assertThat(contacts(again).path("created").asInt()).as("nobody twice").isZero();
    }

    /// Once it is done.
    private JsonNode contacts(JsonNode begun) {
        var path = "/api/v1/contact-imports/" + begun.path("id").asString();
        await().atMost(Duration.ofMinutes(3))
                .until(() -> admin.get(path).json().path("status").asString().equals("done"));
        return admin.get(path).json();
    }

    private static byte[] file(TableFormat format, List<String> heading, IntFunction<List<String>> row) {
        var rows = Stream.concat(Stream.of(heading), IntStream.range(0, ROWS).mapToObj(row));
        return format.write(rows.toList(), Set.of());
    }

    private static void tell(String what, TableFormat format, Instant began) {
        System.out.printf(
                "%d %s from %s in %.1f s, heap of at most %d MB%n",
                ROWS,
                what,
                format,
                Duration.between(began, Instant.now()).toMillis() / 1000.0,
                Runtime.getRuntime().maxMemory() >> 20);
    }

    private JsonNode send(String path, TableFormat format, byte[] file) {
        return admin.send(HttpRequest.newBuilder(URI.create("http://localhost:%d%s".formatted(port, path)))
                        .header("Authorization", "Bearer " + admin.accessToken())
                        .header("Content-Type", format.contentType())
                        .POST(BodyPublishers.ofByteArray(file))
                        .build())
                .json();
    }
}
