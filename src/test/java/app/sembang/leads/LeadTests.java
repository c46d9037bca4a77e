package app.sembang.leads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.CountedStatements;
import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.StaffApp.Answer;
import app.sembang.TestBot;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.TestWorkbook;
import app.sembang.database.TestDatabase;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@ProductTest
class LeadTests {
    private static final String LEADS = "/api/v1/leads";
    private static final String STAGES = "/api/v1/lead-stages";

    private final Members members;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp admin;
    private Inbox inbox;
    private TestBot bot;

    @SuppressWarnings("NullAway.Init")
    LeadTests(Members members, TestClock clock) {
        this.members = members;
        this.clock = clock;
    }

    @BeforeEach
    void aCompanyWithABot() {
        company = TestCompany.found(port, members);
        admin = company.admin();
        inbox = new Inbox(admin);
        bot = TestBot.connect(port, company);
    }

    @Test
    void aFirstMessageBeginsALeadAndTheFirstAnswerMakesItContacted() {
        var conversation = talk("Aina");
        assertThat(stageOf(lead())).isEqualTo("new");

        answer(conversation);

        assertThat(stageOf(lead())).isEqualTo("contacted");
        assertThat(moves()).containsExactly("answered");
        assertThat(lead().path("conversationId").asString()).isEqualTo(conversation);
        answer(conversation);
        assertThat(moves()).hasSize(1);
    }

    @Test
    void aSaleWinsTheLeadAReopeningTakesThatBackAndALossLosesIt() {
        var conversation = talk("Aina");
        answer(conversation);

        complete(conversation, """
                {"status":"completed","saleAmount":{"amount":"120.00","currency":"MYR"}}""");
        assertThat(lead().path("outcome").asString()).isEqualTo("won");
        assertThat(lead().at("/amount/amount").asString()).isEqualTo("120.00");

        clock.advance(Duration.ofSeconds(1));
        admin.delete("/api/v1/conversations/%s/completion".formatted(conversation));
        assertThat(stageOf(lead())).isEqualTo("contacted");
        assertThat(lead().path("closedAt").isNull()).isTrue();

        clock.advance(Duration.ofSeconds(1));
        complete(conversation, "{\"status\":\"lost\",\"notes\":\"Too dear\"}");
        assertThat(stageOf(lead())).isEqualTo("lost");
        assertThat(lead().path("lostReason").asString()).isEqualTo("Too dear");
        assertThat(moves()).containsExactly("answered", "completed", "reopened", "lost");
    }

    @Test
    void aConversationThatEndsWithoutASaleMovesNothing() {
        var conversation = talk("Aina");

        complete(conversation, "{\"status\":\"completed\"}");

        assertThat(stageOf(lead())).isEqualTo("new");
    }

    @Test
    void theBoardCountsWhatLeadsAreWorthAndWhatToExpect() {
        talk("Aina");
        talk("Wei");
        for (var lead : inbox.items(LEADS)) {
            admin.patch(path(lead), "{\"title\":\"Batik\",\"amount\":{\"amount\":\"50.05\",\"currency\":\"MYR\"}}");
        }
        move(inbox.items(LEADS).getFirst(), "proposal", "");

        var board = admin.get(LEADS + "/board").json();

        assertThat(board.path("columns")).hasSize(7);
        assertThat(board.at("/columns/0/amount/amount").asString()).isEqualTo("50.05");
        assertThat(board.at("/columns/3/forecast/amount").asString()).isEqualTo("30.03");
        assertThat(board.at("/forecast/amount").asString()).isEqualTo("35.04");
        assertThat(board.at("/columns/3/leads/0/title").asString()).isEqualTo("Batik");
        assertThat(inbox.items(LEADS + "?q=wei")).hasSize(1);
        assertThat(inbox.items(LEADS + "?outcome=won")).isEmpty();
        var first = admin.get(LEADS + "?limit=1").json();
        assertThat(inbox.items(LEADS + "?limit=1&after=" + first.path("next").asString()))
                .hasSize(1)
                .isNotEqualTo(List.of(first.at("/items/0")));
    }

    @Test
    void leadsStandInTheOrderOfTheirScores() {
        bot.customer("Aina").says("Not interested, stop");
        bot.customer("Wei").says("Saya nak beli satu");
        bot.customer("Mei").says("Hello");
        await().atMost(TestBot.SOON).until(() -> Inbox.rows(company, "contact_score", "score is not null") == 2);
        await().atMost(TestBot.SOON).until(() -> inbox.items(LEADS).size() == 3);

        var sorted = scores(LEADS + "?sort=score");

        assertThat(sorted).isSortedAccordingTo(Comparator.reverseOrder()).last().isEqualTo(-1);
        assertThat(inbox.items(LEADS + "?sort=score")
                        .getFirst()
                        .path("contactName")
                        .asString())
                .isEqualTo("Wei");
        assertThat(admin.get(LEADS + "/board?sort=score")
                        .json()
                        .at("/columns/0/leads/0/contactName")
                        .asString())
                .isEqualTo("Wei");
        var first = admin.get(LEADS + "?sort=score&limit=1").json();
        var rest = inbox.items(LEADS + "?sort=score&after=" + first.path("next").asString());
        assertThat(rest).hasSize(2).doesNotContain(first.at("/items/0"));
        assertThat(admin.get(LEADS + "?sort=score&after=2026-11-24T02:00:00Z_x").status())
                .isEqualTo(422);
    }

    @Test
    void leadsStandInTheOrderOfWhatTheyMayBring() {
        for (var name : List.of("Aina", "Wei", "Mei", "Siti")) talk(name);
        for (var lead : inbox.items(LEADS)) {
            var amount = switch (lead.path("contactName").asString()) {
                case "Aina" -> "9.50";
                case "Wei" -> "120.00";
                case "Mei" -> "20.00";
                default -> null;
            };
            if (amount != null) {
                admin.patch(path(lead), "{\"amount\":{\"amount\":\"%s\",\"currency\":\"MYR\"}}".formatted(amount));
            }
        }

        var names = new ArrayList<String>();
        String after = "";
        do {
            var page = admin.get(LEADS + "?sort=amount&limit=1" + after).json();
            names.add(page.at("/items/0/contactName").asString());
            after = page.path("next").isNull()
                    ? null
                    : "&after=" + page.path("next").asString();
        } while (after != null);

        assertThat(names).containsExactly("Wei", "Mei", "Aina", "Siti");
        assertThat(admin.get(LEADS + "?sort=amount&after=1e999999999_00000000-0000-7000-8000-00000000dead")
                        .status())
                .isEqualTo(422);
    }

    private List<Integer> scores(String path) {
        return inbox.items(path).stream()
                .map(lead -> lead.at("/score/score").asInt(-1))
                .toList();
    }

    @Test
    void whoLosesALeadSaysWhy() {
        talk("Aina");

        assertThat(move(lead(), "lost", "").status()).isEqualTo(422);
        assertThat(move(lead(), "lost", ",\"lostReason\":\"Bought elsewhere\"").status())
                .isEqualTo(200);
        assertThat(lead().path("lostReason").asString()).isEqualTo("Bought elsewhere");
        assertThat(inbox.items(LEADS + "/lost-reasons")).singleElement().satisfies(one -> {
            assertThat(one.path("reason").asString()).isEqualTo("Bought elsewhere");
            assertThat(one.path("leads").asInt()).isOne();
        });
        assertThat(move(lead(), "negotiation", "").json().path("lostReason").isNull())
                .isTrue();
    }

    @Test
    void whoLosesAConversationSaysWhy() {
        var conversation = talk("Aina");
        var path = "/api/v1/conversations/%s/completion".formatted(conversation);

        for (var nothing : List.of("{\"status\":\"lost\"}", "{\"status\":\"lost\",\"notes\":\"  \"}")) {
            var refused = admin.put(path, nothing);
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.json().at("/errors/0/field").asString()).isEqualTo("notes");
        }
        assertThat(stageOf(lead())).isEqualTo("new");
    }

    @Test
    void onlyASaleWinsALead() {
        var conversation = talk("Aina");
        var shirt = product("Shirt", "45.50", 5);

        var refused = move(lead(), "won", "");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().at("/errors/0/field").asString()).isEqualTo("saleAmount");
        assertThat(move(lead(), "won", ",\"productsSold\":[{\"productId\":\"%s\",\"quantity\":9}]".formatted(shirt))
                        .code())
                .isEqualTo("out-of-stock");
        assertThat(move(lead(), "won", ",\"saleAmount\":{\"amount\":\"5.00\",\"currency\":\"USD\"}")
                        .json()
                        .at("/errors/0/field")
                        .asString())
                .isEqualTo("saleAmount");
        assertThat(stageOf(lead())).isEqualTo("new");

        var sold =
                ",\"productsSold\":[{\"productId\":\"%s\",\"quantity\":2}],\"paymentMethod\":\"DuitNow\",\"notes\":\"For Raya\""
                        .formatted(shirt);
        var won = move(lead(), "won", sold);
        assertThat(won.status()).as(won.response().body()).isEqualTo(200);
        assertThat(move(lead(), "won", sold).status()).isEqualTo(200);

        var sales = inbox.items("/api/v1/conversations/%s/sales".formatted(conversation));
        assertThat(sales).singleElement().satisfies(sale -> {
            assertThat(sale.at("/amount/amount").asString()).isEqualTo("91.00");
            assertThat(sale.path("contactId")).isEqualTo(lead().path("contactId"));
            assertThat(sale.path("paymentMethod").asString()).isEqualTo("DuitNow");
            assertThat(sale.path("notes").asString()).isEqualTo("For Raya");
            assertThat(sale.at("/lines/0/quantity").asInt()).isEqualTo(2);
            assertThat(sale.path("id")).isEqualTo(lead().path("saleId"));
        });
        assertThat(admin.get(path(lead()) + "/sale").json()).isEqualTo(sales.getFirst());
        assertThat(lead().at("/amount/amount").asString()).isEqualTo("91.00");
        assertThat(inbox.detail(conversation).path("status").asString()).isEqualTo("completed");
        assertThat(stock(shirt)).isEqualTo(3);
    }

    @Test
    void aLeadThatLeavesWonTakesItsSaleBackAndOpensItsConversation() {
        var conversation = talk("Aina");
        var shirt = product("Shirt", "45.50", 5);
        move(lead(), "won", ",\"productsSold\":[{\"productId\":\"%s\",\"quantity\":2}]".formatted(shirt));
        var sold = admin.get(LEADS + "/board").json().at("/columns/5/amount/amount");

        assertThat(move(lead(), "negotiation", "").status()).isEqualTo(200);

        assertThat(sold.asString()).isEqualTo("91.00");
        assertThat(stageOf(lead())).isEqualTo("negotiation");
        assertThat(lead().path("saleId").isNull()).isTrue();
        assertThat(stock(shirt)).isEqualTo(5);
        assertThat(inbox.detail(conversation).path("status").asString()).isEqualTo("in_progress");
        assertThat(inbox.items("/api/v1/conversations/%s/sales".formatted(conversation)))
                .singleElement()
                .satisfies(sale -> assertThat(sale.path("reversedAt").isNull()).isFalse());
        assertThat(revenue()).isEqualTo("0.00");
    }

    @Test
    void aLeadOfAContactWhoNeverWroteIsWonAndGivenBackToo() {
        var shirt = product("Shirt", "45.50", 5);
        var contact = contact("Puan Rokiah");
        var made = admin.post(LEADS, "{\"contactId\":\"%s\",\"title\":\"Uniforms\"}".formatted(contact));
        assertThat(made.status()).isEqualTo(201);

        assertThat(move(
                                lead(),
                                "won",
                                ",\"saleAmount\":{\"amount\":\"80.00\",\"currency\":\"MYR\"},\"productsSold\":[{\"productId\":\"%s\",\"quantity\":2}]"
                                        .formatted(shirt))
                        .status())
                .isEqualTo(200);
        assertThat(stock(shirt)).isEqualTo(3);
        assertThat(revenue()).isEqualTo("80.00");
        assertThat(inbox.items("/api/v1/dashboards/company/figures/won?period=today"))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.path("title").asString()).isEqualTo("Puan Rokiah");
                    assertThat(row.path("detail").asString()).isEqualTo("2 × Shirt");
                    assertThat(row.at("/amount/amount").asString()).isEqualTo("80.00");
                });
        assertThat(admin.patch(path(lead()), "{\"amount\":{\"amount\":\"1.00\",\"currency\":\"MYR\"}}")
                        .status())
                .isEqualTo(422);

        assertThat(move(lead(), "lost", ",\"lostReason\":\"Sent back\"").status())
                .isEqualTo(200);
        assertThat(stageOf(lead())).isEqualTo("lost");
        assertThat(stock(shirt)).isEqualTo(5);
        assertThat(revenue()).isEqualTo("0.00");
    }

    @Test
    void ofManyWhoWinALeadAtOnceOneSellsAndAllFindItWon() throws Exception {
        var shirt = product("Shirt", "10.00", 100);
        talk("Aina");
        admin.post(LEADS, "{\"contactId\":\"%s\"}".formatted(contact("Puan Rokiah")));
        var won = "{\"stageId\":\"%s\",\"productsSold\":[{\"productId\":\"%s\",\"quantity\":1}]}"
                .formatted(stage("won"), shirt);

        for (var lead : inbox.items(LEADS)) {
            assertThat(atOnce(8, () -> admin.put(path(lead) + "/stage", won).status()))
                    .containsOnly(200);
        }

        assertThat(stock(shirt)).isEqualTo(98);
        assertThat(Inbox.rows(company, "sale", "true")).isEqualTo(2);
    }

    @Test
    void aContactHasOneOpenLeadWhoeverBeginsIt() throws Exception {
        var contact = contact("Puan Rokiah");
        var draft = "{\"contactId\":\"%s\"}".formatted(contact);

        var statuses = atOnce(8, () -> admin.post(LEADS, draft).status());

        assertThat(statuses).containsOnly(201, 409).containsOnlyOnce(201);
        assertThat(admin.post(LEADS, draft).code()).isEqualTo("lead-open");
        var first = lead();
        move(first, "lost", ",\"lostReason\":\"Too dear\"");
        assertThat(admin.post(LEADS, draft).status()).isEqualTo(201);
        assertThat(move(first, "negotiation", "").code()).isEqualTo("lead-open");
    }

    @Test
    void everyLeadOfAStageIsReachedPageByPage() {
        for (int i = 10; i < 63; i++) {
            clock.advance(Duration.ofSeconds(1));
            admin.post(LEADS, "{\"contactId\":\"%s\"}".formatted(contact("Customer " + i)));
        }

        var column = admin.get(LEADS + "/board").json().at("/columns/0");
        var rest = admin.get(LEADS
                        + "?stage=%s&after=%s"
                                .formatted(stage("new"), column.path("next").asString()))
                .json();

        assertThat(column.path("count").asInt()).isEqualTo(53);
        assertThat(column.path("leads")).hasSize(50);
        assertThat(rest.path("items").findValuesAsString("contactName"))
                .containsExactly("Customer 12", "Customer 11", "Customer 10");
        assertThat(rest.path("next").isNull()).isTrue();
        assertThat(admin.get(LEADS + "/board?q=Customer+17")
                        .json()
                        .at("/columns/0/next")
                        .isNull())
                .isTrue();
    }

    private List<Integer> atOnce(int many, Callable<Integer> work) throws InterruptedException {
        try (var people = Executors.newFixedThreadPool(many)) {
            return people.invokeAll(Collections.nCopies(many, work)).stream()
                    .map(Future::resultNow)
                    .toList();
        }
    }

    /// Somebody who never wrote.
    private String contact(String name) {
        admin.send(
                "POST",
                "/api/v1/contact-imports?dryRun=false&map=name%3Dname",
                "name\n%s\n".formatted(name),
                "Content-Type",
                "text/csv");
        return inbox.items("/api/v1/contacts?q=" + name.replace(" ", "+"))
                .getFirst()
                .path("id")
                .asString();
    }

    private String product(String name, String price, int stock) {
        return admin.post("/api/v1/products", """
                        {"kind":"product","name":"%s","price":{"amount":"%s","currency":"MYR"},"stock":%d}
                        """.formatted(name, price, stock))
                .json()
                .path("id")
                .asString();
    }

    private int stock(String product) {
        return admin.get("/api/v1/products/" + product).json().path("stock").asInt();
    }

    /// What the dashboard says was sold today.
    private String revenue() {
        return StreamSupport.stream(
                        admin.get("/api/v1/dashboards/company?period=today")
                                .json()
                                .path("figures")
                                .spliterator(),
                        false)
                .filter(one -> one.path("figure").asString().equals("won"))
                .findFirst()
                .orElseThrow()
                .at("/amount/amount")
                .asString();
    }

    @Test
    void aCompanyRenamesStagesAndAddsItsOwn() {
        var proposal = stage("proposal");
        admin.patch(STAGES + "/" + proposal, "{\"name\":\"Quotation\",\"probability\":70}");
        var visit = admin.post(
                STAGES, "{\"name\":\"Visit\",\"probability\":50,\"after\":\"%s\"}".formatted(stage("qualified")));

        assertThat(visit.status()).isEqualTo(201);
        assertThat(inbox.items(STAGES))
                .extracting(
                        stage -> stage.path("name").asString(stage.path("key").asString()))
                .containsExactly("new", "contacted", "qualified", "Visit", "Quotation", "negotiation", "won", "lost");
        assertThat(admin.delete(STAGES + "/" + proposal).code()).isEqualTo("stage-in-use");
        assertThat(admin.delete(STAGES + "/" + visit.json().path("id").asString())
                        .status())
                .isEqualTo(204);
        assertThat(company.person("Lim", Role.COMPANY_USER)
                        .patch(STAGES + "/" + proposal, "{\"probability\":1}")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void anAgentSeesAndMovesLeadsOfOwnConversationsOnly() {
        company.assignsByHand();
        talk("Aina");
        talk("Wei");
        var agent = company.person("Lim", Role.COMPANY_USER);
        var id = agent.get("/api/v1/me").json().findValue("id").asString();
        for (var row : inbox.conversations("?status=any")) {
            var to = row.at("/contact/name").asString().equals("Wei") ? "\"%s\"".formatted(id) : "null";
            admin.put(
                    "/api/v1/conversations/%s/assignment"
                            .formatted(row.path("id").asString()),
                    "{\"userId\":%s}".formatted(to));
        }
        var theirs = new Inbox(agent).items(LEADS);

        assertThat(theirs)
                .extracting(lead -> lead.path("contactName").asString())
                .containsExactly("Wei");
        assertThat(agent.get(LEADS + "/board").json().at("/columns/0/count").asInt())
                .isEqualTo(1);
        assertThat(contacts(
                        agent.get(LEADS + "/export").response().body().lines().toList()))
                .containsExactly("Wei");
        assertThat(company.person("Vik", Role.VIEWER).get(LEADS + "/export").status())
                .isEqualTo(403);
        var hidden = inbox.items(LEADS).stream()
                .filter(lead -> lead.path("contactName").asString().equals("Aina"))
                .findFirst()
                .orElseThrow();
        assertThat(agent.get(path(hidden)).status()).isEqualTo(404);
        assertThat(agent.put(path(hidden) + "/stage", "{\"stageId\":\"%s\"}".formatted(stage("won")))
                        .status())
                .isEqualTo(404);
        assertThat(agent.put(path(theirs.getFirst()) + "/stage", """
                        {"stageId":"%s","saleAmount":{"amount":"5.00","currency":"MYR"}}""".formatted(stage("won")))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whatIsTakenOutIsWhatTheScreenShowsInItsOrder() throws Exception {
        for (var name : List.of("Aina", "Wei", "=HYPERLINK(1)")) talk(name);
        var weis = inbox.items(LEADS + "?q=wei").getFirst();
        admin.patch(path(weis), "{\"title\":\"Batik\",\"amount\":{\"amount\":\"50.05\",\"currency\":\"MYR\"}}");
        move(weis, "lost", ",\"lostReason\":\"Too dear\"");

        assertThat(contacts(export("?sort=moved"))).containsExactly("Wei", "'=HYPERLINK(1)", "Aina");
        assertThat(export("?sort=amount").get(1)).contains("Wei,,Batik,lost,lost,50.05,MYR,", "telegram,Too dear,");
        assertThat(contacts(export("?outcome=open"))).containsExactly("'=HYPERLINK(1)", "Aina");
        assertThat(contacts(export("?q=batik"))).containsExactly("Wei");
        assertThat(contacts(export("?stage=" + stage("new")))).containsExactly("'=HYPERLINK(1)", "Aina");
        admin.patch(STAGES + "/" + stage("new"), "{\"name\":\"Fresh\"}");
        assertThat(export("?q=Aina").get(1)).contains(",Fresh,open,");
        var book = TestWorkbook.read(TestWorkbook.get(admin, port, LEADS + "/export?format=xlsx&sort=amount"));
        assertThat(book).hasSize(4);
        assertThat(book.get(1).getCellAsNumber(5)).contains(new BigDecimal("50.05"));
        assertThat(admin.get(LEADS + "/export?sort=luck").status()).isEqualTo(422);
        assertThat(new Inbox(admin).items("/api/v1/audit-entries")).anySatisfy(entry -> {
            assertThat(entry.path("kind").asString()).isEqualTo("leads_exported");
            assertThat(entry.toString()).contains("\"leads\":3");
        });
    }

    @Test
    void aFileHasEveryLeadInItsOrderHoweverManyAndFewStatementsReadThem() throws Exception {
        talk("Aina");
        fill(2300);

        var lines = new ArrayList<String>();
        var statements = CountedStatements.ofRequests(company, () -> lines.addAll(export("?sort=amount")));

        assertThat(lines).hasSize(2302).doesNotHaveDuplicates();
        assertThat(lines.subList(1, 2301))
                .extracting(line -> new BigDecimal(line.split(",", -1)[5]))
                .isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(lines.getLast()).startsWith("Aina,");
        assertThat(statements.stream().flatMap(List::stream).filter(sql -> sql.startsWith("select lead.")))
                .as("the order, and five hundred leads with each")
                .hasSize(1 + 5);
    }

    /// Leads of contacts who never wrote, each worth another sum.
    private void fill(int leads) throws SQLException {
        try (var connection = TestDatabase.shared().superuser("sembang");
                var statement = connection.prepareStatement("""
                        with filled as (
                            insert into contact (company_id, id, name, first_seen_at, last_seen_at)
                            select company_id, gen_random_uuid(), 'Copy ' || n, first_seen_at, last_seen_at
                              from contact cross join generate_series(1, ?) n
                             where company_id = ?::uuid
                            returning *)
                        insert into lead (company_id, id, contact_id, stage_id, amount, currency, created_at, changed_at)
                        select filled.company_id, gen_random_uuid(), filled.id, stage.id,
                               substring(filled.name from 6)::int + 0.5, 'MYR', first_seen_at, last_seen_at
                          from filled
                          join lead_stage stage on stage.company_id = filled.company_id and stage.key = 'new'
                        """)) {
            statement.setInt(1, leads);
            statement.setString(2, company.id().toString());
            statement.execute();
        }
    }

    private List<String> export(String query) {
        var answer = admin.get(LEADS + "/export" + query);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        return answer.response().body().lines().toList();
    }

    private static List<String> contacts(List<String> lines) {
        return lines.stream().skip(1).map(line -> line.split(",", -1)[0]).toList();
    }

    @Test
    void leadsFollowContactsThatAreJoinedAndParted() {
        talk("Aina");
        talk("Aina Yusof");
        var contacts = inbox.items(LEADS).stream()
                .map(lead -> lead.path("contactId").asString())
                .toList();
        var kept = "/api/v1/contacts/" + contacts.getFirst();

        admin.post(kept + "/merges", "{\"contactId\":\"%s\"}".formatted(contacts.getLast()));
        assertThat(inbox.items(LEADS + "?contact=" + contacts.getFirst())).hasSize(2);
        admin.delete(kept + "/merges/"
                + inbox.items(kept + "/merges").getFirst().path("id").asString());
        assertThat(inbox.items(LEADS + "?contact=" + contacts.getFirst())).hasSize(1);
        assertThat(inbox.items(LEADS + "?contact=" + contacts.getLast())).hasSize(1);
    }

    private String talk(String name) {
        clock.advance(Duration.ofSeconds(1));
        bot.customer(name).says("Hello").awaitDelivered(TestBot.SOON);
        var conversation = inbox.with(name);
        Inbox.untilDrained(company);
        return conversation;
    }

    private void answer(String conversation) {
        clock.advance(Duration.ofSeconds(1));
        var sent = admin.post(
                "/api/v1/conversations/%s/messages".formatted(conversation), "{\"type\":\"text\",\"text\":\"Boleh!\"}");
        assertThat(sent.status()).as(sent.response().body()).isEqualTo(201);
    }

    private void complete(String conversation, String body) {
        clock.advance(Duration.ofSeconds(1));
        var ended = admin.put("/api/v1/conversations/%s/completion".formatted(conversation), body);
        assertThat(ended.status()).as(ended.response().body()).isEqualTo(200);
    }

    private JsonNode lead() {
        assertThat(inbox.items(LEADS)).hasSize(1);
        return inbox.items(LEADS).getFirst();
    }

    private List<String> moves() {
        return inbox.items(path(lead()) + "/moves").stream()
                .map(move -> move.path("rule").asString(""))
                .toList();
    }

    private Answer move(JsonNode lead, String stage, String more) {
        clock.advance(Duration.ofSeconds(1));
        return admin.put(path(lead) + "/stage", "{\"stageId\":\"%s\"%s}".formatted(stage(stage), more));
    }

    private String stageOf(JsonNode lead) {
        return inbox.items(STAGES).stream()
                .filter(stage -> stage.path("id").equals(lead.path("stageId")))
                .map(stage -> stage.path("key").asString())
                .findFirst()
                .orElseThrow();
    }

    private String stage(String key) {
        return inbox.items(STAGES).stream()
                .filter(stage -> stage.path("key").asString("").equals(key))
                .map(stage -> stage.path("id").asString())
                .findFirst()
                .orElseThrow();
    }

    private static String path(JsonNode lead) {
        return LEADS + "/" + lead.path("id").asString();
    }
}
