package app.sembang.identity;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestClock;
import app.sembang.database.TestDatabase;
import app.sembang.shared.Ids;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

@ProductTest
class OperatorCommandTests {
    private static final String ADDRESS = "https://chat.example";
    private static final String OWN = "a password of my own";

    private final TestClock clock;
    private final String email = "ops@" + Ids.next() + ".test";

    @LocalServerPort
    private int port;

    OperatorCommandTests(TestClock clock) {
        this.clock = clock;
    }

    @Test
    void theFirstOperatorChoosesAPasswordByTheLinkAndRunsThePlatform() throws SQLException {
        var said = command(email.toUpperCase(Locale.ROOT));
        assertThat(said).contains(email, ADDRESS + "/invitation#");

        assertThat(accept(secret(said)).status()).isEqualTo(200);
        assertThat(accept(secret(said)).code()).isEqualTo("invitation-gone");

        var operator = new StaffApp(port);
        assertThat(operator.signIn(email, OWN).status()).isEqualTo(200);
        assertThat(operator.get("/api/v1/companies").status()).isEqualTo(200);
        var entries = operator.get("/api/v1/audit-entries?kind=operator_link_made&limit=1");
        assertThat(entries.json()
                        .path("items")
                        .path(0)
                        .path("after")
                        .path("link")
                        .asString())
                .isEqualTo("invitation");
        assertThat(entries.response().body()).doesNotContain(secret(said));
        assertThat(operator.get("/api/v1/audit-check").json().path("intact").asBoolean())
                .isTrue();
    }

    @Test
    void againBeforeTheLinkWasUsedItMakesTheSamePersonAFreshOne() throws SQLException {
        var first = command(email);
        var second = command(email);

        assertThat(accept(secret(first)).code()).isEqualTo("invitation-gone");
        assertThat(accept(secret(second)).status()).isEqualTo(200);
    }

    @Test
    void whoSignsInAlreadyIsGivenALinkForANewPasswordForAnHour() throws SQLException {
        accept(secret(command(email)));

        var said = command(email);
        assertThat(said).contains(ADDRESS + "/password-reset#").doesNotContain(OWN);
        clock.advance(Duration.ofMinutes(61));
        assertThat(reset(secret(said), "another password").code()).isEqualTo("reset-gone");
        clock.moveTo(TestClock.START);
        assertThat(reset(secret(said), "another password").status()).isEqualTo(204);
        assertThat(new StaffApp(port).signIn(email, "another password").status())
                .isEqualTo(200);
    }

    @Test
    void whoWasSentAwayIsAnOperatorAgain() throws SQLException {
        accept(secret(command(email)));
        try (var owner = TestDatabase.shared().owner("sembang");
                var deactivate = owner.prepareStatement("update member set active = false where email = ?")) {
            deactivate.setString(1, email);
            assertThat(deactivate.executeUpdate()).isEqualTo(1);
        }
        assertThat(new StaffApp(port).signIn(email, OWN).status()).isNotEqualTo(200);

        command(email);
        assertThat(new StaffApp(port).signIn(email, OWN).status()).isEqualTo(200);
    }

    private String command(String address) throws SQLException {
        try (var owner = TestDatabase.shared().owner("sembang")) {
            return OperatorCommand.admit(owner, address, ADDRESS, TestDatabase.KEYS.jwtSecret(), clock);
        }
    }

    private static String secret(String said) {
        return said.substring(said.indexOf('#') + 1).strip();
    }

    private StaffApp.Answer accept(String link) {
        return new StaffApp(port).post("/api/v1/invitations/" + link + "/acceptance", """
                {"password":"%s"}""".formatted(OWN));
    }

    private StaffApp.Answer reset(String link, String password) {
        return new StaffApp(port).put("/api/v1/auth/password-resets/" + link, """
                {"password":"%s"}""".formatted(password));
    }
}
