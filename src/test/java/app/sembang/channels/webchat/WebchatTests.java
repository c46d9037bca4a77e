package app.sembang.channels.webchat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.channels.webchat.WidgetBrowser.Answer;
import app.sembang.channels.webchat.WidgetBrowser.Told;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@ProductTest
class WebchatTests {
    private static final String SHOP = "https://shop.example.test";

    private final Members members;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private String siteKey;
    private WidgetBrowser visitor;

    @SuppressWarnings("NullAway.Init")
    WebchatTests(Members members, TestClock clock) {
        this.members = members;
        this.clock = clock;
    }

    @BeforeEach
    void aCompanyWithAChatOnItsSite() {
        company = TestCompany.found(port, members);
        siteKey = siteOf(company);
        visitor = new WidgetBrowser(port);
    }

    @Test
    void aVisitorIsGreetedWithASessionAndNoRowsAreMade() {
        var answer = visitor.begin(siteKey, null);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("visitor_id").asString()).startsWith("vis_");
        assertThat(answer.json().at("/contact/verified").asBoolean()).isFalse();
        assertThat(answer.json().at("/conversation/status").asString()).isEqualTo("none");
        assertThat(answer.json().at("/conversation/unread").asInt()).isZero();
        assertThat(answer.json().at("/conversation/last_event_id").isNull()).isTrue();
        assertThat(company.admin().get("/api/v1/contacts").json().path("items")).isEmpty();
    }

    @Test
    void aMessageIsAcceptedInTheProtocolsShape() {
        visitor.begin(siteKey, null);

        var answer = visitor.write("c-0001", "Hi, boleh saya tengok the product?");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().path("event_id").asString()).isEqualTo("0000000000000001");
        var message = answer.json().path("message");
        assertThat(message.path("client_message_id").asString()).isEqualTo("c-0001");
        assertThat(message.path("direction").asString()).isEqualTo("in");
        assertThat(message.path("type").asString()).isEqualTo("text");
        assertThat(message.path("text").asString()).isEqualTo("Hi, boleh saya tengok the product?");
        assertThat(message.path("status").asString()).isEqualTo("accepted");
        assertThat(message.path("created_at").asString()).isEqualTo("2026-11-24T02:00:00.000Z");
    }

    @Test
    void theSameMessageSentFiftyTimesAtOnceIsStoredOnce() throws Exception {
        visitor.begin(siteKey, null);

        List<Answer> answers;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tries = IntStream.range(0, 50)
                    .<Callable<Answer>>mapToObj(i -> () -> visitor.write("c-storm", "Hello"))
                    .toList();
            answers = new ArrayList<>();
            for (var future : threads.invokeAll(tries)) {
                answers.add(future.get());
            }
        }

        assertThat(answers).allMatch(answer -> answer.status() == 201 || answer.status() == 200);
        assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(1);
        assertThat(answers.stream()
                        .map(answer -> answer.json().at("/message/id").asString()))
                .containsOnly(answers.getFirst().json().at("/message/id").asString());
        assertThat(answers.stream().filter(answer -> answer.status() == 200))
                .allMatch(answer -> answer.json().path("duplicate").asBoolean()
                        && answer.json().path("event_id").asString().equals("0000000000000001"));
        assertThat(written(visitor)).containsExactly("Hello");
    }

    @Test
    void whatIsWrittenFirstStandsFirst() {
        visitor.begin(siteKey, null);
        for (int i = 1; i <= 5; i++) {
            visitor.write("c-" + i, "Message " + i);
        }

        assertThat(written(visitor)).containsExactly("Message 1", "Message 2", "Message 3", "Message 4", "Message 5");
    }

    @Test
    void aSixthMessageWithinSecondsIsRefusedAndARepeatedOneIsNot() {
        visitor.begin(siteKey, null);
        for (int i = 1; i <= 5; i++) {
            visitor.write("c-" + i, "Message " + i);
        }

        assertThat(visitor.write("c-5", "Message 5").status()).isEqualTo(200);
        var refused = visitor.write("c-6", "Message 6");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.errorCode()).isEqualTo("rate_limited");
        assertThat(refused.json().at("/error/retry_after").asInt()).isPositive();
        assertThat(refused.header("Retry-After")).isNotEmpty();
    }

    @Test
    void whatCannotBeShownIsReplacedAndWhatIsTooLongIsRefusedWhole() {
        visitor.begin(siteKey, null);

        assertThat(visitor.write("c-nul", "a\u0000b").json().at("/message/text").asString())
                .isEqualTo("a\uFFFDb");
        assertThat(visitor.post(
                                "/widget/v1/messages",
                                "{\"client_message_id\":\"c-half\",\"type\":\"text\",\"text\":\"a\\ud83db\"}")
                        .json()
                        .at("/message/text")
                        .asString())
                .isEqualTo("a\uFFFDb");
        assertThat(visitor.write("c-4000", "😀".repeat(4000)).status()).isEqualTo(201);
        var long20000 = visitor.write("c-20000", "x".repeat(20_000));
        assertThat(long20000.status()).isEqualTo(422);
        assertThat(long20000.errorCode()).isEqualTo("validation");
        assertThat(long20000.json().at("/error/fields/text").asString()).contains("4000");
        assertThat(visitor.write("c-huge", "x".repeat(300_000)).status()).isEqualTo(413);
        assertThat(visitor.post("/widget/v1/messages", "{\"client_message_id\":")
                        .status())
                .isEqualTo(422);
        assertThat(visitor.post("/widget/v1/messages", "[".repeat(2000)).status())
                .isEqualTo(422);
    }

    @Test
    void aMembersReplyArrivesWithItsNameAndIsReadWhenTheVisitorSaysSo() throws Exception {
        visitor.begin(siteKey, null);
        visitor.write("c-1", "Anyone there?");
        var conversation = onlyConversation();
        try (var stream = visitor.follow("/widget/v1/stream", "Last-Event-ID", "0000000000000000")) {
            stream.until(told -> told.event().equals("message.created"));

            reply(conversation, "Ada kak, RM 100.00");

            var told = stream.until(
                    event -> event.data().at("/message/text").asString("").equals("Ada kak, RM 100.00"));
            var message = told.getLast().data().path("message");
            assertThat(message.path("direction").asString()).isEqualTo("out");
            assertThat(message.at("/sender/kind").asString()).isEqualTo("agent");
            assertThat(message.at("/sender/name").asString()).isEqualTo("Puan Admin");
            var updated = stream.until(event -> event.event().equals("conversation.updated"))
                    .getLast();
            assertThat(updated.data().at("/conversation/unread").asInt()).isPositive();
            stateBecomes(conversation, "Ada kak, RM 100.00", "delivered");

            visitor.post("/widget/v1/read", "{\"up_to_event_id\":\"%s\"}".formatted(updated.id()));

            stateBecomes(conversation, "Ada kak, RM 100.00", "read");
        }
        assertThat(visitor.begin(siteKey, visitor.token())
                        .json()
                        .at("/conversation/unread")
                        .asInt())
                .isZero();
    }

    @Test
    void theVisitorSeesThatAMemberHasReadTheMessage() throws Exception {
        visitor.begin(siteKey, null);
        var id = visitor.write("c-1", "Hello").json().at("/message/id").asString();
        var conversation = onlyConversation();
        try (var stream = visitor.follow("/widget/v1/stream?after=0000000000000000")) {
            reply(conversation, "Hi");
            company.admin().put("/api/v1/conversations/" + conversation + "/read", "{\"seq\":99}");

            var status =
                    stream.until(told -> told.event().equals("message.status")).getLast();
            assertThat(status.data().path("status").asString()).isEqualTo("read");
            assertThat(status.data().at("/message_ids/0").asString()).isEqualTo(id);
        }
        assertThat(visitor.get("/widget/v1/messages")
                        .json()
                        .at("/messages/0/status")
                        .asString())
                .isEqualTo("seen");
    }

    @Test
    void whoOnlyWatchesWhatAColleagueAnswersIsNotSeenByTheVisitor() {
        var aina = company.take("Aina", Role.COMPANY_USER);
        visitor.begin(siteKey, null);
        visitor.write("c-1", "Hello");
        var conversation = onlyConversation();
        company.admin().put("/api/v1/conversations/" + conversation + "/assignment", "{\"userId\":\"" + aina + "\"}");

        company.admin().put("/api/v1/conversations/" + conversation + "/read", "{\"seq\":1}");
        assertThat(firstStatus()).isNotEqualTo("seen");

        company.signedIn("Aina").put("/api/v1/conversations/" + conversation + "/read", "{\"seq\":1}");
        assertThat(firstStatus()).isEqualTo("seen");
    }

    @Test
    void aPlaceIsSaidInWordsWithALinkToAMap() {
        visitor.begin(siteKey, null);
        visitor.write("c-1", "Where are you?");

        var sent = company.admin()
                .post(
                        "/api/v1/conversations/" + onlyConversation() + "/messages",
                        "{\"type\":\"content\",\"content\":{\"type\":\"location\",\"latitude\":3.1579,\"longitude\":101.7116,\"name\":\"Kedai Batik\",\"address\":null}}");

        assertThat(sent.status()).isEqualTo(201);
        assertThat(visitor.get("/widget/v1/messages").json().path("messages").findValuesAsString("fallback_text"))
                .contains("Kedai Batik\n\nhttps://www.google.com/maps/search/?api=1&query=3.1579,101.7116");
    }

    private String firstStatus() {
        return visitor.get("/widget/v1/messages")
                .json()
                .at("/messages/0/status")
                .asString();
    }

    @Test
    void aStreamGoesOnWhereItStoppedAndPollingTellsTheSame() throws Exception {
        visitor.begin(siteKey, null);
        visitor.write("c-1", "One");
        var conversation = onlyConversation();
        reply(conversation, "Two");
        visitor.write("c-3", "Three");
        var upToThree = eventsAfter("0000000000000000");

        List<Told> streamed;
        try (var stream = visitor.follow("/widget/v1/stream", "Last-Event-ID", "0000000000000000")) {
            assertThat(stream.header("Content-Type")).startsWith("text/event-stream");
            assertThat(stream.header("Cache-Control")).isEqualTo("no-store");
            assertThat(stream.header("X-Accel-Buffering")).isEqualTo("no");
            streamed = stream.until(
                    told -> told.id().equals(upToThree.getLast().path("id").asString()));
        }
        reply(conversation, "Four");
        try (var stream = visitor.follow(
                "/widget/v1/stream", "Last-Event-ID", streamed.getLast().id())) {
            streamed.addAll(stream.until(
                    told -> told.data().at("/message/text").asString("").equals("Four")));
        }

        var polled = eventsAfter("0000000000000000");
        assertThat(streamed.stream().map(Told::id).toList()).isSorted().doesNotHaveDuplicates();
        assertThat(polled.stream()
                        .limit(streamed.size())
                        .map(event -> event.path("id").asString()
                                + event.path("event").asString())
                        .toList())
                .isEqualTo(
                        streamed.stream().map(told -> told.id() + told.event()).toList());
    }

    @Test
    void aStreamEndsWithItsSessionAndARenewedOneGoesOn() throws Exception {
        visitor.begin(siteKey, null);
        var token = visitor.token();
        visitor.write("c-1", "One");
        clock.advance(Duration.ofDays(7).minusSeconds(2));
        try (var stream = visitor.follow("/widget/v1/stream", "Last-Event-ID", "0000000000000000")) {
            stream.until(told -> told.data().at("/message/text").asString("").equals("One"));

            assertThat(stream.ends()).isTrue();
        }
        visitor.with(null).begin(siteKey, token);
        visitor.write("c-2", "Two");
        try (var stream = visitor.follow("/widget/v1/stream", "Last-Event-ID", "0000000000000001")) {
            stream.until(told -> told.data().at("/message/text").asString("").equals("Two"));
        }
    }

    @Test
    void aStreamOpenedBeforeTheFirstMessageHearsIt() throws Exception {
        visitor.begin(siteKey, null);
        try (var stream = visitor.follow("/widget/v1/stream")) {
            visitor.write("c-first", "First");

            var told = stream.until(event -> event.event().equals("message.created"))
                    .getLast();
            assertThat(told.id()).isEqualTo("0000000000000001");
            assertThat(told.data().at("/message/client_message_id").asString()).isEqualTo("c-first");
        }
    }

    @Test
    void aWaitingRequestIsAnsweredWhenSomethingHappens() throws Exception {
        visitor.begin(siteKey, null);
        visitor.write("c-1", "One");
        var conversation = onlyConversation();
        var last = visitor.get("/widget/v1/events").json().path("last").asString();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var waiting = threads.submit(() -> visitor.get("/widget/v1/events?wait=25&after=" + last));
            reply(conversation, "Two");
            assertThat(waiting.get()
                            .json()
                            .path("events")
                            .valueStream()
                            .map(event -> event.path("event").asString()))
                    .contains("message.created");
        }
    }

    @Test
    void anUnknownPlaceMeansFetchingTheThreadAnew() throws Exception {
        visitor.begin(siteKey, null);
        visitor.write("c-1", "One");

        var answer = visitor.get("/widget/v1/events?after=0000000000009999");
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.errorCode()).isEqualTo("resync_required");
        try (var stream = visitor.follow("/widget/v1/stream", "Last-Event-ID", "0000000000009999")) {
            assertThat(stream.until(told -> true).getFirst().event()).isEqualTo("resync_required");
            assertThat(stream.ends()).isTrue();
        }
    }

    @Test
    void aFetchedThreadLeavesOutNothingUpToThePlaceItNames() throws Exception {
        visitor.begin(siteKey, null);
        visitor.write("c-1", "Hello");
        var conversation = onlyConversation();
        var fetched = new ArrayList<JsonNode>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var writing = threads.submit(
                    () -> IntStream.range(0, 30).forEach(number -> reply(conversation, "Reply " + number)));
            while (!writing.isDone()) {
                fetched.add(visitor.get("/widget/v1/messages").json());
            }
            writing.get();
        }

        var told = eventsAfter("0000000000000000").stream()
                .filter(event -> event.path("event").asString().equals("message.created"))
                .toList();
        for (var thread : fetched) {
            var last = thread.path("last_event_id").asString();
            assertThat(thread.path("messages")
                            .valueStream()
                            .map(message -> message.path("id").asString()))
                    .containsAll(told.stream()
                            .filter(event -> event.path("id").asString().compareTo(last) <= 0)
                            .map(event -> event.at("/data/message/id").asString())
                            .toList());
        }
    }

    @Test
    void typingIsShownOnTheOtherSideAndNotKept() throws Exception {
        visitor.begin(siteKey, null);
        visitor.write("c-1", "One");
        var conversation = onlyConversation();
        try (var stream = visitor.follow("/widget/v1/stream")) {
            company.admin().post("/api/v1/conversations/" + conversation + "/typing", "{\"on\":true}");

            var typing = stream.until(told -> told.event().equals("typing")).getLast();
            assertThat(typing.id()).isEmpty();
            assertThat(typing.data().path("who").asString()).isEqualTo("agent");
            assertThat(typing.data().path("name").asString()).isEqualTo("Puan Admin");
            assertThat(typing.data().path("ttl_seconds").asInt()).isEqualTo(10);
        }
        var staff = new WidgetBrowser(port).with(company.admin().accessToken());
        try (var stream = staff.follow("/api/v1/stream")) {
            stream.until(told -> told.event().equals("ready"));
            assertThat(visitor.post("/widget/v1/typing", "{\"on\":true}").status())
                    .isEqualTo(204);

            var typing = stream.until(told -> told.event().equals("typing")).getLast();
            assertThat(typing.data().path("conversationId").asString()).isEqualTo(conversation);
            assertThat(typing.data().path("who").asString()).isEqualTo("contact");
        }
    }

    @Test
    void aSessionIsRenewedInItsLastDayAndResumedAfterItsEnd() {
        visitor.begin(siteKey, null);
        visitor.write("c-1", "One");
        var token = visitor.token();

        clock.advance(Duration.ofDays(6).plusHours(1));
        assertThat(visitor.get("/widget/v1/messages").header("X-Session-Token")).isNotEmpty();

        clock.advance(Duration.ofDays(1));
        var expired = visitor.get("/widget/v1/messages");
        assertThat(expired.status()).isEqualTo(401);
        assertThat(expired.errorCode()).isEqualTo("session_expired");

        clock.advance(Duration.ofDays(100));
        visitor.with(null).begin(siteKey, token);
        assertThat(written(visitor)).containsExactly("One");

        clock.advance(Duration.ofDays(200));
        visitor.with(null).begin(siteKey, token);
        assertThat(written(visitor)).isEmpty();
    }

    @Test
    void whoLeavesASharedComputerIsNotFoundAgain() {
        visitor.begin(siteKey, null);
        visitor.write("c-1", "One");
        var token = visitor.token();

        assertThat(visitor.send("DELETE", "/widget/v1/sessions").status()).isEqualTo(204);

        assertThat(visitor.get("/widget/v1/messages").errorCode()).isEqualTo("session_expired");
        visitor.with(null).begin(siteKey, token);
        assertThat(written(visitor)).isEmpty();
    }

    @Test
    void visitorsAndCompaniesNeverSeeEachOther() {
        visitor.begin(siteKey, null);
        visitor.write("c-1", "Mine");
        var stranger = new WidgetBrowser(port);
        stranger.begin(siteKey, null);
        var elsewhere = TestCompany.found(port, members);
        var foreigner = new WidgetBrowser(port);
        foreigner.begin(siteOf(elsewhere), visitor.token());

        assertThat(written(stranger)).isEmpty();
        assertThat(written(foreigner)).isEmpty();
        assertThat(elsewhere.admin().get("/api/v1/conversations").json().path("items"))
                .isEmpty();
        assertThat(visitor.with("no token").get("/widget/v1/messages").status()).isEqualTo(401);
    }

    @Test
    void onlyTheSitesOwnPagesMayCarryTheChat() {
        var frame = visitor.get("/widget/frame?site_key=" + siteKey);
        assertThat(frame.status()).isEqualTo(200);
        assertThat(frame.header("Content-Security-Policy"))
                .contains("default-src 'none'")
                .endsWith("frame-ancestors 'self' " + SHOP + " https://*.example.org");
        assertThat(frame.header("X-Frame-Options")).isEmpty();
        assertThat(visitor.get("/widget/frame?site_key=wsk_live_unknown").status())
                .isEqualTo(404);

        var bootstrap = "/widget/v1/bootstrap?locale=ms-MY&site_key=" + siteKey;
        var shop = visitor.get(bootstrap, "Origin", SHOP);
        assertThat(shop.json().path("locale").asString()).isEqualTo("ms");
        assertThat(shop.json().at("/brand/name").asString()).isEqualTo("Kedai Contoh");
        assertThat(shop.json().at("/limits/text_max_chars").asInt()).isEqualTo(4000);
        assertThat(shop.header("Access-Control-Allow-Origin")).isEqualTo(SHOP);
        assertThat(visitor.get(bootstrap, "Origin", "https://a.example.org").status())
                .isEqualTo(200);
        assertThat(visitor.get(bootstrap, "Origin", "http://localhost:" + port).status())
                .isEqualTo(200);
        var foreign = visitor.get(bootstrap, "Origin", "https://evil.example.net");
        assertThat(foreign.status()).isEqualTo(403);
        assertThat(foreign.errorCode()).isEqualTo("origin_not_allowed");
        assertThat(foreign.header("Access-Control-Allow-Origin")).isEmpty();
        assertThat(visitor.get("/widget/v1/bootstrap?site_key=wsk_live_unknown").errorCode())
                .isEqualTo("invalid_site_key");
    }

    @Test
    void callsThatAreNotThereAnswerInTheProtocolsForm() {
        visitor.begin(siteKey, null);

        assertThat(visitor.post("/widget/v1/transcript", "{}").status()).isEqualTo(404);
        assertThat(visitor.post("/widget/v1/transcript", "{}").errorCode()).isEqualTo("not_found");
        assertThat(visitor.post("/widget/v1/identify", "{\"user_id\":\"x\"}").errorCode())
                .isEqualTo("identity_verification_off");
    }

    @Test
    void afterThreeStreamsAFourthIsRefusedUntilABrowserHasGone() throws Exception {
        visitor.begin(siteKey, null);
        try (var one = visitor.follow("/widget/v1/stream");
                var two = visitor.follow("/widget/v1/stream")) {
            var three = visitor.follow("/widget/v1/stream");
            assertThat(visitor.get("/widget/v1/stream").status()).isEqualTo(429);

            three.close();

            try (var four = visitor.follow("/widget/v1/stream")) {
                assertThat(four.header("Content-Type")).startsWith("text/event-stream");
            }
            assertThat(one.sofar()).isEmpty();
            assertThat(two.sofar()).isEmpty();
        }
    }

    @Test
    void anAgentsStreamShowsOnlyTheAgentsConversations() throws Exception {
        var aina = company.take("Aina", Role.COMPANY_USER);
        var wei = company.person("Wei", Role.COMPANY_USER);
        visitor.begin(siteKey, null);
        visitor.write("c-1", "For Aina");
        var conversation = onlyConversation();
        company.admin()
                .put(
                        "/api/v1/conversations/" + conversation + "/assignment",
                        "{\"userId\":\"%s\",\"reason\":null}".formatted(aina));
        var ainas = new StaffApp(port);
        ainas.signIn(company.email("Aina"), TestCompany.PASSWORD);
        try (var weis = new WidgetBrowser(port).with(wei.accessToken()).follow("/api/v1/stream");
                var own = new WidgetBrowser(port).with(ainas.accessToken()).follow("/api/v1/stream")) {
            weis.until(told -> told.event().equals("ready"));
            own.until(told -> told.event().equals("ready"));

            visitor.write("c-2", "Secret");

            var seen = own.until(told -> told.event().equals("message.created"));
            assertThat(seen.getLast().data().at("/message/content/text").asString())
                    .isEqualTo("Secret");
            assertThat(weis.sofar()).isEmpty();
        }
    }

    private String siteOf(TestCompany owner) {
        var made = owner.admin().post("/api/v1/channel-accounts", """
                {"channel":"webchat","name":"Kedai Contoh","credentials":{},
                 "settings":{"allowedOrigins":["%s","https://*.example.org","not an origin"]}}
                """.formatted(SHOP));
        assertThat(made.status()).isEqualTo(201);
        return made.json().path("siteKey").asString();
    }

    private String onlyConversation() {
        var items = company.admin().get("/api/v1/conversations").json().path("items");
        assertThat(items).hasSize(1);
        return items.get(0).path("id").asString();
    }

    private void reply(String conversation, String text) {
        var answer = company.admin()
                .post(
                        "/api/v1/conversations/" + conversation + "/messages",
                        "{\"type\":\"text\",\"text\":\"%s\"}".formatted(text));
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(201);
    }

    private void stateBecomes(String conversation, String text, String state) {
        await().untilAsserted(() -> assertThat(company.admin()
                        .get("/api/v1/conversations/" + conversation + "/messages")
                        .json()
                        .path("items")
                        .valueStream()
                        .filter(item -> item.at("/content/text").asString("").equals(text))
                        .map(item -> item.path("state").asString()))
                .containsExactly(state));
    }

    /// The visitor's own messages; answers of the assistant stand between them.
    private static List<String> written(WidgetBrowser browser) {
        return browser.get("/widget/v1/messages")
                .json()
                .path("messages")
                .valueStream()
                .filter(message -> message.path("direction").asString().equals("in"))
                .map(message -> message.path("text").asString())
                .toList();
    }

    private List<JsonNode> eventsAfter(String id) {
        var events = new ArrayList<JsonNode>();
        var after = id;
        while (true) {
            var answer = visitor.get("/widget/v1/events?wait=0&after=" + after).json();
            if (answer.path("events").isEmpty()) {
                return events;
            }
            answer.path("events").forEach(events::add);
            after = answer.path("last").asString();
        }
    }
}
