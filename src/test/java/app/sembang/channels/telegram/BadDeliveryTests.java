package app.sembang.channels.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.TestBot;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.identity.Members;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/// What comes with the right secret and is strange all the same, and what never comes whole.
@ProductTest
class BadDeliveryTests {
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final Members members;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private Inbox inbox;
    private TestBot bot;

    @SuppressWarnings("NullAway.Init")
    BadDeliveryTests(Members members, TestClock clock) {
        this.members = members;
        this.clock = clock;
    }

    @BeforeEach
    void aCompanyWithABot() {
        company = TestCompany.found(port, members);
        inbox = new Inbox(company.admin());
        bot = TestBot.connect(port, company);
    }

    @Test
    void strangeNumbersTimesAndShapesAreTakenOnceAndHoldUpNobody() {
        var strange = strange();
        for (int copy = 0; copy < 2; copy++) {
            for (var update : strange) {
                int status = bot.posts(bot.path(), bot.secret(), update).statusCode();
                assertThat(status)
                        .as(new String(update, StandardCharsets.ISO_8859_1))
                        .isEqualTo(200);
            }
        }
        var neighbour = TestBot.newChat();
        bot.posts(update("900001", now(), "" + neighbour, "Hai"));
        Inbox.untilDrained(company);

        assertThat(inbox.with("Neighbour")).isNotEmpty();
        assertThat(Inbox.rows(company, "inbound_event", "true")).isLessThanOrEqualTo(strange.size() + 1L);
        assertThat(inbox.items("/api/v1/webhook-events?outcome=parked"))
                .allSatisfy(event -> assertThat(event.path("reason").asString()).isNotBlank());
        assertThat(Inbox.rows(company, "message", "author = 'contact'"))
                .isEqualTo(Inbox.rows(company, "inbound_event", "state = 'done' and reason is null"));
    }

    private List<byte[]> strange() {
        var updates = new ArrayList<byte[]>();
        int number = 800_000;
        for (var date : List.of(
                "0", "-1", "253402300799", "" + now() + "000", "9223372036854775807", "1e400", "1.5", "\"soon\"")) {
            updates.add(bytes(update("" + number++, date, "" + TestBot.newChat(), "When?")));
        }
        for (var chat :
                List.of("0", "-7", "9223372036854775808", "1e400", "1.5", "\"seven\"", "null", "9".repeat(500))) {
            updates.add(bytes(update("" + number++, now(), chat, "Who?")));
        }
        for (var id : List.of(
                "-1", "0", "9223372036854775808", "1e400", "NaN", "9".repeat(500), "\"" + "9".repeat(500) + "\"")) {
            updates.add(bytes(update(id, now(), "" + TestBot.newChat(), "Which?")));
        }
        int first = number++;
        updates.add(bytes("{\"update_id\":%d,\"update_id\":%d,\"message\":{}}".formatted(first, number++)));
        updates.add(bytes("{\"update_id\":%d,\"never_heard_of\":{\"a\":[1]}}".formatted(number++)));
        updates.add(bytes("\uFEFF" + update("" + number++, now(), "" + TestBot.newChat(), "Marked")));
        updates.add(update("" + number++, now(), "" + TestBot.newChat(), "Wide").getBytes(StandardCharsets.UTF_16));
        updates.add(update("" + number++, now(), "" + TestBot.newChat(), "né").getBytes(StandardCharsets.ISO_8859_1));
        updates.add(bytes(update("" + number++, now(), "" + TestBot.newChat(), "\\u202Eesrever\\u200B\\u200F")));
        updates.add(bomb());
        return updates;
    }

    private String now() {
        return "" + clock.instant().getEpochSecond();
    }

    private static String update(String id, String date, String chat, String text) {
        return """
                {"update_id":%1$s,"message":{"message_id":5,"date":%2$s,"text":"%4$s",
                 "from":{"id":%3$s,"is_bot":false,"first_name":"Neighbour"},"chat":{"id":%3$s,"type":"private"}}}
                """.formatted(id, date, chat, text);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// 50 MB of nothing in 50 kB.
    private static byte[] bomb() {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            var nothing = new byte[1 << 20];
            for (int i = 0; i < 50; i++) {
                gzip.write(nothing);
            }
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return packed.toByteArray();
    }

    @Test
    void aBodyThatTricklesIsAnsweredInTime() throws IOException {
        assertThat(answerTo("Content-Length: 100000\r\n\r\n", "x")).startsWith("HTTP/1.1 408");
    }

    @Test
    void aBodyThatStopsComingIsCutOff() throws IOException {
        assertThat(answerTo("Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", ""))
                .startsWith("HTTP/1.1 408");
    }

    @Test
    void aBodyThatBreaksTheRulesOfHttpIsRefused() throws IOException {
        assertThat(answerTo("Transfer-Encoding: chunked\r\n\r\nnone\r\n", "")).startsWith("HTTP/1.1 400");
    }

    /// The answer's head, or what came before the server closed.
    ///
    /// @param drop sent again and again while no answer comes
    private String answerTo(String rest, String drop) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(200);
            socket.getOutputStream()
                    .write(bytes("POST " + bot.path() + " HTTP/1.1\r\nHost: localhost\r\n"
                            + "Content-Type: application/json\r\nX-Telegram-Bot-Api-Secret-Token: " + bot.secret()
                            + "\r\n"
                            + rest));
            long end = System.nanoTime() + LONGEST.toNanos();
            var answer = new ByteArrayOutputStream();
            while (System.nanoTime() < end) {
                try {
                    int next = socket.getInputStream().read();
                    if (next < 0) {
                        return answer.toString(StandardCharsets.UTF_8);
                    }
                    answer.write(next);
                    if (answer.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
                        return answer.toString(StandardCharsets.UTF_8);
                    }
                } catch (SocketTimeoutException _) {
                    socket.getOutputStream().write(bytes(drop));
                } catch (SocketException _) {
                    return answer.toString(StandardCharsets.UTF_8);
                }
            }
            throw new AssertionError("The server still waits after " + LONGEST + "; it said: " + answer);
        }
    }
}
