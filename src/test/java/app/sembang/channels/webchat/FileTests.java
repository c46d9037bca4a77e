package app.sembang.channels.webchat;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import app.sembang.media.MediaFiles;
import app.sembang.media.Uploads;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/// Files between visitors of a website and the company, in both directions.
@ProductTest
class FileTests {
    private static final byte[] PICTURE = Base64.getDecoder()
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==");
    private static final byte[] PROGRAM = "MZ is how programs begin".getBytes(StandardCharsets.US_ASCII);

    private final Members members;
    private final TestClock clock;
    private final Uploads uploads;
    private final MediaFiles files;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private String siteKey;
    private WidgetBrowser visitor;

    @SuppressWarnings("NullAway.Init")
    FileTests(Members members, TestClock clock, Uploads uploads, MediaFiles files) {
        this.members = members;
        this.clock = clock;
        this.uploads = uploads;
        this.files = files;
    }

    @BeforeEach
    void aCompanyWithAChatOnItsSite() {
        company = TestCompany.found(port, members);
        siteKey = company.admin()
                .post("/api/v1/channel-accounts", "{\"channel\":\"webchat\",\"name\":\"Site\"}")
                .json()
                .path("siteKey")
                .asString();
        visitor = visitor();
    }

    @Test
    void aVisitorsPictureIsSeenByStaffAndByTheVisitor() {
        var sent = visitor.sendFile("c-1", handedIn(visitor, "baju.png", PICTURE));

        assertThat(sent.status()).isEqualTo(201);
        var shown = sent.json().path("message");
        assertThat(shown.path("type").asString()).isEqualTo("image");
        assertThat(shown.at("/attachment/name").asString()).isEqualTo("baju.png");
        assertThat(shown.at("/attachment/size").asInt()).isEqualTo(PICTURE.length);
        var got = visitor.get(shown.at("/attachment/url").asString());
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.header("Content-Type")).isEqualTo("image/png");
        var content = messages().at("/items/0/content");
        assertThat(content.path("kind").asString()).isEqualTo("image");
        assertThat(content.at("/media/contentType").asString()).isEqualTo("image/png");
        assertThat(company.admin().get(content.at("/media/url").asString()).status())
                .isEqualTo(200);
    }

    @Test
    void aPictureSentTwiceIsOneMessage() {
        var upload = handedIn(visitor, "baju.png", PICTURE);

        assertThat(visitor.sendFile("c-1", upload).status()).isEqualTo(201);
        assertThat(visitor.sendFile("c-1", upload).status()).isEqualTo(200);

        assertThat(messages().path("items"))
                .filteredOn(message -> message.path("author").asString().equals("contact"))
                .hasSize(1);
    }

    @Test
    void whatIsNoPictureDocumentOrRecordingIsRefusedWhateverItIsCalled() {
        var upload = new AtomicReference<String>();

        var refused = visitor.handIn("baju.png", PROGRAM, upload::set);

        assertThat(refused.status()).isEqualTo(415);
        assertThat(refused.errorCode()).isEqualTo("unsupported_type");
        assertThat(visitor.sendFile("c-1", upload.get()).status()).isEqualTo(415);
        assertThat(company.admin().get("/api/v1/conversations").json().path("items"))
                .isEmpty();
    }

    @Test
    void moreThanTenMegabytesAreRefused() {
        var large = new byte[VisitorFiles.LARGEST + 1];
        System.arraycopy(PICTURE, 0, large, 0, PICTURE.length);

        var refused = visitor.handIn("large.png", large, upload -> {});

        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.errorCode()).isEqualTo("too_large");
        assertThat(files.count(company.id())).isZero();
    }

    @Test
    void anUploadIsSentOnlyByTheVisitorWhoBeganIt() {
        var upload = handedIn(visitor, "baju.png", PICTURE);

        assertThat(visitor().sendFile("c-1", upload).status()).isEqualTo(422);
        assertThat(visitor.sendFile("c-1", "upl_nonsense").status()).isEqualTo(422);
        assertThat(visitor.sendFile("c-1", upload).status()).isEqualTo(201);
    }

    @Test
    void aMembersFileReachesTheVisitorUnderItsName() {
        visitor.write("c-1", "Ada katalog?");
        var pdf = "%PDF-1.7 a catalogue".getBytes(StandardCharsets.US_ASCII);
        var taken = company.admin().upload("POST", conversation() + "/files", "katalog.pdf", pdf);
        assertThat(taken.status()).isEqualTo(201);
        assertThat(taken.json().path("kind").asString()).isEqualTo("document");

        var sent = company.admin()
                .post(
                        conversation() + "/messages",
                        "{\"type\":\"content\",\"content\":{\"type\":\"media\",\"kind\":\"document\",\"caption\":\"Ini dia\",\"media\":{\"id\":%s,\"contentType\":\"\",\"size\":0},\"status\":\"ready\"}}"
                                .formatted(taken.json().at("/media/id")));

        assertThat(sent.status()).as(sent.response().body()).isEqualTo(201);
        var thread = visitor.get("/widget/v1/messages").json().path("messages");
        var last = thread.get(thread.size() - 1);
        assertThat(last.path("type").asString()).isEqualTo("file");
        assertThat(last.path("fallback_text").asString()).isEqualTo("Ini dia");
        assertThat(last.at("/attachment/name").asString()).isEqualTo("katalog.pdf");
        assertThat(last.at("/attachment/content_type").asString()).isEqualTo("application/pdf");
        assertThat(visitor.get(last.at("/attachment/url").asString()).header("Content-Disposition"))
                .startsWith("attachment");
    }

    @Test
    void aMemberIsToldWhyAFileCannotBeSent() {
        visitor.write("c-1", "Hello");
        company.assignsByHand();
        var agent = company.person("agent", Role.COMPANY_USER);

        assertThat(company.admin()
                        .upload("POST", conversation() + "/files", "setup.exe", PROGRAM)
                        .status())
                .isEqualTo(422);
        assertThat(company.admin().post(conversation() + "/files", "{}").status())
                .isEqualTo(422);
        assertThat(agent.upload("POST", conversation() + "/files", "baju.png", PICTURE)
                        .status())
                .as("a conversation of nobody's")
                .isEqualTo(404);
        assertThat(files.count(company.id())).isZero();
    }

    @Test
    void whatIsHandedInAndNeverSentGoesAfterADay() {
        handedIn(visitor, "a.png", PICTURE);
        var pdf = "%PDF-1.7 kept".getBytes(StandardCharsets.US_ASCII);
        visitor.sendFile("c-1", handedIn(visitor, "kept.pdf", pdf));

        clock.advance(Duration.ofHours(25));
        uploads.removeUnsent(company.id());

        assertThat(files.count(company.id())).isEqualTo(1);
    }

    @Test
    void anEleventhFileWithinTheHourIsRefused() {
        for (int i = 0; i < 10; i++) {
            handedIn(visitor, "a.png", PICTURE);
        }

        var refused = visitor.handIn("a.png", PICTURE, upload -> {});

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isNotEmpty();
    }

    private WidgetBrowser visitor() {
        var browser = new WidgetBrowser(port);
        browser.begin(siteKey, null);
        return browser;
    }

    private static String handedIn(WidgetBrowser browser, String name, byte[] bytes) {
        var upload = new AtomicReference<>("");
        var answer = browser.handIn(name, bytes, upload::set);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(204);
        return upload.get();
    }

    private String conversation() {
        return "/api/v1/conversations/"
                + company.admin()
                        .get("/api/v1/conversations")
                        .json()
                        .at("/items/0/id")
                        .asString();
    }

    private JsonNode messages() {
        return company.admin().get(conversation() + "/messages").json();
    }
}
