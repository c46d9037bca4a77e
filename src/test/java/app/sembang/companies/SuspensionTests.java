package app.sembang.companies;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.TestMail;
import app.sembang.billing.Allowance;
import app.sembang.channels.webchat.WidgetBrowser;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/// While a company is suspended what comes in is stored, nobody gets in and nothing goes out.
@ProductTest
class SuspensionTests {
    private static final String ANSWER = "Kami buka pukul sepuluh.";

    private final Members members;
    private final TestClock clock;
    private final Allowance allowance;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp platform;
    private WidgetBrowser visitor;

    @SuppressWarnings("NullAway.Init")
    SuspensionTests(Members members, TestClock clock, Allowance allowance) {
        this.members = members;
        this.clock = clock;
        this.allowance = allowance;
    }

    @BeforeEach
    void aCompanyThatAnswersByTemplate() {
        company = TestCompany.found(port, members);
        platform = TestCompany.superAdmin(port, members);
        var made = company.admin().post("/api/v1/templates", """
                {"name":"Opening","category":"product_inquiry","language":"ms","patterns":["buka pukul berapa"],
                 "examples":["kedai buka pukul berapa"],"response":"%s","variations":[]}
                """.formatted(ANSWER));
        assertThat(made.status()).as(made.response().body()).isEqualTo(201);
        var site = company.admin().post("/api/v1/channel-accounts", "{\"channel\":\"webchat\",\"name\":\"shop\"}");
        visitor = new WidgetBrowser(port);
        visitor.begin(site.json().path("siteKey").asString(), null);
    }

    @Test
    void nobodyOfItSignsInOrGoesOn() {
        var aina = company.person("Aina", Role.COMPANY_USER);

        suspend();

        for (var refused : List.of(
                aina.get("/api/v1/me"),
                aina.get("/api/v1/conversations"),
                aina.post("/api/v1/templates/test", "{}"),
                aina.refresh(),
                new StaffApp(port).signIn(company.email("admin"), TestCompany.PASSWORD))) {
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.code()).isEqualTo("company-suspended");
        }
        assertThat(new StaffApp(port)
                        .signIn(company.email("admin"), "a wrong one")
                        .code())
                .isEqualTo("bad-credentials");
    }

    @Test
    void peopleAreToldWhomToWriteTo() {
        platform.patch("/api/v1/platform-settings", "{\"supportEmail\":\"help@sembang.test\"}");
        try {
            suspend();
            assertThat(company.admin().get("/api/v1/me").json().path("contact").asString())
                    .isEqualTo("help@sembang.test");
        } finally {
            platform.patch("/api/v1/platform-settings", "{\"supportEmail\":\"\"}");
        }
    }

    @Test
    void whoWasSignedInGoesOnAfterwards() {
        var aina = company.person("Aina", Role.COMPANY_USER);
        suspend();
        aina.refresh();

        reactivate();

        assertThat(aina.refresh().status()).isEqualTo(200);
        assertThat(aina.get("/api/v1/me").status()).isEqualTo(200);
    }

    @Test
    void anOpenStreamEnds() throws Exception {
        var browser = new WidgetBrowser(port).with(company.admin().accessToken());
        try (var stream = browser.follow("/api/v1/stream")) {
            stream.until(told -> told.event().equals("ready"));

            suspend();

            assertThat(stream.ends()).isTrue();
        }
    }

    @Test
    void whatIsQueuedForAVendorWaits() {
        assertThat(allowance.mayISend(company.id())).isTrue();

        suspend();
        assertThat(allowance.mayISend(company.id())).isFalse();

        reactivate();
        assertThat(allowance.mayISend(company.id())).isTrue();
    }

    @Test
    void anAnswerWaitsAndIsGivenWhenTheCompanyIsSoonBack() {
        suspend();
        assertThat(visitor.write("c-1", "kedai buka pukul berapa").status()).isEqualTo(201);
        assertThat(seen()).containsExactly("kedai buka pukul berapa");

        clock.advance(Duration.ofMinutes(9));
        reactivate();

        assertThat(seen()).containsExactly("kedai buka pukul berapa", ANSWER);
    }

    @Test
    void anAnswerThatHasWaitedTooLongIsLeftToAPerson() {
        suspend();
        visitor.write("c-1", "kedai buka pukul berapa");

        clock.advance(Duration.ofMinutes(11));
        reactivate();

        assertThat(seen()).containsExactly("kedai buka pukul berapa");
        var admin = new StaffApp(port);
        admin.signIn(company.email("admin"), TestCompany.PASSWORD);
        var conversation = admin.get("/api/v1/conversations").json().at("/items/0");
        assertThat(conversation.path("answering").asString()).isEqualTo("nobody");
        assertThat(conversation.path("awaitingReplySince").asString()).isEqualTo("2026-11-24T02:00:00.000Z");
        var thread =
                admin.get("/api/v1/conversations/" + conversation.path("id").asString() + "/messages");
        assertThat(thread.json().path("items").findValuesAsString("state")).containsExactly("received", "cancelled");
        assertThat(Inbox.rows(company, "event_log", "kind = 'message_cancelled'"))
                .isEqualTo(1);
    }

    @Test
    void theCompanyReturnsToTheStateItHad() {
        platform.patch("/api/v1/companies/" + company.id(), "{\"status\":\"trial\"}");

        var suspended = suspend();
        assertThat(suspended.json().path("status").asString()).isEqualTo("suspended");
        assertThat(suspended.json().at("/suspension/reason").asString()).isEqualTo("Unpaid since May.");
        assertThat(suspended.json().at("/suspension/returnsTo").asString()).isEqualTo("trial");

        assertThat(reactivate().json().path("status").asString()).isEqualTo("trial");
        assertThat(reactivate().status()).isEqualTo(200);
    }

    @Test
    void otherCompaniesWorkOn() {
        var other = TestCompany.found(port, members);

        suspend();

        assertThat(other.admin().get("/api/v1/me").status()).isEqualTo(200);
        assertThat(platform.get("/api/v1/companies").status()).isEqualTo(200);
    }

    @Test
    void whoWorksInAnotherCompanyTooComesInThere() {
        var other = TestCompany.found(port, members);
        var email = company.email("wei");
        company.take("Wei", Role.COMPANY_USER);
        other.admin().post("/api/v1/users", "{\"name\":\"Wei\",\"email\":\"%s\",\"role\":\"viewer\"}".formatted(email));
        var link = TestMail.read(email, 1).text().replaceAll("(?s).*/invitation#([A-Za-z0-9_-]+).*", "$1");
        new StaffApp(port)
                .post(
                        "/api/v1/invitations/" + link + "/acceptance",
                        "{\"password\":\"%s\"}".formatted(TestCompany.PASSWORD));
        var wei = company.signedIn("Wei");
        assertThat(wei.changeCompany(company.id()).status())
                .as("worked here last")
                .isEqualTo(200);

        suspend();

        assertThat(wei.refresh().code()).isEqualTo("company-suspended");
        var again = wei.signIn(email, TestCompany.PASSWORD);
        assertThat(again.json().at("/user/company/id").asString())
                .isEqualTo(other.id().toString());
        assertThat(again.json().at("/user/companies")).hasSize(2);
        assertThat(wei.changeCompany(company.id()).code()).isEqualTo("company-suspended");
    }

    private StaffApp.Answer suspend() {
        var answer =
                platform.put("/api/v1/companies/" + company.id() + "/suspension", "{\"reason\":\"Unpaid since May.\"}");
        assertThat(answer.status()).isEqualTo(200);
        return answer;
    }

    private StaffApp.Answer reactivate() {
        platform.refresh();
        return platform.delete("/api/v1/companies/" + company.id() + "/suspension");
    }

    private List<String> seen() {
        return StreamSupport.stream(
                        visitor.get("/widget/v1/messages")
                                .json()
                                .path("messages")
                                .spliterator(),
                        false)
                .map(message -> message.path("text").asString())
                .toList();
    }
}
