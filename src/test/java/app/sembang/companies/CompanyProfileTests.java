package app.sembang.companies;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.StaffApp.Answer;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.channels.webchat.WidgetBrowser;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import app.sembang.shared.Ids;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/// What a company says of itself, and where it shows.
@ProductTest
class CompanyProfileTests {
    private static final byte[] PNG =
            HexFormat.of().parseHex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489");

    private final Members members;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp admin;

    @SuppressWarnings("NullAway.Init")
    CompanyProfileTests(Members members, TestClock clock) {
        this.members = members;
        this.clock = clock;
    }

    @BeforeEach
    void aCompany() {
        company = TestCompany.found(port, members);
        admin = company.admin();
    }

    @Test
    void aCompanyBeginsWithWhatIsUsualInItsCountry() {
        var profile = admin.get("/api/v1/company").json();

        assertThat(profile.path("currency").asString()).isEqualTo("MYR");
        assertThat(profile.path("timeZone").asString()).isEqualTo("Asia/Kuala_Lumpur");
        assertThat(profile.path("dateFormat").asString()).isEqualTo("DD/MM/YYYY");
        assertThat(profile.path("preferredLanguage").asString()).isEqualTo("ms");
        assertThat(texts(profile.path("additionalLanguages"))).containsExactly("en", "zh", "ta");
        assertThat(profile.path("businessHours").isNull()).isTrue();
        assertThat(profile.path("openNow").asBoolean()).isTrue();
    }

    @Test
    void membersReadAndOnlyAnAdminWrites() {
        var aina = company.person("Aina", Role.COMPANY_USER);

        assertThat(aina.get("/api/v1/company").status()).isEqualTo(200);
        assertThat(aina.patch("/api/v1/company", "{\"name\":\"Mine\"}").status())
                .isEqualTo(403);
    }

    @Test
    void aNewCountryBringsItsCurrencyTimeZoneAndDateFormat() {
        admin.patch("/api/v1/company", "{\"state\":\"MY-14\"}");

        var moved = admin.patch("/api/v1/company", "{\"country\":\"SG\"}").json();
        assertThat(moved.path("currency").asString()).isEqualTo("SGD");
        assertThat(moved.path("timeZone").asString()).isEqualTo("Asia/Singapore");
        assertThat(moved.path("state").isNull()).isTrue();

        var chosen = admin.patch("/api/v1/company", "{\"country\":\"DE\",\"timeZone\":\"Europe/Berlin\"}")
                .json();
        assertThat(chosen.path("currency").asString()).isEqualTo("EUR");
        assertThat(chosen.path("timeZone").asString()).isEqualTo("Europe/Berlin");
        assertThat(chosen.path("dateFormat").asString()).isEqualTo("YYYY-MM-DD");
    }

    @Test
    void whatIsLeftOutStaysAndAnEmptyTextRemoves() {
        var first = admin.patch("/api/v1/company", """
                {"brandVoice":"Warm and brief.","industryCategory":"E-commerce",
                 "contact":{"email":"hi@kedai.test","phone":"+60 12-345 6789","website":"https://kedai.test","address":"Kota Bharu"}}
                """).json();
        assertThat(first.at("/contact/phone").asString()).isEqualTo("+60 12-345 6789");

        var second = admin.patch("/api/v1/company", "{\"brandVoice\":\"\"}").json();
        assertThat(second.path("brandVoice").isNull()).isTrue();
        assertThat(second.path("industryCategory").asString()).isEqualTo("E-commerce");
        assertThat(second.at("/contact/email").asString()).isEqualTo("hi@kedai.test");
    }

    @Test
    void everyLimitNamesItsField() {
        var wrong = Map.ofEntries(
                Map.entry("name", "{\"name\":\"\"}"),
                Map.entry("slug", "{\"slug\":\"Not A Slug\"}"),
                Map.entry("country", "{\"country\":\"XX\"}"),
                Map.entry("state", "{\"state\":\"MY-99\"}"),
                Map.entry("currency", "{\"currency\":\"RM\"}"),
                Map.entry("timeZone", "{\"timeZone\":\"Mars/Olympus\"}"),
                Map.entry("dateFormat", "{\"dateFormat\":\"YY\"}"),
                Map.entry("preferredLanguage", "{\"preferredLanguage\":\"de\"}"),
                Map.entry("industryCategory", "{\"industryCategory\":\"%s\"}".formatted("x".repeat(101))),
                Map.entry("brandVoice", "{\"brandVoice\":\"%s\"}".formatted("x".repeat(4001))),
                Map.entry("contact.email", "{\"contact\":{\"email\":\"nobody\"}}"),
                Map.entry("contact.phone", "{\"contact\":{\"phone\":\"call me\"}}"),
                Map.entry("contact.website", "{\"contact\":{\"website\":\"javascript:alert(1)\"}}"),
                Map.entry("awayTexts.ms", "{\"awayTexts\":{\"ms\":\"%s\"}}".formatted("x".repeat(1001))),
                Map.entry(
                        "businessHours.monday[0]",
                        "{\"businessHours\":{\"monday\":[{\"from\":\"09:00\",\"to\":\"12:00\"},{\"from\":\"11:00\",\"to\":\"13:00\"}]}}"));

        wrong.forEach((field, body) -> {
            var answer = admin.patch("/api/v1/company", body);
            assertThat(answer.status()).as(field).isEqualTo(422);
            assertThat(fields(answer)).as(body).containsExactly(field);
        });
        assertThat(admin.patch(
                                "/api/v1/company",
                                "{\"businessHours\":{\"monday\":[{\"from\":\"25:00\",\"to\":\"1\"}]}}")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void anEarlierShortNameStillLeadsToTheCompanyAndToNobodyElse() {
        var before = admin.get("/api/v1/company").json().path("slug").asString();
        var after = "n-" + Ids.next();

        assertThat(admin.patch("/api/v1/company", "{\"slug\":\"%s\"}".formatted(after))
                        .json()
                        .path("slug")
                        .asString())
                .isEqualTo(after);

        var other = TestCompany.found(port, members);
        for (var slug : List.of(before, after)) {
            assertThat(signInPage(slug).json().path("name").asString()).isEqualTo("Kedai " + before);
            assertThat(other.admin()
                            .patch("/api/v1/company", "{\"slug\":\"%s\"}".formatted(slug))
                            .code())
                    .isEqualTo("slug-taken");
        }
        assertThat(admin.patch("/api/v1/company", "{\"slug\":\"%s\"}".formatted(before))
                        .status())
                .isEqualTo(200);
        assertThat(other.admin()
                        .patch("/api/v1/company", "{\"slug\":\"login\"}")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void theSignInPageIsPublicAndRevealsNothingElse() {
        var slug = admin.get("/api/v1/company").json().path("slug").asString();

        var page = signInPage(slug);

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.json().propertyNames())
                .containsExactlyInAnyOrder("name", "logoUrl", "language", "singleSignOn");
        assertThat(page.json().path("language").asString()).isEqualTo("ms");
        assertThat(signInPage("nobody-here").status()).isEqualTo(404);
    }

    @Test
    void aLogoIsAPictureOfItsBytesAndSmall() {
        var set = upload("logo.png", PNG);
        assertThat(set.status()).isEqualTo(200);
        var address = set.json().path("logoUrl").asString();
        assertThat(new StaffApp(port).get(address).header("Content-Type")).isEqualTo("image/png");
        var slug = set.json().path("slug").asString();
        assertThat(signInPage(slug).json().path("logoUrl").asString()).isEqualTo(address);

        assertThat(fields(upload("logo.png", "<svg onload=alert(1)>".getBytes(StandardCharsets.UTF_8))))
                .containsExactly("file");
        var large = new byte[600 * 1024];
        System.arraycopy(PNG, 0, large, 0, PNG.length);
        assertThat(fields(upload("logo.png", large))).containsExactly("file");
        assertThat(admin.delete("/api/v1/company/logo").json().path("logoUrl").isNull())
                .isTrue();
    }

    @Test
    void theWidgetKnowsWhenTheCompanyIsOpenAndWhatItSaysMeanwhile() {
        var site = admin.post("/api/v1/channel-accounts", "{\"channel\":\"webchat\",\"name\":\"shop\"}")
                .json()
                .path("siteKey")
                .asString();
        admin.patch("/api/v1/company", """
                {"businessHours":{"tuesday":[{"from":"09:00","to":"18:00"}],"friday":[{"from":"09:00","to":"12:00"}]},
                 "state":"MY-10","awayTexts":{"ms":"Kami tutup.","en":"We are closed."}}
                """);

        var open = bootstrap(site);
        assertThat(open.at("/business_hours/open_now").asBoolean()).isTrue();
        assertThat(open.at("/business_hours/timezone").asString()).isEqualTo("Asia/Kuala_Lumpur");
        assertThat(open.at("/offline/message").isNull()).isTrue();

        // Friday 11 December is the birthday of the Sultan of Selangor; the Tuesday after it is next.
        clock.moveTo(Instant.parse("2026-12-10T02:00:00Z"));
        var closed = bootstrap(site);
        assertThat(closed.at("/business_hours/open_now").asBoolean()).isFalse();
        assertThat(closed.at("/business_hours/next_open_at").asString()).isEqualTo("2026-12-15T01:00:00Z");
        assertThat(closed.at("/offline/message").asString()).isEqualTo("Kami tutup.");
    }

    @Test
    void aHandOverWhileClosedSaysWhatTheCompanyWantsSaidOrWhenItOpens() {
        var site = admin.post("/api/v1/channel-accounts", "{\"channel\":\"webchat\",\"name\":\"shop\"}")
                .json()
                .path("siteKey")
                .asString();
        admin.patch("/api/v1/company", "{\"businessHours\":{\"wednesday\":[{\"from\":\"10:00\",\"to\":\"18:00\"}]}}");

        assertThat(handOver(site)).contains("tutup").contains("Rabu, 25 November, 10:00");

        admin.patch("/api/v1/company", "{\"awayTexts\":{\"ms\":\"Kembali esok, insya-Allah.\"}}");
        assertThat(handOver(site)).isEqualTo("Kembali esok, insya-Allah.");
    }

    @Test
    void countriesAndHolidaysAreRead() {
        var countries = admin.get("/api/v1/countries").json().path("items");
        assertThat(StreamSupport.stream(countries.spliterator(), false)
                        .map(country -> country.path("code").asString()))
                .containsExactly("MY", "SG", "ID", "BN", "TH", "*");

        var holidays = admin.get("/api/v1/public-holidays?country=MY&year=2026&state=MY-13")
                .json()
                .path("items");
        assertThat(StreamSupport.stream(holidays.spliterator(), false)
                        .map(holiday -> holiday.path("nameEn").asString()))
                .contains("Gawai Day", "Malaysia Day")
                .doesNotContain("Deepavali");
        assertThat(fields(admin.get("/api/v1/public-holidays?country=Malaysia&year=2026")))
                .containsExactly("country");
    }

    @Test
    void industryCategoriesAreOfferedAndThePlatformEditsThem() {
        var categories = admin.get("/api/v1/industry-categories").json().path("items");
        assertThat(categories).hasSize(12);
        assertThat(categories.path(0).at("/promptsByCountry/MY").asString()).contains("FPX");

        var platform = TestCompany.superAdmin(port, members);
        var changed = platform.patch("/api/v1/industry-categories/fitness", "{\"tips\":\"Offer a tour.\"}");
        assertThat(changed.json().path("tips").asString()).isEqualTo("Offer a tour.");
        assertThat(changed.json().path("prompt").asString()).isNotEmpty();
        assertThat(admin.patch("/api/v1/industry-categories/fitness", "{}").status())
                .isEqualTo(403);
        assertThat(platform.patch("/api/v1/industry-categories/alchemy", "{}").status())
                .isEqualTo(404);
        assertThat(fields(platform.patch("/api/v1/industry-categories/fitness", "{\"prompt\":\"\"}")))
                .containsExactly("prompt");
    }

    private String handOver(String site) {
        var visitor = new WidgetBrowser(port);
        visitor.begin(site, null);
        visitor.write("c-1", "apakah xyzzy plugh");
        var messages = visitor.get("/widget/v1/messages").json().path("messages");
        return messages.path(messages.size() - 1).path("text").asString();
    }

    private JsonNode bootstrap(String site) {
        return new WidgetBrowser(port)
                .get("/widget/v1/bootstrap?locale=ms&site_key=" + site)
                .json();
    }

    private Answer signInPage(String slug) {
        return new StaffApp(port).get("/api/v1/sign-in-companies/" + slug);
    }

    private Answer upload(String name, byte[] bytes) {
        var body = new ByteArrayOutputStream();
        var head = List.of(
                "--b",
                "Content-Disposition: form-data; name=\"file\"; filename=\"%s\"".formatted(name),
                "Content-Type: image/png",
                "",
                "");
        body.writeBytes(String.join("\r\n", head).getBytes(StandardCharsets.UTF_8));
        body.writeBytes(bytes);
        body.writeBytes("\r\n--b--\r\n".getBytes(StandardCharsets.UTF_8));
        return admin.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/v1/company/logo"))
                .header("Authorization", "Bearer " + admin.accessToken())
                .header("Content-Type", "multipart/form-data; boundary=b")
                .PUT(BodyPublishers.ofByteArray(body.toByteArray()))
                .build());
    }

    private static List<String> fields(Answer answer) {
        return StreamSupport.stream(answer.json().path("errors").spliterator(), false)
                .map(error -> error.path("field").asString())
                .toList();
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asString)
                .toList();
    }
}
