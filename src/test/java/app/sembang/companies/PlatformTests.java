package app.sembang.companies;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.StaffApp.Answer;
import app.sembang.TestCompany;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/// What those who run the platform do with companies.
@ProductTest
class PlatformTests {
    private final Members members;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp platform;

    @SuppressWarnings("NullAway.Init")
    PlatformTests(Members members) {
        this.members = members;
    }

    @BeforeEach
    void aCompany() {
        company = TestCompany.found(port, members);
        platform = TestCompany.superAdmin(port, members);
    }

    @Test
    void companiesAreFoundByPartOfTheirNameAndByState() {
        var name = company.admin().get("/api/v1/me").json().at("/company/slug").asString();

        var found = platform.get("/api/v1/companies?q=" + name.substring(2).toUpperCase(java.util.Locale.ROOT));
        var none = platform.get("/api/v1/companies?status=suspended&q=" + name);
        var wild = platform.get("/api/v1/companies?q=%25" + name.substring(3, 8));

        assertThat(found.json().path("items")).hasSize(1);
        assertThat(found.json().at("/items/0/id").asString())
                .isEqualTo(company.id().toString());
        assertThat(none.json().path("items")).isEmpty();
        assertThat(wild.json().path("items")).isEmpty();
    }

    @Test
    void thoseThatAreToBeDeletedAreFoundAmongAllOthers() {
        var name = company.admin().get("/api/v1/me").json().at("/company/slug").asString();
        var path = "/api/v1/companies?deleting=true&q=" + name;
        assertThat(platform.get(path).json().path("items")).isEmpty();

        platform.put(address("/deletion"), "{}");

        assertThat(platform.get(path).json().path("items")).hasSize(1);
    }

    @Test
    void planAndLimitsAreChangedAndHeld() {
        var changed = platform.patch(address(""), """
                {"plan":"growth","status":"trial","limits":{"members":2,"channelAccounts":1,"outlets":null}}
                """);
        assertThat(changed.json().path("plan").asString()).isEqualTo("growth");
        assertThat(changed.json().path("status").asString()).isEqualTo("trial");
        assertThat(platform.get(address("")).json()).isEqualTo(changed.json());

        company.take("Aina", Role.COMPANY_USER);
        var third = company.admin().post("/api/v1/users", """
                {"name":"Wei","email":"%s","password":"long enough","role":"viewer"}
                """.formatted(company.email("wei")));
        assertThat(third.status()).isEqualTo(409);
        assertThat(third.code()).isEqualTo("limit-reached");
        assertThat(third.json().path("limit").asInt()).isEqualTo(2);

        var site = "{\"channel\":\"webchat\",\"name\":\"shop\"}";
        assertThat(company.admin().post("/api/v1/channel-accounts", site).status())
                .isEqualTo(201);
        assertThat(company.admin().post("/api/v1/channel-accounts", site).code())
                .isEqualTo("limit-reached");
    }

    @Test
    void adminsAreToldWhenLittleRoomIsLeftAndWhenThereIsNone() {
        platform.patch(address(""), "{\"limits\":{\"members\":5,\"channelAccounts\":1,\"outlets\":null}}");
        for (var name : List.of("Aina", "Ben")) company.take(name, Role.COMPANY_USER);
        assertThat(quotas()).isEmpty();
        company.take("Chong", Role.COMPANY_USER);
        assertThat(quotas()).containsExactly("members 4/5");
        company.take("Devi", Role.COMPANY_USER);
        assertThat(quotas()).containsExactly("members 5/5", "members 4/5");
        company.admin().post("/api/v1/channel-accounts", "{\"channel\":\"webchat\",\"name\":\"shop\"}");
        assertThat(quotas()).containsExactly("channel_accounts 1/1", "members 5/5", "members 4/5");
    }

    private List<String> quotas() {
        return new Inbox(company.admin())
                .notices("quota").stream()
                        .map(one -> one.path("quota"))
                        .map(quota -> "%s %d/%d"
                                .formatted(
                                        quota.path("of").asString(),
                                        quota.path("used").asInt(),
                                        quota.path("allowed").asInt()))
                        .toList();
    }

    @Test
    void aLimitThatIsNoneNamesItsField() {
        assertThat(field(platform.patch(address(""), "{\"limits\":{\"members\":0}}")))
                .isEqualTo("limits.members");
        assertThat(field(platform.patch(address(""), "{\"plan\":\"gold\"}"))).isEqualTo("plan");
        assertThat(field(platform.patch(address(""), "{\"status\":\"suspended\"}")))
                .isEqualTo("status");
        assertThat(field(platform.put(address("/suspension"), "{\"reason\":\"\"}")))
                .isEqualTo("reason");
        assertThat(field(platform.post(address("/views"), "{\"reason\":\"x\",\"minutes\":61}")))
                .isEqualTo("minutes");
    }

    @Test
    void aCompanyThatIsNotThereIsNotFound() {
        var nobody = "/api/v1/companies/00000000-0000-7000-8000-00000000dead";

        assertThat(platform.get(nobody).status()).isEqualTo(404);
        assertThat(platform.patch(nobody, "{}").status()).isEqualTo(404);
        assertThat(platform.put(nobody + "/suspension", "{\"reason\":\"x\"}").status())
                .isEqualTo(404);
        assertThat(platform.put(nobody + "/deletion", "{}").status()).isEqualTo(404);
        assertThat(platform.post(nobody + "/views", "{\"reason\":\"x\",\"minutes\":5}")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void thePlatformItselfIsNeitherSuspendedNorDeleted() {
        var itself = "/api/v1/companies/" + Companies.PLATFORM;

        assertThat(platform.put(itself + "/suspension", "{\"reason\":\"x\"}").code())
                .isEqualTo("platform");
        assertThat(platform.put(itself + "/deletion", "{}").code()).isEqualTo("platform");
    }

    @Test
    void settingsOfThePlatformAreRememberedAndChecked() {
        assertThat(field(platform.patch("/api/v1/platform-settings", "{\"deletionWaitingDays\":366}")))
                .isEqualTo("deletionWaitingDays");
        assertThat(field(platform.patch("/api/v1/platform-settings", "{\"supportEmail\":\"nobody\"}")))
                .isEqualTo("supportEmail");
        assertThat(field(platform.patch("/api/v1/platform-settings", "{\"newCompanyStatus\":\"suspended\"}")))
                .isEqualTo("newCompanyStatus");

        platform.patch("/api/v1/platform-settings", "{\"newCompanyStatus\":\"trial\"}");
        try {
            var another = TestCompany.found(port, members);
            assertThat(platform.get("/api/v1/companies/" + another.id())
                            .json()
                            .path("status")
                            .asString())
                    .isEqualTo("trial");
        } finally {
            platform.patch("/api/v1/platform-settings", "{\"newCompanyStatus\":\"active\"}");
        }
    }

    @Test
    void aDeletionWaitsThirtyDaysAndCanBeTakenBack() {
        var asked = platform.put(address("/deletion"), "{\"reason\":\"They closed.\"}");

        assertThat(asked.json().at("/deletion/dueAt").asString()).isEqualTo("2026-12-24T02:00:00.000Z");
        assertThat(platform.put(address("/deletion"), "{}").code()).isEqualTo("deletion-requested");
        assertThat(company.admin().get("/api/v1/users").status()).isEqualTo(200);
        assertThat(platform.delete(address("/deletion")).json().path("deletion").isNull())
                .isTrue();
        assertThat(platform.get(address("/deletion")).json().path("request").isNull())
                .isTrue();
    }

    private String address(String below) {
        return "/api/v1/companies/" + company.id() + below;
    }

    private static String field(Answer answer) {
        assertThat(answer.status()).isEqualTo(422);
        return StreamSupport.stream(answer.json().path("errors").spliterator(), false)
                .map(error -> error.path("field").asString())
                .findFirst()
                .orElse("");
    }
}
