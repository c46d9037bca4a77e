package app.sembang.channels;

import static app.sembang.TestBot.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.sembang.Inbox;
import app.sembang.Mutated;
import app.sembang.ProductTest;
import app.sembang.TestAsset;
import app.sembang.TestAsset.Kind;
import app.sembang.TestBot;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.TestNumber;
import app.sembang.channels.webchat.WidgetBrowser;
import app.sembang.database.TestDatabase;
import app.sembang.identity.Members;
import app.sembang.simulator.Fault;
import app.sembang.simulator.RecordedCall;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What holds for every channel, asked of each in the same way. `-Dstorm.events=10000` makes the storm as
/// large as it may get. WhatsApp twice: with people whose number it shows, and with people it hides. Of the
/// others only OnSend shows a number; Telegram, Messenger, Instagram and the website know people by an
/// opaque id alone. A website has no vendor: its visitors prove themselves, and what they write waits for
/// its commit.
@ProductTest
class EveryChannelTests {
    private static final int STORM = Integer.getInteger("storm.events", 600);
    private static final int EACH_WRITES = 25;
    private static final JsonMapper JSON = new JsonMapper();
    private static final AtomicLong IDS = new AtomicLong(System.nanoTime() / 1000);
    private static final String QUESTION = "Berapa harga baju batik?";
    private static final Pattern VISITOR = Pattern.compile("\"p([0-9]+)-");
    private static final String ANSWER = "Baju batik bermula dari RM45.";

    enum Wire {
        TELEGRAM,
        WHATSAPP,
        WHATSAPP_BY_OPAQUE_ID,
        ONSEND,
        MESSENGER,
        INSTAGRAM,
        WEBSITE;

        boolean showsNumbers() {
            return this == WHATSAPP || this == ONSEND;
        }
    }

    /// One connected account, as its vendor sees it.
    ///
    /// @param proof of a body, as the header carries it
    /// @param event what a person writes: the person, the message's id, the words
    /// @param sent how many messages the vendor has taken
    /// @param fails what goes wrong with the next message to the vendor
    private record Line(
            String path,
            String header,
            UnaryOperator<String> proof,
            Event event,
            IntSupplier sent,
            Consumer<Fault> fails) {}

    private interface Event {
        String of(long person, long id, String words);
    }

    private final Members members;
    private final TestClock clock;
    private final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    private TestCompany company;
    private Inbox inbox;

    @SuppressWarnings("NullAway.Init")
    EveryChannelTests(Members members, TestClock clock) {
        this.members = members;
        this.clock = clock;
    }

    @BeforeEach
    void aCompanyThatKnowsThePrice() {
        clock.moveTo(Instant.now().truncatedTo(ChronoUnit.SECONDS));
        company = TestCompany.found(port, members);
        company.answers("harga baju batik", ANSWER);
        inbox = new Inbox(company.admin());
    }

    @ParameterizedTest
    @EnumSource
    void aQuestionIsAnsweredOnceHoweverOftenItComesAndAMembersReplyFollows(Wire wire) {
        var line = connect(wire, company);
        var event = line.event().of(person(), IDS.incrementAndGet(), QUESTION);

        assertThat(posts(line, event)).isEqualTo(200);
        assertThat(posts(line, event)).isEqualTo(200);
        var thread = inbox.settled(inbox.only(), 2);
        assertThat(Inbox.texts(thread)).containsExactly(QUESTION, ANSWER);

        var reply = company.admin()
                .post(
                        "/api/v1/conversations/%s/messages".formatted(inbox.only()),
                        "{\"type\":\"text\",\"text\":\"Saya semak stok.\"}");
        assertThat(reply.status()).isEqualTo(201);
        assertThat(Inbox.states(inbox.settled(inbox.only(), 3))).containsExactly("received", "sent", "sent");
        await().atMost(SOON).until(() -> line.sent().getAsInt() == 2);
        assertThat(posts(line, event)).isEqualTo(200);
        Inbox.untilDelivered(company);
        assertThat(inbox.thread(inbox.only())).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource
    void wordsArriveAsTheyWereWritten(Wire wire) {
        var line = connect(wire, company);
        long person = person();
        var words = List.of(
                "Baju 👩‍👩‍👧 “cantik” \\ 50% <b>tebal</b> & 'murah' مرحبا " + "x".repeat(900),
                "巴迪衬衫多少钱？\nபாத்திக் சட்டை என்ன விலை?");

        for (var one : words) {
            var plain = JSON.writeValueAsString(one);
            assertThat(posts(line, line.event().of(person, IDS.incrementAndGet(), inner(plain))))
                    .isEqualTo(200);
            assertThat(posts(line, line.event().of(person, IDS.incrementAndGet(), inner(escaped(plain)))))
                    .isEqualTo(200);
        }
        Inbox.untilDrained(company);

        assertThat(ofTheContact())
                .containsExactlyElementsOf(
                        words.stream().flatMap(one -> Stream.of(one, one)).toList());
    }

    private static String inner(String quoted) {
        return quoted.substring(1, quoted.length() - 1);
    }

    /// As vendors write whatever is not ASCII.
    private static String escaped(String json) {
        return json.chars()
                .mapToObj(c -> c < 128 ? String.valueOf((char) c) : "\\u%04x".formatted(c))
                .collect(Collectors.joining());
    }

    private List<String> ofTheContact() {
        return inbox.thread(inbox.only()).stream()
                .filter(message -> message.path("author").asString().equals("contact"))
                .map(Inbox::text)
                .toList();
    }

    /// Named, given to somebody, completed and back again: nothing of it asks for a number.
    @ParameterizedTest
    @EnumSource
    void whoeverWritesIsAContactLikeAnyOther(Wire wire) {
        var line = connect(wire, company);
        long person = person();
        assertThat(posts(line, line.event().of(person, IDS.incrementAndGet(), "Hai")))
                .isEqualTo(200);
        Inbox.untilDrained(company);
        var id = inbox.only();
        var contact = inbox.detail(id).path("contact");
        assertThat(contact.path("phone").isNull()).isEqualTo(!wire.showsNumbers());

        var admin = company.admin();
        assertThat(admin.patch("/api/v1/contacts/" + contact.path("id").asString(), "{\"name\":\"Puan Siti\"}")
                        .status())
                .isEqualTo(200);
        assertThat(admin.put("/api/v1/conversations/" + id + "/completion", "{\"status\":\"completed\"}")
                        .status())
                .isLessThan(300);
        assertThat(posts(line, line.event().of(person, IDS.incrementAndGet(), "Saya lagi")))
                .isEqualTo(200);
        Inbox.untilDrained(company);

        assertThat(inbox.conversations("?status=any&q=Siti"))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.at("/contact/id")).isEqualTo(contact.path("id")));
        assertThat(Inbox.rows(company, "contact", "true")).isEqualTo(1);
        assertThat(Inbox.rows(company, "message", "author = 'contact'")).isEqualTo(2);
        assertThat(admin.get("/api/v1/contacts?q=Siti").json().path("items")).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "WEBSITE")
    void whatTheVendorDoesNotTakeNowGoesOutLaterAndOnce(Wire wire) {
        var line = connect(wire, company);
        line.fails().accept(Fault.tooManyRequests(Duration.ofSeconds(1)));
        assertThat(posts(line, line.event().of(person(), IDS.incrementAndGet(), QUESTION)))
                .isEqualTo(200);
        await().atMost(SOON).until(() -> Inbox.rows(company, "delivery", "state = 'waiting' and attempts > 0") == 1);

        clock.advance(Duration.ofSeconds(30));

        inbox.thread(inbox.only(), all -> Inbox.states(all).equals(List.of("received", "sent")));
        clock.advance(Duration.ofMinutes(3));
        Inbox.untilDelivered(company);
        assertThat(line.sent().getAsInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "WEBSITE")
    void whatNobodyAnsweredIsNotCalledSentAndNotRepeated(Wire wire) {
        var line = connect(wire, company);
        line.fails().accept(Fault.resetAfter());
        assertThat(posts(line, line.event().of(person(), IDS.incrementAndGet(), QUESTION)))
                .isEqualTo(200);

        inbox.thread(inbox.only(), all -> Inbox.states(all).equals(List.of("received", "unknown")));
        clock.advance(Duration.ofMinutes(3));
        Inbox.untilDelivered(company);
        assertThat(line.sent().getAsInt()).isEqualTo(1);
        assertThat(Inbox.states(inbox.thread(inbox.only()))).containsExactly("received", "unknown");
    }

    @ParameterizedTest
    @EnumSource
    void oneBitElsewhereInProofOrBodyAndNothingIsTaken(Wire wire) {
        var line = connect(wire, company);
        var event = line.event().of(person(), IDS.incrementAndGet(), QUESTION);
        var proof = line.proof().apply(event);
        var random = new Random(11);

        // Before a token stands a word that is no part of it, and two bits of its last letter mean nothing.
        int from = wire == Wire.WEBSITE ? "Bearer ".length() : 0;
        int to = wire == Wire.WEBSITE ? proof.length() - 1 : proof.length();
        for (int at = from; at < to; at++) {
            var other = proof.substring(0, at) + (char) (proof.charAt(at) ^ 1) + proof.substring(at + 1);
            assertThat(posts(line.path(), line.header(), other, event))
                    .as(other)
                    .isEqualTo(401);
        }
        // Telegram and a website prove who delivers and not what: the secret is the whole proof.
        for (int i = 0; wire != Wire.TELEGRAM && wire != Wire.WEBSITE && i < 60; i++) {
            var body = event.getBytes(StandardCharsets.UTF_8);
            body[random.nextInt(body.length)] ^= (byte) (1 << random.nextInt(7));
            assertThat(posts(line.path(), line.header(), proof, new String(body, StandardCharsets.UTF_8)))
                    .isEqualTo(401);
        }
        assertThat(posts(line.path(), line.header(), null, event)).isEqualTo(401);
        assertThat(Inbox.rows(company, "inbound_event", "true")).isZero();
    }

    /// A website's visitors all write to one address; the token says to whom.
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "WEBSITE")
    void whatIsProvenForOneCompanyIsRefusedAtTheAddressOfAnotherAndStoredNowhere(Wire wire) {
        var other = TestCompany.found(port, members);
        var ours = connect(wire, company);
        var theirs = connect(wire, other);
        var event = ours.event().of(person(), IDS.incrementAndGet(), QUESTION);

        assertThat(posts(theirs.path(), ours.header(), ours.proof().apply(event), event))
                .isEqualTo(401);
        assertThat(posts(ours.path(), theirs.header(), theirs.proof().apply(event), event))
                .isEqualTo(401);

        assertThat(Inbox.rows(company, "inbound_event", "true")).isZero();
        assertThat(Inbox.rows(other, "inbound_event", "true")).isZero();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "WEBSITE")
    void whateverIsProvenIsNeverAnErrorAndNeverLost(Wire wire) {
        var line = connect(wire, company);
        var random = new Random(13);
        int whole = 0;
        for (int i = 0; i < 60; i++) {
            long id = IDS.incrementAndGet();
            var body = Mutated.once(JSON.readTree(line.event().of(person(), id, QUESTION)), random);
            int status = posts(line, body);
            // What no longer says that it is this account's is refused as anybody's is.
            assertThat(status).as(body).isIn(200, 401);
            whole += status == 200 && body.contains(String.valueOf(id)) ? 1 : 0;
        }
        Inbox.untilDrained(company);

        assertThat(whole).isGreaterThan(20);
        assertThat(Inbox.rows(company, "inbound_event", "true")).isGreaterThanOrEqualTo(whole);
    }

    /// A fifth comes twice, and many people's messages come mixed. Each counts once, in the order its person's came.
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "WEBSITE") // whose visitors may not write that fast
    void inAStormEachCountsOnceAndEachThreadKeepsItsOrder(Wire wire) throws Exception {
        storm(connect(wire, company), STORM, 1);
    }

    /// As Meta delivers when it has much: a hundred in one request.
    @Test
    void aStormOfTenThousandInBatchesIsStoredOnceAndInOrder() throws Exception {
        storm(connect(Wire.WHATSAPP_BY_OPAQUE_ID, company), 10_000, 100);
    }

    private void storm(Line line, int events, int inOneRequest) throws Exception {
        var people = IntStream.range(0, events / EACH_WRITES)
                .mapToLong(i -> person())
                .toArray();
        var random = new Random(17);
        var storm = new ArrayList<Written>();
        for (int i = 0; i < events; i++) {
            long id = IDS.incrementAndGet();
            storm.add(new Written(people[i % people.length], id, "m" + id));
        }
        Collections.shuffle(storm, random);
        for (int i = 0; i < events / 5; i++) {
            int one = random.nextInt(storm.size());
            storm.add(one + random.nextInt(storm.size() - one) + 1, storm.get(one));
        }
        var wanted = new HashMap<Long, List<String>>();
        storm.stream()
                .distinct()
                .forEach(one -> wanted.computeIfAbsent(one.person(), any -> new ArrayList<>())
                        .add(one.words()));

        // What one person writes is delivered one after the other; eight connections share the people.
        try (var connections = Executors.newFixedThreadPool(8)) {
            var work = IntStream.range(0, 8)
                    .<Callable<Integer>>mapToObj(share -> () -> {
                        var theirs = storm.stream()
                                .filter(one -> one.person() % 8 == share)
                                .toList();
                        int taken = 0;
                        for (int from = 0; from < theirs.size(); from += inOneRequest) {
                            var batch = theirs.subList(from, Math.min(from + inOneRequest, theirs.size()));
                            taken += posts(line, together(line, batch)) == 200 ? batch.size() : 0;
                        }
                        return taken;
                    })
                    .toList();
            int taken = 0;
            for (var done : connections.invokeAll(work)) {
                taken += done.get();
            }
            assertThat(taken).isEqualTo(storm.size());
        }
        await().atMost(SOON.multipliedBy(6))
                .until(() -> Inbox.rows(company, "inbound_event", "state = 'pending'") == 0);

        assertThat(threads()).containsExactlyInAnyOrderElementsOf(wanted.values());
    }

    private record Written(long person, long id, String words) {}

    /// One delivery of all of these; several only where the vendor has a list of entries.
    private static String together(Line line, List<Written> batch) {
        var deliveries = batch.stream()
                .map(one -> line.event().of(one.person(), one.id(), one.words()))
                .toList();
        if (deliveries.size() == 1) {
            return deliveries.getFirst();
        }
        var all = (ObjectNode) JSON.readTree(deliveries.getFirst());
        deliveries.stream()
                .skip(1)
                .forEach(one -> all.withArray("entry")
                        .add(JSON.readTree(one).path("entry").path(0)));
        return all.toString();
    }

    /// What each person wrote, as it stands in the person's thread.
    private List<List<String>> threads() throws SQLException {
        var threads = new LinkedHashMap<String, List<String>>();
        try (var connection = TestDatabase.shared().superuser("sembang");
                var query = connection.prepareStatement("""
                        select conversation.contact_identity_id::text, message.content ->> 'text'
                          from message
                          join conversation on conversation.company_id = message.company_id and conversation.id = message.conversation_id
                         where message.company_id = ?::uuid and message.author = 'contact'
                         order by conversation.contact_identity_id, conversation.created_at, message.seq
                        """)) {
            query.setString(1, company.id().toString());
            var row = query.executeQuery();
            while (row.next()) {
                threads.computeIfAbsent(row.getString(1), any -> new ArrayList<>())
                        .add(row.getString(2));
            }
        }
        return List.copyOf(threads.values());
    }

    // The wires

    private static long person() {
        return 60_100_000_000L + IDS.incrementAndGet() % 1_000_000_000L;
    }

    private Line connect(Wire wire, TestCompany of) {
        return switch (wire) {
            case TELEGRAM -> telegram(of);
            case WHATSAPP -> whatsapp(of, true);
            case WHATSAPP_BY_OPAQUE_ID -> whatsapp(of, false);
            case ONSEND -> onsend(of);
            case MESSENGER -> meta(of, Kind.MESSENGER);
            case INSTAGRAM -> meta(of, Kind.INSTAGRAM);
            case WEBSITE -> website(of);
        };
    }

    private Line telegram(TestCompany of) {
        var bot = TestBot.connect(port, of);
        return new Line(
                bot.path(),
                "X-Telegram-Bot-Api-Secret-Token",
                body -> bot.secret(),
                (person, id, words) -> """
                        {"update_id":%2$d,"message":{"message_id":%2$d,"date":%4$d,"text":"%3$s",
                         "chat":{"id":%1$d,"type":"private"},"from":{"id":%1$d,"is_bot":false,"first_name":"Aina"}}}
                        """.formatted(person, id, words, now()),
                () -> (int) bot.telegram().calls("sendMessage").stream()
                        .filter(RecordedCall::isMessage)
                        .count(),
                fault -> bot.telegram().fails(1, fault, "sendMessage"));
    }

    private Line whatsapp(TestCompany of, boolean shown) {
        var number = TestNumber.connect(port, of);
        return new Line(
                number.path(),
                "X-Hub-Signature-256",
                body -> "sha256=" + number.signature(body.getBytes(StandardCharsets.UTF_8)),
                (person, id, words) -> {
                    var who = shown
                            ? "\"from\":\"%d\",\"from_user_id\":\"MY.%d\"".formatted(person, person)
                            : "\"from_user_id\":\"MY.%d\"".formatted(person);
                    return """
                        {"object":"whatsapp_business_account","entry":[{"id":"%s","changes":[{"field":"messages","value":
                         {"messaging_product":"whatsapp","metadata":{"phone_number_id":"%s"},
                          "messages":[{%s,"id":"wamid.%d","timestamp":"%d","type":"text","text":{"body":"%s"}}]}}]}]}
                        """.formatted(number.waba(), number.id(), who, id, now(), words);
                },
                () -> number.sent().size(),
                fault -> number.fail(1, fault));
    }

    private Line meta(TestCompany of, Kind kind) {
        var asset = TestAsset.connect(port, of, kind);
        asset.meta().withoutEchoes();
        var object = kind == Kind.MESSENGER ? "page" : "instagram";
        return new Line(
                asset.path(),
                "X-Hub-Signature-256",
                body -> asset.signature(body.getBytes(StandardCharsets.UTF_8)),
                (person, id, words) -> """
                        {"object":"%s","entry":[{"id":"%s","time":1,"messaging":[{"sender":{"id":"%d"},
                         "recipient":{"id":"%2$s"},"timestamp":%d,"message":{"mid":"m_%d","text":"%s"}}]}]}
                        """.formatted(object, asset.id(), person, now() * 1000, id, words),
                () -> asset.sent().size(),
                fault -> asset.fail(1, fault));
    }

    private Line onsend(TestCompany of) {
        var key = "key-" + IDS.incrementAndGet();
        var device = TestBot.onsend(key).opensWith("secret-of-" + key);
        var made = of.admin().post("/api/v1/channel-accounts", """
                {"channel":"whatsapp","provider":"onsend","name":"Outlet 1",
                 "credentials":{"apiKey":"%1$s","apiSecret":"secret-of-%1$s","phoneNumberId":"dev-%1$s"}}
                """.formatted(key));
        assertThat(made.status()).as(made.response().body()).isEqualTo(201);
        var secret = made.json().path("webhookSecret").asString();
        return new Line(
                URI.create(made.json().path("webhookUrl").asString()).getPath(),
                "x-webhook-signature",
                body -> TestNumber.signature(secret, body.getBytes(StandardCharsets.UTF_8)),
                (person, id, words) -> "{\"from\":\"%d\",\"body\":\"%s\",\"timestamp\":%d,\"id\":\"in_%d\"}"
                        .formatted(person, words, now(), id),
                () -> device.sent().size(),
                fault -> device.fails(1, fault));
    }

    private Line website(TestCompany of) {
        var siteKey = of.admin()
                .post("/api/v1/channel-accounts", "{\"channel\":\"webchat\",\"name\":\"Our site\"}")
                .json()
                .path("siteKey")
                .asString();
        var browsers = new ConcurrentHashMap<String, WidgetBrowser>();
        return new Line(
                "/widget/v1/messages",
                "Authorization",
                body -> "Bearer "
                        + browsers.computeIfAbsent(
                                        VISITOR.matcher(body)
                                                .results()
                                                .findFirst()
                                                .orElseThrow()
                                                .group(1),
                                        any -> begun(siteKey))
                                .token(),
                (person, id, words) -> "{\"client_message_id\":\"p%d-%d\",\"type\":\"text\",\"text\":\"%s\"}"
                        .formatted(person, id, words),
                () -> browsers.values().stream()
                        .mapToInt(browser -> (int) browser.get("/widget/v1/messages")
                                .json()
                                .path("messages")
                                .valueStream()
                                .filter(message ->
                                        message.path("direction").asString("").equals("out"))
                                .count())
                        .sum(),
                fault -> {
                    throw new IllegalArgumentException("A website's messages have no vendor that fails.");
                });
    }

    private WidgetBrowser begun(String siteKey) {
        var browser = new WidgetBrowser(port);
        assertThat(browser.begin(siteKey, null).status()).isEqualTo(200);
        return browser;
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }

    private int posts(Line line, String body) {
        return posts(line.path(), line.header(), line.proof().apply(body), body);
    }

    private int posts(String path, String header, @Nullable String proof, String body) {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        if (proof != null) {
            request.header(header, proof);
        }
        try {
            int status = http.send(request.build(), BodyHandlers.ofString()).statusCode();
            // A website's chat is told that something was made.
            return status == 201 ? 200 : status;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
