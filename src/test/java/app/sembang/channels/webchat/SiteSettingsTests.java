package app.sembang.channels.webchat;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.TestCompany;
import app.sembang.identity.Members;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@ProductTest
class SiteSettingsTests {
    private static final String SET_UP = """
            {"title":"Kedai Batik","color":"#1F3A6E","side":"start","language":"ms",
             "texts":[{"language":"ms","greeting":"Selamat datang","launcherLabel":"Tanya kami","consent":null},
                      {"language":"en","greeting":"Welcome","launcherLabel":" ","consent":null}],
             "askName":"required","askEmail":"optional","askPhone":"off","rating":true,"identityVerification":"off"}
            """;

    private final Members members;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private String account;
    private String siteKey;
    private WidgetBrowser visitor;

    @SuppressWarnings("NullAway.Init")
    SiteSettingsTests(Members members) {
        this.members = members;
    }

    @BeforeEach
    void aCompanyWithAChatOnItsSite() {
        company = TestCompany.found(port, members);
        var made = company.admin().post("/api/v1/channel-accounts", """
                {"channel":"webchat","name":"Kedai Contoh","settings":{"brandName":"Kedai","color":"#0a7d55"}}
                """);
        account = made.json().path("id").asString();
        siteKey = made.json().path("siteKey").asString();
        visitor = new WidgetBrowser(port);
    }

    @Test
    void aSiteNobodyHasSetUpLooksAsItsAccountSays() {
        var settings = company.admin().get(website()).json().path("settings");

        assertThat(settings.path("title").asString()).isEqualTo("Kedai");
        assertThat(settings.path("color").asString()).isEqualTo("#0a7d55");
        assertThat(settings.path("side").asString()).isEqualTo("end");
        assertThat(settings.path("askName").asString()).isEqualTo("off");
        assertThat(bootstrap("en").at("/pre_chat_form/enabled").asBoolean()).isFalse();
        assertThat(bootstrap("en").at("/brand/name").asString()).isEqualTo("Kedai");
    }

    @Test
    void whatIsSetIsWhatVisitorsSeeInTheirLanguage() {
        assertThat(company.admin().put(website(), SET_UP).status()).isEqualTo(200);

        var english = bootstrap("en-GB");
        assertThat(english.at("/brand/name").asString()).isEqualTo("Kedai Batik");
        assertThat(english.at("/brand/color").asString()).isEqualTo("#1f3a6e");
        assertThat(english.at("/brand/greeting").asString()).isEqualTo("Welcome");
        assertThat(english.at("/features/rating").asBoolean()).isTrue();
        assertThat(english.at("/pre_chat_form/when").asString()).isEqualTo("before_first_message");
        assertThat(english.at("/pre_chat_form/fields/0/label").asString()).isEqualTo("Name");
        assertThat(english.at("/pre_chat_form/fields/0/required").asBoolean()).isTrue();
        assertThat(english.at("/pre_chat_form/fields/1/key").asString()).isEqualTo("email");
        assertThat(english.at("/pre_chat_form/fields/1/required").asBoolean()).isFalse();
        assertThat(bootstrap("ta").at("/brand/greeting").asString()).isEqualTo("Selamat datang");
        assertThat(bootstrap("fr").path("locale").asString()).isEqualTo("ms");
    }

    @Test
    void theLaunchersLookIsAScriptOfItsOwn() {
        company.admin().put(website(), SET_UP);

        var script = visitor.get("/widget/site.js?site_key=" + siteKey);

        assertThat(script.header("Content-Type")).startsWith("text/javascript");
        assertThat(script.header("Cache-Control")).contains("max-age=60");
        assertThat(script.response().body())
                .startsWith("Sembang.site={")
                .contains(
                        "\"color\":\"#1f3a6e\"",
                        "\"side\":\"start\"",
                        "\"language\":\"ms\"",
                        "\"ms\":\"Tanya kami\"",
                        "\"ta\":\"Tanya kami\"");
        assertThat(visitor.get("/widget/site.js?site_key=wsk_live_unknown")
                        .response()
                        .body())
                .isEqualTo("Sembang.site=null");
    }

    @Test
    void theAdminSeesOnWhichSitesTheTagStands() {
        company.admin()
                .patch(
                        "/api/v1/channel-accounts/" + account,
                        "{\"settings\":{\"allowedOrigins\":[\"https://www.kedai.example\"]}}");
        assertThat(sightings()).isEmpty();

        for (var page : List.of(
                "https://www.kedai.example/baju",
                "https://www.kedai.example/kain",
                "https://salinan.example/",
                "not an address",
                "file:///kedai.html")) {
            assertThat(visitor.get("/widget/site.js?site_key=" + siteKey, "Referer", page)
                            .status())
                    .isEqualTo(200);
        }

        var seen = sightings();
        assertThat(seen)
                .extracting(one -> one.path("origin").asString() + " "
                        + one.path("allowed").asBoolean())
                .containsExactlyInAnyOrder("https://www.kedai.example true", "https://salinan.example false");
        for (int i = 0; i < 30; i++) {
            visitor.get("/widget/site.js?site_key=" + siteKey, "Referer", "https://nr-%d.example/".formatted(i));
        }
        assertThat(sightings()).hasSize(20);
    }

    private List<JsonNode> sightings() {
        return company.admin()
                .get("/api/v1/channel-accounts/" + account + "/website/sightings")
                .json()
                .path("items")
                .valueStream()
                .toList();
    }

    @Test
    void aSiteThatWasDisconnectedHasNoLauncher() {
        assertThat(company.admin().delete("/api/v1/channel-accounts/" + account).status())
                .isBetween(200, 204);

        assertThat(visitor.get("/widget/site.js?site_key=" + siteKey).response().body())
                .isEqualTo("Sembang.site=null");
    }

    @Test
    void aValueThatCannotBeIsRefusedByItsName() {
        refused("\"#1F3A6E\"", "\"red\"", "color");
        refused("\"Kedai Batik\"", "\"" + "x".repeat(81) + "\"", "title");
        refused("\"language\":\"en\"", "\"language\":\"ms\"", "texts");
        refused("\"identityVerification\":\"off\"", "\"identityVerification\":\"required\"", "identityVerification");
        assertThat(company.admin()
                        .put(website(), SET_UP.replace("\"start\"", "\"top\""))
                        .status())
                .isBetween(400, 422);
        assertThat(company.admin().get(website()).json().at("/settings/title").asString())
                .isEqualTo("Kedai");
    }

    @Test
    void anIdentitySecretIsShownOnceAndOnlyItsEndAfterwards() {
        var made = company.admin().post("/api/v1/channel-accounts/" + account + "/identity-secret", "{}");

        var secret = made.json().path("secret").asString();
        assertThat(secret).startsWith("wid_").hasSizeGreaterThan(40);
        var read = company.admin().get(website());
        assertThat(read.json().path("identitySecret").asString())
                .isEqualTo("****" + secret.substring(secret.length() - 4));
        assertThat(read.response().body()).doesNotContain(secret);
        assertThat(read.json().path("previousSecretUntil").isNull()).isTrue();
        assertThat(company.admin()
                        .put(website(), SET_UP.replace("Verification\":\"off", "Verification\":\"required"))
                        .status())
                .isEqualTo(200);
        assertThat(bootstrap("en").path("identity_verification").asString()).isEqualTo("required");

        company.admin().post("/api/v1/channel-accounts/" + account + "/identity-secret", "{}");

        assertThat(company.admin()
                        .get(website())
                        .json()
                        .path("previousSecretUntil")
                        .isNull())
                .isFalse();
    }

    @Test
    void whoChangedWhatIsWrittenDownWithoutTheSecret() {
        company.admin().put(website(), SET_UP);
        var secret = company.admin()
                .post("/api/v1/channel-accounts/" + account + "/identity-secret", "{}")
                .json()
                .path("secret")
                .asString();

        var log =
                company.admin().get("/api/v1/audit-entries?limit=10").response().body();

        assertThat(log)
                .contains("website_chat_changed", "website_chat_secret_rotated")
                .doesNotContain(secret);
    }

    @Test
    void onlyAWebsiteHasSuchSettings() {
        var elsewhere = TestCompany.found(port, members);

        assertThat(elsewhere.admin().get(website()).status()).isEqualTo(404);
        assertThat(elsewhere.admin().put(website(), SET_UP).status()).isEqualTo(404);
    }

    private void refused(String was, String wanted, String field) {
        var answer = company.admin().put(website(), SET_UP.replace(was, wanted));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json()
                        .path("errors")
                        .valueStream()
                        .map(error -> error.path("field").asString()))
                .containsExactly(field);
    }

    private String website() {
        return "/api/v1/channel-accounts/" + account + "/website";
    }

    private JsonNode bootstrap(String locale) {
        return visitor.get("/widget/v1/bootstrap?locale=" + locale + "&site_key=" + siteKey)
                .json();
    }
}
