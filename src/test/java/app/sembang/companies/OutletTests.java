package app.sembang.companies;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.StaffApp.Answer;
import app.sembang.TestCompany;
import app.sembang.channels.webchat.WidgetBrowser;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import java.time.DayOfWeek;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

@ProductTest
class OutletTests {
    private static final String EVERY_HOUR = Stream.of(DayOfWeek.values())
            .map(day -> "\"%s\":[{\"from\":\"00:00\",\"to\":\"00:00\"}]"
                    .formatted(day.name().toLowerCase(Locale.ROOT)))
            .collect(Collectors.joining(",", "{", "}"));

    private final Members members;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp admin;

    @SuppressWarnings("NullAway.Init")
    OutletTests(Members members) {
        this.members = members;
    }

    @BeforeEach
    void aCompany() {
        company = TestCompany.found(port, members);
        admin = company.admin();
    }

    @Test
    void anOutletHasPeopleHoursAndAState() {
        var aina = company.take("Aina", Role.COMPANY_USER);

        var made = admin.post("/api/v1/outlets", """
                {"name":"Kota Bharu","address":"Jalan Tok Hakim","phone":"09-748 1234","state":"MY-03",
                 "businessHours":{"tuesday":[{"from":"20:00","to":"22:00"}]},"memberIds":["%s"]}
                """.formatted(aina));

        assertThat(made.status()).as(made.response().body()).isEqualTo(201);
        assertThat(made.json().at("/members/0/name").asString()).isEqualTo("Aina");
        assertThat(made.json().at("/businessHours/tuesday/0/from").asString()).isEqualTo("20:00");
        assertThat(admin.get("/api/v1/outlets").json().at("/items/0")).isEqualTo(made.json());
        assertThat(admin.get("/api/v1/outlets/" + id(made)).json()).isEqualTo(made.json());
    }

    @Test
    void whatIsLeftOutStaysAndHoursGoBackToTheCompanys() {
        var made = outlet("Kota Bharu", ",\"businessHours\":{\"monday\":[]},\"phone\":\"123456\"");

        var changed = admin.patch("/api/v1/outlets/" + id(made), "{\"name\":\"KB\",\"ownHours\":false}");

        assertThat(changed.json().path("name").asString()).isEqualTo("KB");
        assertThat(changed.json().path("phone").asString()).isEqualTo("123456");
        assertThat(changed.json().path("businessHours").isNull()).isTrue();
    }

    @Test
    void anOutletIsOpenByItsOwnHoursOrElseByTheCompanys() {
        admin.patch("/api/v1/company", "{\"businessHours\":{\"monday\":[{\"from\":\"00:00\",\"to\":\"00:00\"}]}}");
        var closed = outlet("Kota Bharu", ",\"businessHours\":{\"monday\":[]}");
        var always = outlet("Ipoh", ",\"businessHours\":" + EVERY_HOUR);
        var asCompany = outlet("Muar", "");

        assertThat(closed.json().path("openNow").asBoolean()).isFalse();
        assertThat(closed.json().path("nextOpeningAt").isNull()).isTrue();
        assertThat(always.json().path("openNow").asBoolean()).isTrue();
        assertThat(asCompany.json().path("openNow").asBoolean())
                .isEqualTo(admin.get("/api/v1/company").json().path("openNow").asBoolean());
    }

    @Test
    void everyLimitNamesItsField() {
        var made = id(outlet("Kota Bharu", ""));

        assertThat(fields(admin.post("/api/v1/outlets", "{\"name\":\" \"}"))).containsExactly("name");
        assertThat(fields(admin.post("/api/v1/outlets", "{\"name\":\"A\",\"state\":\"SG-01\"}")))
                .containsExactly("state");
        assertThat(fields(admin.post("/api/v1/outlets", "{\"name\":\"A\",\"phone\":\"no\"}")))
                .containsExactly("phone");
        assertThat(fields(admin.post(
                        "/api/v1/outlets",
                        "{\"name\":\"A\",\"memberIds\":[\"00000000-0000-7000-8000-00000000dead\"]}")))
                .containsExactly("memberIds");
        assertThat(fields(admin.patch("/api/v1/outlets/" + made, "{\"timeZone\":\"Mars/X\"}")))
                .containsExactly("timeZone");
        assertThat(admin.post("/api/v1/outlets", "{\"name\":\"Kota Bharu\"}").code())
                .isEqualTo("name-taken");
        assertThat(
                        fields(
                                admin.post(
                                        "/api/v1/channel-accounts",
                                        "{\"channel\":\"webchat\",\"name\":\"x\",\"outletId\":\"00000000-0000-7000-8000-00000000dead\"}")))
                .containsExactly("outletId");
    }

    @Test
    void aPlanHasRoomForSoManyOutlets() {
        TestCompany.superAdmin(port, members)
                .patch("/api/v1/companies/" + company.id(), "{\"limits\":{\"outlets\":1}}");
        outlet("One", "");

        assertThat(admin.post("/api/v1/outlets", "{\"name\":\"Two\"}").code()).isEqualTo("limit-reached");
    }

    @Test
    void anotherCompanysOutletIsNotThere() {
        var made = id(outlet("Kota Bharu", ""));
        var other = TestCompany.found(port, members).admin();

        assertThat(other.get("/api/v1/outlets/" + made).status()).isEqualTo(404);
        assertThat(other.patch("/api/v1/outlets/" + made, "{\"name\":\"Mine\"}").status())
                .isEqualTo(404);
        assertThat(other.delete("/api/v1/outlets/" + made).status()).isEqualTo(404);
        assertThat(fields(other.post(
                        "/api/v1/channel-accounts",
                        "{\"channel\":\"webchat\",\"name\":\"x\",\"outletId\":\"%s\"}".formatted(made))))
                .containsExactly("outletId");
    }

    @Test
    void conversationsBelongToTheOutletOfTheirChannelAccountAndAreFiltered() {
        var bharu = id(outlet("Kota Bharu", ""));
        var ipoh = id(outlet("Ipoh", ""));
        var site = site(bharu);
        writes(site, "Hello");
        writes(site(null), "Hello");

        var ofBharu = admin.get("/api/v1/conversations?outlet=" + bharu).json().path("items");
        assertThat(ofBharu).hasSize(1);
        assertThat(ofBharu.path(0).path("outletId").asString()).isEqualTo(bharu);
        assertThat(admin.get("/api/v1/conversations?outlet=" + ipoh).json().path("items"))
                .isEmpty();
        assertThat(admin.get("/api/v1/conversations").json().path("items")).hasSize(2);
        assertThat(fields(admin.get("/api/v1/conversations?outlet=here"))).containsExactly("outlet");
    }

    @Test
    void anAccountMovesAndWhatHasBegunStays() {
        var bharu = id(outlet("Kota Bharu", ""));
        var account = admin.post("/api/v1/channel-accounts", "{\"channel\":\"webchat\",\"name\":\"shop\"}")
                .json();
        writes(account.path("siteKey").asString(), "Before");

        var moved = admin.put(
                "/api/v1/channel-accounts/" + account.path("id").asString() + "/outlet",
                "{\"outletId\":\"%s\"}".formatted(bharu));
        writes(account.path("siteKey").asString(), "After");

        assertThat(moved.json().path("outletId").asString()).isEqualTo(bharu);
        assertThat(admin.get("/api/v1/conversations?outlet=" + bharu).json().path("items"))
                .hasSize(1);
    }

    @Test
    void anOutletInUseIsDeactivatedNotDeleted() {
        var used = id(outlet("Kota Bharu", ""));
        var unused = id(outlet("Ipoh", ""));
        site(used);

        assertThat(admin.delete("/api/v1/outlets/" + used).code()).isEqualTo("outlet-in-use");
        assertThat(admin.patch("/api/v1/outlets/" + used, "{\"active\":false}")
                        .json()
                        .path("active")
                        .asBoolean())
                .isFalse();
        assertThat(fields(admin.post(
                        "/api/v1/channel-accounts",
                        "{\"channel\":\"webchat\",\"name\":\"x\",\"outletId\":\"%s\"}".formatted(used))))
                .containsExactly("outletId");
        assertThat(admin.delete("/api/v1/outlets/" + unused).status()).isEqualTo(204);
        assertThat(admin.get("/api/v1/outlets/" + unused).status()).isEqualTo(404);
    }

    @Test
    void anOutletsOwnHoursAndStateDecideForItsChat() {
        admin.patch(
                "/api/v1/company",
                "{\"businessHours\":{\"tuesday\":[{\"from\":\"09:00\",\"to\":\"18:00\"}]},\"awayTexts\":{\"ms\":\"Tutup.\"}}");
        var night = id(outlet("Night", ",\"businessHours\":{\"tuesday\":[{\"from\":\"20:00\",\"to\":\"02:00\"}]}"));

        assertThat(openNow(site(null))).isTrue();
        assertThat(openNow(site(night))).isFalse();
    }

    @Test
    void aTemplateCanBeLimitedToAnOutlet() {
        var bharu = id(outlet("Kota Bharu", ""));
        var template = admin.post("/api/v1/templates", """
                {"name":"Parking","category":"product_inquiry","language":"ms","patterns":["tempat letak kereta"],
                 "examples":["ada tempat letak kereta"],"response":"Ada, di belakang kedai.","variations":[]}
                """).json().path("id").asString();
        var limited = admin.put(
                "/api/v1/templates/" + template + "/selection",
                "{\"enabled\":true,\"preferred\":false,\"outletId\":\"%s\"}".formatted(bharu));
        assertThat(limited.json().at("/selection/outletId").asString()).isEqualTo(bharu);

        assertThat(writes(site(bharu), "ada tempat letak kereta")).contains("Ada, di belakang kedai.");
        assertThat(writes(site(null), "ada tempat letak kereta")).doesNotContain("Ada, di belakang kedai.");
        var tried = admin.post("/api/v1/templates/test", "{\"message\":\"ada tempat letak kereta\"}")
                .json();
        assertThat(tried.path("matched").asBoolean()).isFalse();
        assertThat(tried.at("/candidates/0/rejectedBecause/0").asString()).isEqualTo("outlet");
        assertThat(
                        fields(
                                admin.put(
                                        "/api/v1/templates/" + template + "/selection",
                                        "{\"enabled\":true,\"preferred\":false,\"outletId\":\"00000000-0000-7000-8000-00000000dead\"}")))
                .containsExactly("outletId");
    }

    private Answer outlet(String name, String more) {
        var made = admin.post("/api/v1/outlets", "{\"name\":\"%s\"%s}".formatted(name, more));
        assertThat(made.status()).as(made.response().body()).isEqualTo(201);
        return made;
    }

    private String site(@Nullable String outlet) {
        return admin.post(
                        "/api/v1/channel-accounts",
                        outlet == null
                                ? "{\"channel\":\"webchat\",\"name\":\"shop\"}"
                                : "{\"channel\":\"webchat\",\"name\":\"shop\",\"outletId\":\"%s\"}".formatted(outlet))
                .json()
                .path("siteKey")
                .asString();
    }

    /// What a new visitor sees after writing.
    private List<String> writes(String site, String text) {
        var visitor = new WidgetBrowser(port);
        visitor.begin(site, null);
        assertThat(visitor.write("c-1", text).status()).isEqualTo(201);
        return StreamSupport.stream(
                        visitor.get("/widget/v1/messages")
                                .json()
                                .path("messages")
                                .spliterator(),
                        false)
                .map(message -> message.path("text").asString())
                .toList();
    }

    private boolean openNow(String site) {
        return new WidgetBrowser(port)
                .get("/widget/v1/bootstrap?site_key=" + site)
                .json()
                .at("/business_hours/open_now")
                .asBoolean();
    }

    private static String id(Answer answer) {
        return answer.json().path("id").asString();
    }

    private static List<String> fields(Answer answer) {
        return StreamSupport.stream(answer.json().path("errors").spliterator(), false)
                .map(error -> error.path("field").asString())
                .toList();
    }
}
