package app.sembang.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.channels.webchat.WidgetBrowser;
import app.sembang.channels.webchat.WidgetBrowser.Told;
import app.sembang.database.CompanyTransactions;
import app.sembang.database.TestDatabase;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/// Several people in one conversation: who is there, who writes, who was faster, and what each has begun.
@ProductTest
class TogetherTests {
    private final Members members;
    private final Conversations conversations;
    private final CompanyTransactions transactions;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private Shop shop;
    private StaffApp admin;
    private StaffApp ainas;
    private String id;
    private String path;

    @SuppressWarnings("NullAway.Init")
    TogetherTests(Members members, Conversations conversations, CompanyTransactions transactions, TestClock clock) {
        this.members = members;
        this.conversations = conversations;
        this.transactions = transactions;
        this.clock = clock;
    }

    @BeforeEach
    void aConversationOfAnAgent() {
        clock.moveTo(Instant.now().truncatedTo(ChronoUnit.SECONDS));
        company = TestCompany.found(port, members);
        shop = new Shop(company, conversations, transactions, clock);
        admin = company.admin();
        company.take("Aina", Role.COMPANY_USER);
        ainas = company.signedIn("Aina");
        id = shop.writes("Siti", "hello");
        path = "/api/v1/conversations/" + id;
    }

    @Test
    void whoHasItOpenIsSeenAndWhoWritesIsTold() throws Exception {
        try (var stream = new WidgetBrowser(port).with(admin.accessToken()).follow("/api/v1/stream")) {
            stream.until(told -> true);

            assertThat(here(ainas, "viewing")).isEmpty();
            assertThat(here(admin, "viewing")).containsExactly("Aina viewing");
            here(ainas, "replying");

            var told = stream.until(event -> isPresence(event, "replying"))
                    .getLast()
                    .data();
            assertThat(told.path("conversationId").asString()).isEqualTo(id);
            assertThat(told.at("/member/name").asString()).isEqualTo("Aina");
            assertThat(told.path("ttlSeconds").asInt()).isEqualTo(6);
            assertThat(here(admin, "viewing")).containsExactly("Aina replying");
            ainas.delete(path + "/presence");
            stream.until(event -> isPresence(event, "gone"));
            assertThat(here(admin, "viewing")).isEmpty();
        }
    }

    @Test
    void whoWatchesWhatAColleagueIsResponsibleForStandsInTheAuditLogOnce() throws Exception {
        try (var stream = new WidgetBrowser(port).with(admin.accessToken()).follow("/api/v1/stream")) {
            stream.until(told -> true);
            here(ainas, "viewing");
            here(admin, "viewing");
            stream.until(event -> isPresence(event, "viewing")
                    && event.data().at("/member/name").asString().equals("Puan Admin"));
            here(admin, "viewing");
        }

        var watched = admin.get("/api/v1/audit-entries?kind=conversation_watched")
                .json()
                .path("items");
        assertThat(watched).hasSize(1);
        assertThat(watched.at("/0/subject").asString()).isEqualTo(id);
    }

    @Test
    void whoStepsIntoWhatAColleagueIsResponsibleForStandsInTheAuditLog() {
        assertThat(admin.put(path + "/presence/joining", "").status()).isEqualTo(204);
        // Who is responsible needs not join; nothing of it is written down.
        assertThat(ainas.put(path + "/presence/joining", "").status()).isEqualTo(204);

        var joined = admin.get("/api/v1/audit-entries?kind=conversation_joined")
                .json()
                .path("items");
        assertThat(joined).hasSize(1);
        assertThat(joined.at("/0/subject").asString()).isEqualTo(id);
        assertThat(shop.assignee(id)).isEqualTo("Aina");
    }

    @Test
    void whoDoesNotSaySoAgainIsForgotten() {
        here(ainas, "noting");
        clock.advance(Duration.ofSeconds(10));
        assertThat(here(admin, "viewing")).as("writes no more").containsExactly("Aina viewing");

        clock.advance(Duration.ofSeconds(40));

        assertThat(here(admin, "viewing")).isEmpty();
    }

    @Test
    void whoOnlyReadsIsSeenAndNeverWrites() {
        company.take("Vera", Role.VIEWER);
        var veras = company.signedIn("Vera");

        assertThat(here(veras, "replying")).isEmpty();

        assertThat(here(admin, "viewing")).containsExactly("Vera viewing");
    }

    @Test
    void whoLooksIntoTheCompanyFromThePlatformIsNotSeen() {
        var view = TestCompany.superAdmin(port, members)
                .post("/api/v1/companies/" + company.id() + "/views", "{\"reason\":\"Ticket 481\",\"minutes\":30}")
                .json()
                .path("accessToken")
                .asString();
        var browser = new WidgetBrowser(port).with(view);

        assertThat(browser.get(path).status()).isEqualTo(200);
        assertThat(browser.send("DELETE", path + "/presence").status()).isEqualTo(403);
        assertThat(here(admin, "viewing")).isEmpty();
    }

    @Test
    void typingTellsColleaguesTooAndWhoDoesNotSeeItLearnsNothing() {
        ainas.post(path + "/typing", "{\"on\":true}");
        assertThat(here(admin, "viewing")).containsExactly("Aina replying");

        company.take("Wei", Role.COMPANY_USER);
        var wei = company.signedIn("Wei");
        assertThat(wei.put(path + "/presence", "{\"state\":\"viewing\"}").status())
                .isEqualTo(404);
    }

    @Test
    void anotherProcessHearsWhoIsHere() throws Exception {
        try (var connection = TestDatabase.shared().superuser("sembang");
                var statement = connection.createStatement()) {
            var told = """
                    other-process-0000-0000-000000000000[{"company":"%s","audience":"company","event":"presence",\
                    "data":"{\\"conversationId\\":\\"%s\\",\\"member\\":{\\"id\\":\\"%s\\",\\"name\\":\\"Wei\\"},\
                    \\"state\\":\\"replying\\",\\"ttlSeconds\\":6}"}]""".formatted(company.id(), id, UUID.randomUUID());
            statement.execute("select pg_notify('sembang_stream', '" + told + "')");
        }
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(here(admin, "viewing")).containsExactly("Wei replying"));
    }

    @Test
    void aReplyTheSenderHasNotSeenIsShownFirstAndSentOnlyThen() {
        int seen = shop.detail(id).at("/lastMessage/seq").asInt();
        ainas.post(path + "/messages", message("It is RM 120", null, null));

        var refused = admin.post(path + "/messages", message("It costs 120", seen, "one"));

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("newer-reply");
        assertThat(refused.json().path("name").asString()).isEqualTo("Aina");
        assertThat(refused.json().path("text").asString()).isEqualTo("It is RM 120");
        int newer = refused.json().path("seq").asInt();
        var sent = admin.post(path + "/messages", message("It costs 120", newer, "one"));
        assertThat(sent.status()).isEqualTo(201);
        assertThat(admin.post(path + "/messages", message("It costs 120", seen, "one"))
                        .status())
                .as("stored before, whatever came since")
                .isEqualTo(200);
        assertThat(ainas.post(path + "/messages", message("And delivery is free", null, null))
                        .status())
                .as("who asks for no look gets none")
                .isEqualTo(201);
    }

    @Test
    void whatTheCustomerOrOneselfHasWrittenSinceHoldsNothingUp() {
        int seen = shop.detail(id).at("/lastMessage/seq").asInt();
        shop.writes("Siti", "are you there?");
        ainas.post(path + "/messages", message("Yes", seen, null));

        assertThat(ainas.post(path + "/messages", message("How can I help?", seen, null))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void ofTwoWhoSendAtOnceOneIsFasterAndTheOtherSeesIt() throws Exception {
        for (int round = 0; round < 8; round++) {
            int seen = shop.detail(id).at("/lastMessage/seq").asInt();
            var start = new CountDownLatch(1);
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var both = List.of(admin, ainas).stream()
                        .map(app -> threads.submit(() -> {
                            start.await();
                            return app.post(path + "/messages", message("Good day", seen, null));
                        }))
                        .toList();
                start.countDown();
                var statuses =
                        List.of(both.get(0).get().status(), both.get(1).get().status());

                assertThat(statuses).containsExactlyInAnyOrder(201, 409);
            }
        }
        assertThat(Inbox.texts(shop.items(path + "/messages")).stream().filter("Good day"::equals))
                .hasSize(8);
    }

    @Test
    void ofManyWhoTakeWhatNobodyAnswersOneWinsAndTheOthersAreToldWho() throws Exception {
        var people = IntStream.range(0, 6)
                .mapToObj(n -> company.person("Admin" + n, Role.COMPANY_ADMIN))
                .toList();

        var answers = atOnce(people, app -> app.put(path + "/takeover", "{\"seen\":{\"userId\":null}}"));

        var winner = shop.detail(id).path("answeringMember");
        assertThat(answers).extracting(StaffApp.Answer::status).containsOnlyOnce(200);
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 200)
                .hasSize(5)
                .allSatisfy(answer -> {
                    assertThat(answer.status()).isEqualTo(409);
                    assertThat(answer.code()).isEqualTo("taken-already");
                    assertThat(answer.json().path("by")).isEqualTo(winner);
                });
        assertThat(answers.stream()
                        .filter(answer -> answer.status() == 200)
                        .findFirst()
                        .orElseThrow()
                        .json()
                        .path("answeringMember"))
                .isEqualTo(winner);
    }

    @Test
    void whoSeesAColleagueAnswerMayTakeOverOnPurpose() {
        ainas.put(path + "/takeover", "{\"seen\":{\"userId\":null}}");
        var aina = shop.detail(id).at("/answeringMember/id").asString();

        assertThat(admin.put(path + "/takeover", "{\"seen\":{\"userId\":null}}").code())
                .isEqualTo("taken-already");
        assertThat(admin.put(path + "/takeover", "{\"seen\":{\"userId\":\"%s\"}}".formatted(aina))
                        .status())
                .isEqualTo(200);
        assertThat(shop.detail(id).at("/answeringMember/name").asString()).isEqualTo("Puan Admin");
        assertThat(ainas.put(path + "/takeover", "").status())
                .as("whoever answers")
                .isEqualTo(200);
        assertThat(ainas.put(path + "/takeover", "{\"seen\":{\"userId\":null}}").status())
                .as("what is mine already")
                .isEqualTo(200);
    }

    @Test
    void ofManyWhoAssignWhatNobodyHasOneWinsAndTheOthersAreToldWho() throws Exception {
        admin.put(path + "/assignment", "{\"userId\":null}");
        var people = IntStream.range(0, 6)
                .mapToObj(n -> company.person("Admin" + n, Role.COMPANY_ADMIN))
                .toList();

        var byHand = atOnce(
                people,
                app -> app.put(
                        path + "/assignment", "{\"userId\":\"%s\",\"seen\":{\"userId\":null}}".formatted(me(app))));

        var winner = shop.detail(id).path("assignee");
        assertThat(byHand).extracting(StaffApp.Answer::status).containsOnlyOnce(200);
        assertThat(byHand)
                .filteredOn(answer -> answer.status() != 200)
                .hasSize(5)
                .allSatisfy(answer -> assertThat(answer.json().path("by")).isEqualTo(winner));

        var another = people.stream()
                .filter(app -> !me(app).equals(winner.path("id").asString()))
                .findFirst()
                .orElseThrow();
        var many = "{\"conversationIds\":[\"%s\"],\"userId\":\"%s\",\"seen\":{\"userId\":%s}}";
        var late = another.post("/api/v1/conversations/assignments", many.formatted(id, me(another), "null"));
        assertThat(late.json().path("done")).isEmpty();
        assertThat(late.json().at("/failed/0/code").asString()).isEqualTo("taken-already");
        assertThat(late.json().at("/failed/0/by")).isEqualTo(winner);
        var meant =
                another.post("/api/v1/conversations/assignments", many.formatted(id, me(another), winner.path("id")));
        assertThat(meant.json().at("/done/0").asString()).isEqualTo(id);
    }

    private static String me(StaffApp app) {
        return app.get("/api/v1/me").json().path("id").asString();
    }

    private static List<StaffApp.Answer> atOnce(List<StaffApp> people, Function<StaffApp, StaffApp.Answer> act)
            throws InterruptedException {
        try (var threads = Executors.newFixedThreadPool(people.size())) {
            return threads
                    .invokeAll(people.stream()
                            .<Callable<StaffApp.Answer>>map(app -> () -> act.apply(app))
                            .toList())
                    .stream()
                    .map(Future::resultNow)
                    .toList();
        }
    }

    @Test
    void whatIsBegunIsFoundElsewhereAndGoesWhenItIsSent() {
        var kept = begin(ainas, "reply", "Our batik", null);
        begin(ainas, "note", "Ask Wei", null);

        assertThat(drafts(company.signedIn("Aina"))).containsExactly("note Ask Wei", "reply Our batik");
        assertThat(row(ainas).at("/draft/preview").asString()).isNotEmpty();
        assertThat(row(admin).path("draft").isNull()).as("it is Aina's").isTrue();
        assertThat(drafts(admin)).isEmpty();
        assertThat(kept.path("version").asString()).isNotEmpty();
        ainas.post(path + "/messages", message("Our batik is here", null, null));
        assertThat(drafts(ainas)).containsExactly("note Ask Wei");
        ainas.post(path + "/notes", "{\"text\":\"Ask Wei\"}");
        assertThat(drafts(ainas)).isEmpty();
        assertThat(row(ainas).path("draft").isNull()).isTrue();
    }

    @Test
    void anOldTabDoesNotUndoWhatWasWrittenSince() {
        var first = begin(ainas, "reply", "One", null).path("version").asString();
        var second = begin(ainas, "reply", "One two", first).path("version").asString();

        var late = keep(ainas, "reply", "One, but old", first);

        assertThat(late.status()).isEqualTo(409);
        assertThat(late.code()).isEqualTo("draft-changed");
        assertThat(late.json().at("/draft/text").asString()).isEqualTo("One two");
        assertThat(late.json().at("/draft/version").asString()).isEqualTo(second);
        assertThat(keep(ainas, "reply", "Another first", null).status()).isEqualTo(409);
        assertThat(begin(ainas, "reply", "One two", first).path("version").asString())
                .as("the same again is what is kept")
                .isEqualTo(second);
        assertThat(ainas.delete(path + "/drafts/reply?version=" + first).status())
                .isEqualTo(409);
        assertThat(drafts(ainas)).containsExactly("reply One two");
    }

    @Test
    void whatWasSentElsewhereDoesNotComeBack() {
        var version = begin(ainas, "reply", "Our batik", null).path("version").asString();
        ainas.post(path + "/messages", message("Our batik", null, null));

        var late = keep(ainas, "reply", "Our batik is", version);

        assertThat(late.status()).isEqualTo(409);
        assertThat(late.json().path("draft").isMissingNode()).isTrue();
        assertThat(drafts(ainas)).isEmpty();
    }

    @Test
    void aDraftIsThrownAwayAsOftenAsOneLikes() throws Exception {
        begin(ainas, "reply", "Never mind", null);
        try (var stream = new WidgetBrowser(port).with(ainas.accessToken()).follow("/api/v1/stream")) {
            stream.until(told -> true);

            assertThat(ainas.delete(path + "/drafts/reply").status()).isEqualTo(204);
            assertThat(ainas.delete(path + "/drafts/reply").status()).isEqualTo(204);

            var told = stream.until(event -> event.event().equals("draft.changed"))
                    .getLast()
                    .data();
            assertThat(told.path("conversationId").asString()).isEqualTo(id);
            assertThat(told.path("version").isNull()).isTrue();
        }
        assertThat(drafts(ainas)).isEmpty();
    }

    @Test
    void whatIsBegunGoesWithTheContact() {
        begin(ainas, "reply", "Our batik", null);
        var contact = shop.detail(id).at("/contact/id").asString();

        admin.put("/api/v1/contacts/" + contact + "/erasure", "{\"ground\":\"requested\"}");

        await().atMost(Duration.ofSeconds(20)).until(() -> Inbox.rows(company, "draft", "true") == 0);
    }

    private List<String> here(StaffApp app, String state) {
        var answer = app.put(path + "/presence", "{\"state\":\"" + state + "\"}");
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        return StreamSupport.stream(answer.json().path("others").spliterator(), false)
                .map(one -> one.at("/member/name").asString() + " "
                        + one.path("state").asString())
                .toList();
    }

    private static boolean isPresence(Told told, String state) {
        return told.event().equals("presence")
                && told.data().path("state").asString().equals(state);
    }

    private static String message(String text, @Nullable Integer seenUpTo, @Nullable String clientId) {
        return "{\"type\":\"text\",\"text\":\"%s\"%s%s}"
                .formatted(
                        text,
                        seenUpTo == null ? "" : ",\"seenUpTo\":" + seenUpTo,
                        clientId == null ? "" : ",\"clientId\":\"" + clientId + "\"");
    }

    private StaffApp.Answer keep(StaffApp app, String kind, String text, @Nullable String basedOn) {
        return app.put(
                path + "/drafts/" + kind,
                "{\"text\":\"%s\"%s}".formatted(text, basedOn == null ? "" : ",\"basedOn\":\"" + basedOn + "\""));
    }

    private JsonNode begin(StaffApp app, String kind, String text, @Nullable String basedOn) {
        var answer = keep(app, kind, text, basedOn);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        return answer.json();
    }

    private List<String> drafts(StaffApp app) {
        return new Inbox(app)
                .items(path + "/drafts").stream()
                        .map(one -> one.path("kind").asString() + " "
                                + one.path("text").asString())
                        .toList();
    }

    private JsonNode row(StaffApp app) {
        return new Inbox(app).items("/api/v1/conversations").getFirst();
    }
}
