package app.sembang.identity;

import static app.sembang.TestSamlProvider.assertion;
import static app.sembang.TestSamlProvider.first;
import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.TestSamlProvider;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.xml.crypto.dsig.SignatureMethod;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import tools.jackson.databind.json.JsonMapper;

@ProductTest
class SamlTests {
    /// Each comes from an address of its own, so that tries of one do not count for another.
    private static final AtomicInteger BROWSERS = new AtomicInteger();

    private static final String SUCCESS = "/login?signed-in";

    private final Members members;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    SamlTests(Members members, TestClock clock) {
        this.members = members;
        this.clock = clock;
    }

    @Test
    void aMemberComesInByTheCompanysProvider() {
        var office = new Office();
        office.company.take("Aina", Role.COMPANY_USER);

        var browser = new Browser(office);
        assertThat(browser.sentTo).startsWith("https://idp.example.test/sso?tenant=1&SAMLRequest=");
        assertThat(browser.request.destination()).isEqualTo("https://idp.example.test/sso?tenant=1");
        assertThat(browser.request.acs()).endsWith("/api/v1/auth/saml/" + office.company.id() + "/acs");

        assertThat(browser.comesBackAs("aina", said -> {})).isEqualTo(SUCCESS);
        var user = browser.refresh().json().path("user");
        assertThat(user.path("email").asString()).isEqualTo(office.company.email("aina"));
        assertThat(user.path("companies")).hasSize(1);
        assertThat(office.company
                        .admin()
                        .get("/api/v1/audit-entries?kind=signed_in")
                        .response()
                        .body())
                .contains("single_sign_on");
    }

    @Test
    void aSignatureOfTheAssertionOrOfAllOfItIsEnough() {
        var office = new Office();
        office.takes("all of it", said -> {
            said.signAssertion = false;
            said.signResponse = true;
        });
        office.takes("both", said -> said.signResponse = true);
        office.takes("with a longer hash", said -> said.signature = SignatureMethod.RSA_SHA512);
        office.takes("with probabilistic padding", said -> said.signature = SignatureMethod.SHA256_RSA_MGF1);
    }

    @Test
    void theAddressIsAnAttributeOrTheName() {
        var office = new Office();
        office.takes("an attribute beside a name that means nothing to us", said -> {
            said.emailAttribute = said.email;
            said.email = "S-1-5-21";
            said.nameIdFormat = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";
        });
        office.refuses("no address at all", said -> said.email = "admin");
        office.refuses(
                "a name that is no address by its format",
                said -> said.nameIdFormat = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient");
    }

    @Test
    void whatIsNotSignedByTheProviderIsRefused() {
        var office = new Office();
        office.refuses("unsigned", said -> said.signAssertion = false);
        office.refuses("signed with SHA-1", said -> said.signature = SignatureMethod.RSA_SHA1);
        office.refuses(
                "changed afterwards",
                said -> said.after =
                        document -> first(document, "NameID").setTextContent(office.company.email("somebody-else")));
        office.refuses(
                "an attribute added afterwards",
                said -> said.after = document -> {
                    var one = first(document, "Attribute");
                    var more = (Element) one.cloneNode(true);
                    more.setAttribute("Name", "mail");
                    first(more, "AttributeValue").setTextContent(office.company.email("admin"));
                    one.getParentNode().appendChild(more);
                });

        var browser = new Browser(office);
        assertThat(browser.posts(office.provider.signedByAnother(
                        browser.request, office.company.email("admin"), clock.instant())))
                .as("signed by another")
                .isEqualTo(office.failed());
        assertThat(new Browser(office).posts("nonsense")).isEqualTo(office.failed());
        assertThat(new Browser(office).posts("")).isEqualTo(office.failed());
    }

    @Test
    void aSignedAssertionIsNotTakenForAnotherThatStandsBesideIt() {
        var office = new Office();
        Consumer<Document> evilFirst = document -> {
            var good = assertion(document);
            document.getDocumentElement().insertBefore(evil(good, office, "_evil"), good);
        };
        office.refuses("an evil one before", said -> said.after = evilFirst);
        office.refuses(
                "an evil one after",
                said -> said.after = document ->
                        document.getDocumentElement().appendChild(evil(assertion(document), office, "_evil")));
        office.refuses(
                "an evil one with the same id",
                said -> said.after = document -> {
                    var good = assertion(document);
                    document.getDocumentElement().insertBefore(evil(good, office, good.getAttribute("ID")), good);
                });
        office.refuses(
                "the good one inside the evil one",
                said -> said.after = document -> {
                    var good = assertion(document);
                    var evil = evil(good, office, "_evil");
                    good.getParentNode().replaceChild(evil, good);
                    evil.appendChild(good);
                });
        office.refuses(
                "the good one inside the evil one's signature",
                said -> said.after = document -> {
                    var good = assertion(document);
                    var signature = first(good, "Signature");
                    var evil = evil(good, office, "_evil");
                    good.getParentNode().replaceChild(evil, good);
                    evil.insertBefore(signature, evil.getFirstChild());
                    var object = document.createElementNS("http://www.w3.org/2000/09/xmldsig#", "ds:Object");
                    object.appendChild(good);
                    signature.appendChild(object);
                });
        office.refuses(
                "the good one in an extension of the response",
                said -> said.after = document -> {
                    var good = assertion(document);
                    var evil = evil(good, office, "_evil");
                    good.getParentNode().replaceChild(evil, good);
                    var more = document.createElementNS("urn:oasis:names:tc:SAML:2.0:protocol", "samlp:Extensions");
                    more.appendChild(good);
                    document.getDocumentElement().insertBefore(more, evil);
                });
        office.refuses(
                "the signature of the good one on the evil one",
                said -> said.after = document -> {
                    var good = assertion(document);
                    var evil = evil(good, office, good.getAttribute("ID"));
                    evil.insertBefore(first(good, "Signature"), evil.getFirstChild());
                    good.getParentNode().replaceChild(evil, good);
                });
        office.refuses("a response signed as a whole, inside another", said -> {
            said.signAssertion = false;
            said.signResponse = true;
            said.after = document -> {
                var good = document.getDocumentElement();
                var evil = (Element) good.cloneNode(true);
                evil.setAttribute("ID", "_evil");
                evil.removeChild(first(evil, "Signature"));
                first(evil, "NameID").setTextContent(office.company.email("admin"));
                document.replaceChild(evil, good);
                first(evil, "Status").appendChild(good);
            };
        });
    }

    @Test
    void aCommentSplitsNoName() {
        var office = new Office();
        office.company.take("Aina", Role.COMPANY_USER);
        var browser = new Browser(office);
        var email = office.company.email("aina");
        var answer = browser.answer(
                email + ".evil.test",
                said -> said.after = document -> {
                    var name = first(document, "NameID");
                    name.setTextContent("");
                    name.appendChild(document.createTextNode(email));
                    name.appendChild(document.createComment("here it ends"));
                    name.appendChild(document.createTextNode(".evil.test"));
                });

        assertThat(browser.posts(answer)).startsWith("/api/v1/auth/saml/arrival");
        assertThat(browser.follow()).isEqualTo(office.signInPage() + "?problem=single-sign-on-unknown");
    }

    @Test
    void aDocumentTypeAndItsEntitiesAreNotRead() {
        var office = new Office();
        var browser = new Browser(office);
        var answer = new String(
                Base64.getDecoder().decode(browser.answer(office.company.email("admin"), said -> {})),
                StandardCharsets.UTF_8);
        var typed = "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>" + answer;

        assertThat(browser.posts(Base64.getEncoder().encodeToString(typed.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(office.failed());
    }

    @Test
    void whatIsNotMeantForThisCompanyNowIsRefused() {
        var office = new Office();
        office.refuses("for another audience", said -> said.audience = "https://other.example.com");
        office.refuses("for another recipient", said -> said.recipient = "https://other.example.com/acs");
        office.refuses("sent elsewhere", said -> said.destination = "https://other.example.com/acs");
        office.refuses("issued by another", said -> said.issuer = "https://other.example.com");
        office.refuses("an answer nobody asked for", said -> said.inResponseTo = "");
        office.refuses("an answer to a made-up request", said -> said.inResponseTo = "_made-up");
        office.refuses("expired", said -> said.notOnOrAfter = clock.instant().minusSeconds(61));
        office.takes(
                "just expired, by another clock",
                said -> said.notOnOrAfter = clock.instant().minusSeconds(55));
        office.refuses("not valid yet", said -> said.notBefore = clock.instant().plusSeconds(65));
        office.refuses(
                "confirmed no longer",
                said -> said.confirmedUntil = clock.instant().minusSeconds(61));
        office.refuses("for who holds a key", said -> said.method = "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key");
        office.refuses("a failure", said -> said.status = "urn:oasis:names:tc:SAML:2.0:status:Responder");
        office.refuses("no audience", said -> said.before = document -> remove(document, "AudienceRestriction"));
        office.refuses("no conditions", said -> said.before = document -> remove(document, "Conditions"));
        office.refuses("nobody signed in", said -> said.before = document -> remove(document, "AuthnStatement"));
        office.refuses(
                "for ever",
                said -> said.before =
                        document -> first(document, "SubjectConfirmationData").removeAttribute("NotOnOrAfter"));
    }

    @Test
    void anAnswerCountsOnceForTheBrowserThatAskedAndNotForEver() {
        var office = new Office();
        var browser = new Browser(office);
        var answer = browser.answer(office.company.email("admin"), said -> {});

        assertThat(browser.posts(answer)).startsWith("/api/v1/auth/saml/arrival");
        assertThat(browser.posts(answer)).as("replayed before it is used").isEqualTo(office.failed());
        var other = new Browser(office);
        other.next = browser.next =
                "/api/v1/auth/saml/arrival?state=" + browser.request.id().substring(1);
        assertThat(other.follow()).as("another browser").isEqualTo(office.failed());
        assertThat(browser.follow()).isEqualTo(SUCCESS);
        assertThat(browser.follow()).as("again").isEqualTo(office.failed());
        assertThat(browser.posts(answer)).as("replayed").isEqualTo(office.failed());
        assertThat(new Browser(office).posts(answer))
                .as("replayed on another way")
                .isEqualTo(office.failed());

        var late = new Browser(office);
        var old = late.answer(office.company.email("admin"), said -> {
            said.notOnOrAfter = clock.instant().plus(Duration.ofHours(1));
            said.confirmedUntil = said.notOnOrAfter;
        });
        clock.advance(Duration.ofMinutes(11));
        assertThat(late.posts(old)).isEqualTo(office.failed());

        var early = new Browser(office);
        early.next = "/api/v1/auth/saml/arrival?state=" + early.request.id().substring(1);
        assertThat(early.follow()).as("before anybody was named").isEqualTo(office.failed());
    }

    @Test
    void aProviderOfTwoCompaniesSaysNothingToTheOther() {
        var office = new Office();
        var other = new Office(office.provider);
        var browser = new Browser(office);
        var answer = browser.answer(other.company.email("admin"), said -> {});
        var elsewhere = new Browser(other);

        assertThat(elsewhere.posts(answer)).isEqualTo(other.failed());
        assertThat(browser.posts(answer)).startsWith("/api/v1/auth/saml/arrival");
        assertThat(browser.follow()).isEqualTo(office.signInPage() + "?problem=single-sign-on-unknown");
    }

    @Test
    void newPeopleAreTakenInWhereTheCompanySaysSo() {
        var office = new Office();
        var domain = office.company.email("x").split("@", -1)[1];
        office.save("\"createUsers\":true,\"domains\":[\"%s\"]".formatted(domain));

        var browser = new Browser(office);
        assertThat(browser.comesBackAs("newcomer", said -> {})).isEqualTo(SUCCESS);
        assertThat(office.company.admin().get("/api/v1/users").response().body())
                .contains("newcomer@" + domain, "Somebody New");
    }

    @Test
    void theSettingsShowWhatTheProviderSaysAndWhatItHasToKnow() {
        var office = new Office();
        var shown = office.company.admin().get("/api/v1/single-sign-on").json();

        assertThat(shown.at("/provider/kind").asString()).isEqualTo("saml");
        assertThat(shown.at("/provider/issuer").asString()).isEqualTo(office.provider.entity());
        assertThat(shown.at("/provider/signOnUrl").asString()).isEqualTo("https://idp.example.test/sso?tenant=1");
        assertThat(shown.at("/provider/certificates/0/sha256").asString()).hasSize(64);
        var file = new StaffApp(port).get("/api/v1/auth/saml/" + office.company.id() + "/metadata");
        assertThat(file.header("Content-Type")).startsWith("application/samlmetadata+xml");
        assertThat(file.response().body())
                .isEqualTo(shown.at("/saml/metadata").asString())
                .contains(
                        shown.at("/saml/acsUrl").asString(),
                        shown.at("/saml/entityId").asString(),
                        "WantAssertionsSigned=\"true\"");

        assertThat(office.company
                        .admin()
                        .put("/api/v1/single-sign-on", "{\"kind\":\"saml\",\"required\":true}")
                        .json()
                        .at("/provider/required")
                        .asBoolean())
                .as("the metadata stays where none is given")
                .isTrue();
        assertThat(office.company
                        .admin()
                        .get("/api/v1/audit-entries?kind=single_sign_on_changed")
                        .response()
                        .body())
                .contains(office.provider.entity());
    }

    @Test
    void metadataWeCouldNotUseIsRefusedByItsField() {
        var company = TestCompany.found(port, members);
        var provider = new TestSamlProvider();
        for (var metadata : new String[] {
            "",
            "nonsense",
            "<EntityDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\"x\"/>",
            "<!DOCTYPE x><x/>",
            provider.metadata("http://idp.example.test/sso", ""),
            provider.metadata("javascript:alert(1)", ""),
            provider.metadata("https://idp.example.test/sso", "WantAuthnRequestsSigned=\"true\""),
            provider.metadata().replaceAll("(?s)<KeyDescriptor.*</KeyDescriptor>", ""),
            provider.metadata()
                    .replaceAll("(?s)<X509Certificate>.*</X509Certificate>", "<X509Certificate>AAAA</X509Certificate>")
        }) {
            var answer = company.admin().put("/api/v1/single-sign-on", body(metadata, "\"required\":false"));
            assertThat(answer.status()).as(metadata).isEqualTo(422);
            assertThat(answer.json().at("/errors/0/field").asString()).isEqualTo("metadata");
        }
    }

    @Test
    void anotherProvidersPeopleAreSignedOut() {
        var office = new Office();
        var browser = new Browser(office);
        browser.comesBackAs("admin", said -> {});
        assertThat(browser.refresh().status()).isEqualTo(200);

        office.company
                .admin()
                .put("/api/v1/single-sign-on", body(new TestSamlProvider().metadata(), "\"required\":false"));

        assertThat(browser.refresh().code()).isEqualTo("session-ended");
    }

    private static Element evil(Element good, Office office, String id) {
        var evil = (Element) good.cloneNode(true);
        evil.setAttribute("ID", id);
        evil.removeChild(first(evil, "Signature"));
        first(evil, "NameID").setTextContent(office.company.email("admin"));
        return evil;
    }

    private static void remove(Document document, String element) {
        var there = first(document, element);
        there.getParentNode().removeChild(there);
    }

    private static String body(String metadata, String more) {
        return "{\"kind\":\"saml\",\"metadata\":%s,%s}".formatted(new JsonMapper().writeValueAsString(metadata), more);
    }

    /// A company with a provider of its own, which says of everybody that they are the agent Wei.
    private final class Office {
        private final TestCompany company = TestCompany.found(port, members);
        private final TestSamlProvider provider;

        Office() {
            this(new TestSamlProvider());
        }

        Office(TestSamlProvider provider) {
            this.provider = provider;
            company.take("Wei", Role.COMPANY_USER);
            save("\"required\":false");
        }

        void save(String more) {
            var saved = company.admin().put("/api/v1/single-sign-on", body(provider.metadata(), more));
            assertThat(saved.status()).as(saved.response().body()).isEqualTo(200);
        }

        String signInPage() {
            return "/c/" + company.email("x").replace("x@", "").replace(".test", "");
        }

        String failed() {
            return signInPage() + "?problem=single-sign-on-failed";
        }

        void takes(String what, Consumer<TestSamlProvider.Said> change) {
            var browser = new Browser(this);
            assertThat(browser.comesBackAs("wei", change)).as(what).isEqualTo(SUCCESS);
        }

        void refuses(String what, Consumer<TestSamlProvider.Said> change) {
            var browser = new Browser(this);
            assertThat(browser.comesBackAs("wei", change)).as(what).isEqualTo(failed());
            assertThat(browser.refresh).as(what).isEmpty();
            clock.advance(Duration.ofMinutes(2));
        }
    }

    /// A browser that has set out to the company's provider.
    private final class Browser {
        private final Office office;
        private final StaffApp app = new StaffApp(port, "127.0.7." + BROWSERS.incrementAndGet());
        private final String cookie;
        private final String sentTo;
        private final TestSamlProvider.Request request;
        private String next = "";
        private String refresh = "";

        Browser(Office office) {
            this.office = office;
            var start =
                    app.get("/api/v1/auth/single-sign-on/" + office.signInPage().substring(3));
            assertThat(start.status()).isEqualTo(303);
            cookie = start.header("Set-Cookie").split(";", -1)[0];
            sentTo = start.header("Location");
            request = TestSamlProvider.read(sentTo);
        }

        String answer(String email, Consumer<TestSamlProvider.Said> change) {
            return office.provider.answer(request, email, clock.instant(), change);
        }

        /// As the provider's page has the browser do: from another site, so without the cookie.
        String posts(String answer) {
            var posted = app.send(
                    "POST",
                    "/api/v1/auth/saml/" + office.company.id() + "/acs",
                    "SAMLResponse=" + URLEncoder.encode(answer, StandardCharsets.US_ASCII),
                    "Content-Type",
                    "application/x-www-form-urlencoded",
                    "Origin",
                    "https://idp.example.test",
                    "X-Sembang",
                    "0");
            assertThat(posted.status()).isEqualTo(303);
            next = posted.header("Location");
            return next;
        }

        String follow() {
            var arrived = app.send("GET", next, null, "Cookie", cookie, "X-Sembang", "0");
            arrived.response().headers().allValues("Set-Cookie").forEach(set -> refresh = set.split(";", -1)[0]);
            return arrived.header("Location");
        }

        String comesBackAs(String name, Consumer<TestSamlProvider.Said> change) {
            var led = posts(answer(office.company.email(name), change));
            return led.startsWith("/api/v1/auth/saml/arrival") ? follow() : led;
        }

        StaffApp.Answer refresh() {
            var answer = app.send("POST", "/api/v1/auth/refresh", "", "Cookie", refresh);
            if (answer.status() == 200) {
                refresh = answer.header("Set-Cookie").split(";", -1)[0];
            }
            return answer;
        }
    }
}
