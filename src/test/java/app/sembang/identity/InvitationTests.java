package app.sembang.identity;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.TestMail;
import app.sembang.shared.Ids;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

@ProductTest
class InvitationTests {
    private static final String OWN = "a password of my own";

    private final Members members;
    private final TestClock clock;
    private final String mei = "mei@" + Ids.next() + ".test";

    @LocalServerPort
    private int port;

    InvitationTests(Members members, TestClock clock) {
        this.members = members;
        this.clock = clock;
    }

    @Test
    void whoIsInvitedChoosesAPasswordAndIsIn() {
        var company = TestCompany.found(port, members);
        var invited = invite(company, mei);
        assertThat(invited.status()).isEqualTo(201);
        assertThat(invited.json().path("status").asString()).isEqualTo("invited");

        var mail = TestMail.read(mei, 1);
        assertThat(mail.subject()).contains("Kedai");
        var link = mail.secret();
        var shown = new StaffApp(port).get("/api/v1/invitations/" + link).json();
        assertThat(shown.path("email").asString()).isEqualTo(mei);
        assertThat(shown.path("role").asString()).isEqualTo("company_user");
        assertThat(shown.path("hasPassword").asBoolean()).isFalse();

        var accepted = accept(link, OWN);
        assertThat(accepted.status()).isEqualTo(200);
        assertThat(accepted.json().path("user").path("email").asString()).isEqualTo(mei);
        assertThat(accepted.header("Set-Cookie")).startsWith("sembang=");
        assertThat(new StaffApp(port).signIn(mei, OWN).status()).isEqualTo(200);
        assertThat(company.admin()
                        .get("/api/v1/users/" + invited.json().path("id").asString())
                        .json()
                        .path("status")
                        .asString())
                .isEqualTo("active");
    }

    @Test
    void aLinkWorksOnceAndForAWeek() {
        var company = TestCompany.found(port, members);
        invite(company, mei);
        var link = TestMail.read(mei, 1).secret();

        clock.advance(Duration.ofDays(8));
        assertThat(accept(link, OWN).code()).isEqualTo("invitation-gone");
        clock.moveTo(TestClock.START);
        assertThat(accept(link, OWN).status()).isEqualTo(200);
        assertThat(accept(link, OWN).code()).isEqualTo("invitation-gone");
        assertThat(new StaffApp(port).get("/api/v1/invitations/" + link).status())
                .isEqualTo(404);
        assertThat(new StaffApp(port).get("/api/v1/invitations/nonsense").status())
                .isEqualTo(404);
    }

    @Test
    void anInvitationSentAgainReplacesTheOneBeforeAndAWithdrawnOneIsGone() {
        var company = TestCompany.found(port, members);
        var path = "/api/v1/users/" + invite(company, mei).json().path("id").asString() + "/invitation";
        var first = TestMail.read(mei, 1).secret();

        assertThat(company.admin().post(path, "").status()).isEqualTo(204);
        var second = TestMail.read(mei, 2).secret();
        assertThat(accept(first, OWN).code()).isEqualTo("invitation-gone");
        assertThat(new StaffApp(port).get("/api/v1/invitations/" + second).status())
                .isEqualTo(200);

        assertThat(company.admin().delete(path).status()).isEqualTo(204);
        assertThat(accept(second, OWN).code()).isEqualTo("invitation-gone");
        assertThat(company.admin().get("/api/v1/users").json().path("items")).hasSize(1);
        assertThat(company.admin().post(path, "").status()).isEqualTo(404);

        assertThat(invite(company, mei).status()).isEqualTo(201);
        assertThat(accept(TestMail.read(mei, 3).secret(), OWN).status()).isEqualTo(200);
        assertThat(company.admin().post(path, "").status()).isEqualTo(404);
    }

    @Test
    void nobodyCanHaveAnotherFloodedWithInvitations() {
        var company = TestCompany.found(port, members);
        var path = "/api/v1/users/" + invite(company, mei).json().path("id").asString() + "/invitation";

        for (int i = 0; i < 4; i++) {
            assertThat(company.admin().post(path, "").status()).isEqualTo(204);
        }

        assertThat(company.admin().post(path, "").code()).isEqualTo("too-many-mails");
        clock.advance(Duration.ofMinutes(5));
        assertThat(company.admin().refresh().status()).isEqualTo(200);
        assertThat(company.admin().post(path, "").code()).isEqualTo("too-many-mails");
    }

    @Test
    void theFirstAdminOfACompanyIsInvitedToo() {
        var slug = "t-" + Ids.next();
        var created = TestCompany.superAdmin(port, members).post("/api/v1/companies", """
                {"name":"Klinik","slug":"%s","country":"MY","preferredLanguage":"zh",
                 "admin":{"name":"Dr. Farah","email":"%s"}}
                """.formatted(slug, mei));
        assertThat(created.status()).isEqualTo(201);

        var mail = TestMail.read(mei, 1);
        var accepted = accept(mail.secret(), OWN);

        assertThat(mail.language()).isEqualTo("zh");
        assertThat(accepted.json().path("user").path("role").asString()).isEqualTo("company_admin");
        assertThat(accepted.json().path("user").path("company").path("slug").asString())
                .isEqualTo(slug);
    }

    @Test
    void whoWorksElsewhereAcceptsWithTheirOwnPasswordAndChangesBetweenCompanies() {
        var kedai = TestCompany.found(port, members);
        var klinik = TestCompany.found(port, members);
        kedai.take("Aina", Role.COMPANY_USER);
        var email = kedai.email("Aina");
        invite(klinik, email);
        var link = TestMail.read(email, 1).secret();

        assertThat(new StaffApp(port)
                        .get("/api/v1/invitations/" + link)
                        .json()
                        .path("hasPassword")
                        .asBoolean())
                .isTrue();
        assertThat(accept(link, "not her password").code()).isEqualTo("bad-credentials");
        assertThat(accept(link, TestCompany.PASSWORD).status()).isEqualTo(200);

        var aina = new StaffApp(port);
        var entry = aina.signIn(email, TestCompany.PASSWORD).json().path("user");
        assertThat(entry.path("company").path("id").asString())
                .isEqualTo(kedai.id().toString());
        assertThat(entry.path("companies").findValuesAsString("id"))
                .containsExactly(kedai.id().toString(), klinik.id().toString());

        var before = aina.copy();
        var changed = aina.changeCompany(klinik.id());
        assertThat(changed.status()).isEqualTo(200);
        assertThat(aina.get("/api/v1/me").json().path("company").path("id").asString())
                .isEqualTo(klinik.id().toString());
        assertThat(before.refresh().code()).isEqualTo("session-ended");
        assertThat(aina.changeCompany(TestCompany.found(port, members).id()).code())
                .isEqualTo("not-your-company");
        assertThat(new StaffApp(port)
                        .signIn(email, TestCompany.PASSWORD)
                        .json()
                        .path("user")
                        .path("company")
                        .path("id")
                        .asString())
                .as("the company of last time")
                .isEqualTo(klinik.id().toString());
        assertThat(new StaffApp(port)
                        .post(
                                "/api/v1/auth/login",
                                "{\"email\":\"%s\",\"password\":\"%s\",\"companyId\":\"%s\"}"
                                        .formatted(email, TestCompany.PASSWORD, kedai.id()))
                        .json()
                        .path("user")
                        .path("company")
                        .path("id")
                        .asString())
                .isEqualTo(kedai.id().toString());
    }

    @Test
    void anAdminIsNotToldThatAnAddressSignsInElsewhere() {
        var kedai = TestCompany.found(port, members);
        var klinik = TestCompany.found(port, members);

        var known = klinik.admin().post("/api/v1/users", person(kedai.email("admin"), "another password"));
        var unknown = klinik.admin().post("/api/v1/users", person(mei, "another password"));

        assertThat(known.status()).isEqualTo(201).isEqualTo(unknown.status());
        for (var field : new String[] {"status", "active", "role", "available"}) {
            assertThat(known.json().path(field)).isEqualTo(unknown.json().path(field));
        }
        assertThat(new StaffApp(port)
                        .signIn(kedai.email("admin"), "another password")
                        .status())
                .isEqualTo(401);
        assertThat(TestMail.read(kedai.email("admin"), 1).secret()).isNotBlank();
        assertThat(klinik.admin()
                        .post("/api/v1/users", person(mei, "another password"))
                        .code())
                .isEqualTo("already-member");
    }

    @Test
    void theLinkIsKeptAsAHashOnlyAndAGuessedOneIsNotFound() {
        var company = TestCompany.found(port, members);
        var id =
                java.util.UUID.fromString(invite(company, mei).json().path("id").asString());

        var guess = RowToken.make(company.id(), id).text();

        assertThat(accept(guess, OWN).code()).isEqualTo("invitation-gone");
    }

    private static String person(String email, String password) {
        return "{\"name\":\"Mei\",\"email\":\"%s\",\"role\":\"company_user\",\"password\":\"%s\"}"
                .formatted(email, password);
    }

    private static StaffApp.Answer invite(TestCompany company, String email) {
        return company.admin()
                .post(
                        "/api/v1/users",
                        "{\"name\":\"Mei\",\"email\":\"%s\",\"role\":\"company_user\"}".formatted(email));
    }

    private StaffApp.Answer accept(String link, String password) {
        return new StaffApp(port)
                .send(
                        "POST",
                        "/api/v1/invitations/" + link + "/acceptance",
                        "{\"password\":\"%s\"}".formatted(password),
                        "X-Sembang",
                        "1");
    }
}
