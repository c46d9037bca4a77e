package app.sembang.sales;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestCompany;
import app.sembang.identity.Members;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/// Large files. With `-Drows=50000 -Xmx256m` what docs/performance.md says of them is measured; otherwise as many rows
/// as show that the size makes no difference but time.
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

    @Test
    void productsAreTakenInRowByRow() {
        var file = IntStream.range(0, ROWS)
                .mapToObj(n -> "L-%d,Batik shirt number %d,%d.50,%d,Shirts".formatted(n, n, n % 900, n % 50))
                .collect(Collectors.joining("\n", "sku,name,price,stock,category\n", "\n"));
        var began = Instant.now();

        var id = send("/api/v1/products/import", file).path("id").asString();

        await().atMost(Duration.ofMinutes(3))
                .until(() -> admin.get("/api/v1/products/imports/" + id)
                        .json()
                        .path("status")
                        .asString()
                        .equals("done"));
        tell("products", began);
        assertThat(admin.get("/api/v1/products/imports/" + id)
                        .json()
                        .path("created")
                        .asInt())
                .isEqualTo(ROWS);
    }

    @Test
    void contactsAreTakenInWhole() {
        var file = IntStream.range(0, ROWS)
                .mapToObj(n -> "Person %d,+6012%07d,person%d@example.com".formatted(n, n, n))
                .collect(Collectors.joining("\n", "name,phone,email\n", "\n"));
        var began = Instant.now();

        var taken = send("/api/v1/contact-imports?map=name%3Dname&map=phone%3Dphone&map=email%3Demail", file);

        assertThat(contacts(taken).path("created").asInt()).isEqualTo(ROWS);
        tell("contacts", began);
        var again = send("/api/v1/contact-imports?map=name%3Dname&map=phone%3Dphone", file);
        assertThat(contacts(again).path("created").asInt()).as("nobody twice").isZero();
    }

    /// Once it is done.
    private JsonNode contacts(JsonNode begun) {
        var path = "/api/v1/contact-imports/" + begun.path("id").asString();
        await().atMost(Duration.ofMinutes(3))
                .until(() -> admin.get(path).json().path("status").asString().equals("done"));
        return admin.get(path).json();
    }

    private static void tell(String what, Instant began) {
        System.out.printf(
                "%d %s in %.1f s, heap of at most %d MB%n",
                ROWS,
                what,
                Duration.between(began, Instant.now()).toMillis() / 1000.0,
                Runtime.getRuntime().maxMemory() >> 20);
    }

    private JsonNode send(String path, String file) {
        return admin.send(HttpRequest.newBuilder(URI.create("http://localhost:%d%s".formatted(port, path)))
                        .header("Authorization", "Bearer " + admin.accessToken())
                        .header("Content-Type", "text/csv")
                        .POST(BodyPublishers.ofString(file))
                        .build())
                .json();
    }
}
