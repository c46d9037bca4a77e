package app.sembang.identity;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.TestMail;
import app.sembang.shared.Ids;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

@ProductTest
class PasswordTests {
    private static final String NEW = "a new password of hers";

    private final Members members;
    private final JdbcClient platform;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    PasswordTests(Members members, @Qualifier("platform") JdbcClient platform, TestClock clock) {
        this.members = members;
        this.platform = platform;
        this.clock = clock;
    }

    @ParameterizedTest
    @ValueSource(strings = {"short 1", "password123", "P@ssw0rd", "malaysia123", "aaaaaaaaaaaa", "mei.lin.tan"})
    void whatIsGuessedFirstIsRefused(String password) {
        var refused = TestCompany.found(port, members).admin().post("/api/v1/users", """
                {"name":"Mei","email":"mei.lin.tan@mei.test","role":"viewer","password":"%s"}
                """.formatted(password));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().path("errors").path(0).path("field").asString())
                .isEqualTo("password");
    }

    @Test
    void aLongPasswordOfAnyScriptCountsToItsEnd() {
        var company = TestCompany.found(port, members);
        var email = company.email("mei");
        var password = "我的密码很长 மிக நீண்ட கடவுச்சொல் ".repeat(4);

        assertThat(company.admin()
                        .post(
                                "/api/v1/users",
                                "{\"name\":\"Mei\",\"email\":\"%s\",\"role\":\"viewer\",\"password\":\"%s\"}"
                                        .formatted(email, password))
                        .status())
                .isEqualTo(201);

        assertThat(new StaffApp(port).signIn(email, password).status()).isEqualTo(200);
        assertThat(new StaffApp(port)
                        .signIn(email, password.substring(0, password.length() - 1))
                        .status())
                .isEqualTo(401);
        assertThat(company.admin()
                        .post(
                                "/api/v1/users",
                                "{\"name\":\"X\",\"email\":\"x@x.test\",\"role\":\"viewer\",\"password\":\"%s\"}"
                                        .formatted(password.repeat(3)))
                        .status())
                .isEqualTo(422);
    }

    @Test
    void aHashOfAnOlderMethodIsReplacedWhenItsOwnerSignsIn() {
        var company = TestCompany.found(port, members);
        var email = company.email("admin");
        platform.sql("update sign_in set password_hash = :hash where email = :email")
                .param("hash", "{bcrypt}" + new BCryptPasswordEncoder().encode(NEW))
                .param("email", email)
                .update();

        assertThat(new StaffApp(port).signIn(email, "wrong").status()).isEqualTo(401);
        assertThat(hash(email)).startsWith("{bcrypt}");
        assertThat(new StaffApp(port).signIn(email, NEW).status()).isEqualTo(200);
        assertThat(hash(email)).startsWith("{argon2}$argon2id$v=19$");
        assertThat(new StaffApp(port).signIn(email, NEW).status()).isEqualTo(200);
    }

    @Test
    void aForgottenPasswordIsSetAnewByMailAndSignsOutEverywhere() {
        var company = TestCompany.found(port, members);
        var email = company.email("admin");

        assertThat(ask(" " + email.toUpperCase(java.util.Locale.ROOT)).status()).isEqualTo(202);
        var link = TestMail.read(email, 1).secret();
        assertThat(set(link, "password123").status()).isEqualTo(422);
        assertThat(set(link, NEW).status()).isEqualTo(204);

        assertThat(set(link, "yet another one").code()).isEqualTo("reset-gone");
        assertThat(company.admin().get("/api/v1/me").status()).isEqualTo(401);
        assertThat(company.admin().refresh().status()).isEqualTo(401);
        assertThat(new StaffApp(port).signIn(email, TestCompany.PASSWORD).status())
                .isEqualTo(401);
        assertThat(new StaffApp(port).signIn(email, NEW).status()).isEqualTo(200);
        assertThat(TestMail.read(email, 2).text()).contains("/password-reset").doesNotContain(NEW);
    }

    @Test
    void anUnknownAddressIsAnsweredAlikeAndGetsNoMail() throws InterruptedException {
        var unknown = Ids.next() + "@nobody.test";
        var known = TestCompany.found(port, members).email("admin");

        var answer = ask(unknown);
        var other = ask(known);

        assertThat(answer.status()).isEqualTo(other.status());
        assertThat(answer.response().body()).isEqualTo(other.response().body());
        TestMail.read(known, 1);
        assertThat(TestMail.SERVER.await(unknown, 1, Duration.ofMillis(300))).isEmpty();
    }

    @Test
    void aLinkCountsForAnHourAndAskingAgainDoesNotSpoilIt() {
        var email = TestCompany.found(port, members).email("admin");
        ask(email);
        var first = TestMail.read(email, 1).secret();
        clock.advance(Duration.ofMinutes(59));
        ask(email);
        TestMail.read(email, 2);

        clock.advance(Duration.ofMinutes(2));
        assertThat(set(first, NEW).code()).isEqualTo("reset-gone");
        clock.advance(Duration.ofMinutes(-2));
        assertThat(set(first, NEW).status()).isEqualTo(204);
        assertThat(set(TestMail.read(email, 2).secret(), "one more of hers").code())
                .isEqualTo("reset-gone");
    }

    @Test
    void askingManyTimesIsSlowedDownWhetherTheAddressIsKnownOrNot() {
        var app = new StaffApp(port, "127.0.0.71");
        var unknown = Ids.next() + "@nobody.test";
        var known = TestCompany.found(port, members).email("admin");

        for (var email : new String[] {unknown, known}) {
            var codes = IntStream.range(0, 10)
                    .map(i -> app.post("/api/v1/auth/password-resets", "{\"email\":\"%s\"}".formatted(email))
                            .status())
                    .boxed()
                    .toList();
            assertThat(codes).startsWith(202, 202, 202, 202, 202, 202, 202, 202).endsWith(429, 429);
        }
        assertThat(app.signIn(known, TestCompany.PASSWORD).status())
                .as("asking for links locks nobody out")
                .isEqualTo(200);
    }

    @Test
    void onesOwnPasswordIsChangedWithTheOldOneAndSignsOutEverywhereElse() {
        var company = TestCompany.found(port, members);
        var email = company.email("admin");
        var other = new StaffApp(port);
        other.signIn(email, TestCompany.PASSWORD);
        var here = company.admin();

        assertThat(here.put("/api/v1/me/password", change("not the old one", NEW))
                        .status())
                .isEqualTo(401);
        assertThat(here.put("/api/v1/me/password", change(TestCompany.PASSWORD, email))
                        .status())
                .isEqualTo(422);
        assertThat(here.put("/api/v1/me/password", change(TestCompany.PASSWORD, NEW))
                        .status())
                .isEqualTo(204);

        assertThat(here.get("/api/v1/me").status()).isEqualTo(200);
        assertThat(other.get("/api/v1/me").status()).isEqualTo(401);
        assertThat(new StaffApp(port).signIn(email, NEW).status()).isEqualTo(200);
        assertThat(TestMail.read(email, 1).text()).doesNotContain("#", NEW);
    }

    private StaffApp.Answer ask(String email) {
        return new StaffApp(port).post("/api/v1/auth/password-resets", "{\"email\":\"%s\"}".formatted(email));
    }

    private StaffApp.Answer set(String link, String password) {
        return new StaffApp(port)
                .put("/api/v1/auth/password-resets/" + link, "{\"password\":\"%s\"}".formatted(password));
    }

    private String hash(String email) {
        return platform.sql("select password_hash from sign_in where email = :email")
                .param("email", email)
                .query(String.class)
                .single();
    }

    private static String change(String old, String fresh) {
        return "{\"currentPassword\":\"%s\",\"newPassword\":\"%s\"}".formatted(old, fresh);
    }
}
