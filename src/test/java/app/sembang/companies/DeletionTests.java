package app.sembang.companies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestCompany;
import app.sembang.TestFolder;
import app.sembang.channels.webchat.WidgetBrowser;
import app.sembang.database.CompanyEraser;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import app.sembang.media.MediaFiles;
import app.sembang.shared.CompanyId;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/// A deleted company leaves nothing, and a proof of it.
@ProductTest
class DeletionTests {
    private final Members members;
    private final MediaFiles files;
    private final CompanyDeletion deletion;
    private final CompanyEraser rows;

    @LocalServerPort
    private int port;

    DeletionTests(Members members, MediaFiles files, CompanyDeletion deletion, CompanyEraser rows) {
        this.members = members;
        this.files = files;
        this.deletion = deletion;
        this.rows = rows;
    }

    @Test
    void everyRowAndFileOfItGoesAndNobodyElses() throws Exception {
        var platform = TestCompany.superAdmin(port, members);
        var leaving = aBusyCompany();
        var staying = aBusyCompany();
        var before = rows.count(staying.id());

        deleteNow(platform, leaving.id());

        var proof = proof(platform, leaving.id());
        assertThat(proof)
                .isNotEmpty()
                .allSatisfy(count -> assertThat(count.path("rowsAfter").asLong(-1))
                        .as(count.path("table").asString())
                        .isZero());
        var had = new TreeMap<String, Long>();
        proof.forEach(count ->
                had.put(count.path("table").asString(), count.path("rowsBefore").asLong()));
        assertThat(had)
                .containsEntry("company", 1L)
                .containsEntry("member", 2L)
                .containsEntry("sign_in", 2L)
                .containsEntry("conversation", 1L)
                .containsEntry("media", 1L)
                .containsEntry("media files", 1L);
        assertThat(had.get("message")).isPositive();
        assertThat(had.get("event_log")).isPositive();
        assertThat(TestFolder.of("home/media/" + leaving.id())).doesNotExist();
        assertThat(platform.get("/api/v1/companies/" + leaving.id()).status()).isEqualTo(404);
        assertThat(leaving.admin().get("/api/v1/me").status()).isEqualTo(401);
        assertThat(new StaffApp(port)
                        .signIn(leaving.email("admin"), TestCompany.PASSWORD)
                        .code())
                .isEqualTo("bad-credentials");
        assertThat(rows.count(staying.id())).isEqualTo(before);
        assertThat(staying.admin().get("/api/v1/me").status()).isEqualTo(200);
    }

    @Test
    void aSecondRunChangesNothing() throws Exception {
        var platform = TestCompany.superAdmin(port, members);
        var leaving = aBusyCompany();
        deleteNow(platform, leaving.id());
        var proof = proof(platform, leaving.id());

        deletion.run(leaving.id());

        assertThat(proof(platform, leaving.id())).isEqualTo(proof);
    }

    @Test
    void aRunBeforeItsTimeChangesNothing() throws Exception {
        var platform = TestCompany.superAdmin(port, members);
        var company = aBusyCompany();
        platform.put("/api/v1/companies/" + company.id() + "/deletion", "{}");

        deletion.run(company.id());

        assertThat(company.admin().get("/api/v1/me").status()).isEqualTo(200);
        assertThat(proof(platform, company.id())).isEmpty();
        platform.delete("/api/v1/companies/" + company.id() + "/deletion");
    }

    private TestCompany aBusyCompany() throws Exception {
        var company = TestCompany.found(port, members);
        company.take("Aina", Role.COMPANY_USER);
        var site = company.admin().post("/api/v1/channel-accounts", "{\"channel\":\"webchat\",\"name\":\"shop\"}");
        var visitor = new WidgetBrowser(port);
        visitor.begin(site.json().path("siteKey").asString(), null);
        visitor.write("c-1", "Hello");
        files.store(company.id(), "a.txt", new ByteArrayInputStream(new byte[] {1, 2, 3}), 10);
        return company;
    }

    private static void deleteNow(StaffApp platform, CompanyId company) {
        platform.patch("/api/v1/platform-settings", "{\"deletionWaitingDays\":0}");
        try {
            assertThat(platform.put("/api/v1/companies/" + company + "/deletion", "{}")
                            .status())
                    .isEqualTo(200);
        } finally {
            platform.patch("/api/v1/platform-settings", "{\"deletionWaitingDays\":30}");
        }
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(proof(platform, company))
                        .isNotEmpty()
                        .allMatch(count -> count.path("rowsAfter").isNumber()));
    }

    private static List<JsonNode> proof(StaffApp platform, CompanyId company) {
        var answer = platform.get("/api/v1/companies/" + company + "/deletion").json();
        return StreamSupport.stream(answer.path("tables").spliterator(), false).toList();
    }
}
