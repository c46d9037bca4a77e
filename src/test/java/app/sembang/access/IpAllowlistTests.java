package app.sembang.access;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestCompany;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

@ProductTest
class IpAllowlistTests {
    private static final String PATH = "/api/v1/ip-allowlist";

    private final Members members;

    @LocalServerPort
    private int port;

    IpAllowlistTests(Members members) {
        this.members = members;
    }

    @Test
    void whoComesFromElsewhereGetsInNowhere() {
        var company = TestCompany.found(port, members);
        company.take("agent", Role.COMPANY_USER);
        var away = new StaffApp(port, "127.0.0.9");
        away.signIn(company.email("agent"), TestCompany.PASSWORD);
        var key =
                company.admin().post("/api/v1/api-keys", """
                {"name":"Till","scopes":["people:read"]}
                """).json().path("key").asString();
        assertThat(away.get("/api/v1/me").status()).isEqualTo(200);

        var set = company.admin().put(PATH, "{\"networks\":[\"127.0.0.1/32\",\"2001:db8::/32\"]}");

        assertThat(set.status()).as(set.response().body()).isEqualTo(200);
        assertThat(set.json().path("yourAddress").asString()).isEqualTo("127.0.0.1");
        for (var path : List.of("/api/v1/me", "/api/v1/stream", "/api/v1/events?wait=0")) {
            assertThat(away.send("GET", path, null, "Accept", "*/*").code()).isEqualTo("address-not-allowed");
        }
        assertThat(away.refresh().code()).isEqualTo("address-not-allowed");
        assertThat(new StaffApp(port, "127.0.0.9")
                        .signIn(company.email("agent"), TestCompany.PASSWORD)
                        .code())
                .isEqualTo("address-not-allowed");
        assertThat(new StaffApp(port, "127.0.0.9")
                        .send("GET", "/api/v1/users", null, "Authorization", "Bearer " + key)
                        .code())
                .isEqualTo("address-not-allowed");
        assertThat(new StaffApp(port)
                        .send("GET", "/api/v1/users", null, "Authorization", "Bearer " + key)
                        .status())
                .isEqualTo(200);
        assertThat(company.admin().refresh().status()).isEqualTo(200);
        var klinik = TestCompany.found(port, members);
        klinik.take("agent", Role.COMPANY_USER);
        assertThat(new StaffApp(port, "127.0.0.9")
                        .signIn(klinik.email("agent"), TestCompany.PASSWORD)
                        .status())
                .as("other companies have lists of their own")
                .isEqualTo(200);
    }

    @Test
    void customersAndVendorsAreNotAsked() {
        var company = TestCompany.found(port, members);
        var siteKey = company.admin()
                .post("/api/v1/channel-accounts", """
                {"channel":"webchat","name":"Site"}
                """)
                .json()
                .path("siteKey")
                .asString();
        company.admin().put(PATH, "{\"networks\":[\"127.0.0.1\"]}");
        var visitor = new StaffApp(port, "127.0.0.9");

        assertThat(visitor.post("/widget/v1/sessions", "{\"site_key\":\"%s\"}".formatted(siteKey))
                        .status())
                .isEqualTo(200);
        assertThat(visitor.post("/webhook/%s/telegram/%s".formatted(company.id(), company.id()), "{}")
                        .status())
                .as("the vendor's proof decides")
                .isEqualTo(401);
    }

    @Test
    void nobodyLocksThemselvesOut() {
        var admin = TestCompany.found(port, members).admin();

        assertThat(admin.put(PATH, "{\"networks\":[\"10.0.0.0/8\"]}").code()).isEqualTo("locks-you-out");
        assertThat(admin.get(PATH).json().path("networks")).isEmpty();
        assertThat(admin.put(PATH, "{\"networks\":[\"127.0.0.0/8\"]}").status()).isEqualTo(200);
        assertThat(admin.put(PATH, "{\"networks\":[]}").status()).isEqualTo(200);
        assertThat(admin.get("/api/v1/audit-entries?kind=ip_allowlist_changed")
                        .json()
                        .path("items")
                        .valueStream()
                        .map(entry -> entry.path("before").toString()))
                .containsExactly("{\"networks\":[\"127.0.0.0/8\"]}", "{\"networks\":[]}");
    }

    @Test
    void whatIsNoNetworkIsNamed() {
        var admin = TestCompany.found(port, members).admin();

        for (var wrong : List.of("example.com", "localhost", "10.0.0.0/33", "300.1.1.1", "::/129", "1.2.3", "", " ")) {
            var answer = admin.put(PATH, "{\"networks\":[\"127.0.0.1\",\"%s\"]}".formatted(wrong));
            assertThat(answer.status()).as(wrong).isEqualTo(422);
            assertThat(answer.json().at("/errors/0/field").asString()).isEqualTo("networks");
        }
        assertThat(admin.put(PATH, "{}").status()).isEqualTo(422);
        var many = "\"127.0.0.1\"" + ",\"10.0.0.%d\"".repeat(1);
        var networks = new StringBuilder(many.formatted(0));
        for (int i = 1; i < 120; i++) {
            networks.append(",\"10.0.0.").append(i).append('"');
        }
        assertThat(admin.put(PATH, "{\"networks\":[%s]}".formatted(networks)).status())
                .isEqualTo(422);
    }
}
