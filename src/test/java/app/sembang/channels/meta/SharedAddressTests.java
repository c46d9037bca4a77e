package app.sembang.channels.meta;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.Inbox;
import app.sembang.Mutated;
import app.sembang.ProductTest;
import app.sembang.TestAsset;
import app.sembang.TestAsset.Kind;
import app.sembang.TestCompany;
import app.sembang.database.TestDatabase;
import app.sembang.identity.Members;
import app.sembang.shared.Sha256;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The one address of the platform's own apps at Meta takes whatever comes.
@ProductTest
class SharedAddressTests {
    private static final String ADDRESS = "/webhook/meta";
    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> OBJECTS = List.of("whatsapp_business_account", "page", "instagram", "user", "");

    private final Members members;
    private final Random random = new Random(20_261_128);

    @LocalServerPort
    private int port;

    private TestCompany company;
    private TestAsset page;

    @SuppressWarnings("NullAway.Init")
    SharedAddressTests(Members members) {
        this.members = members;
    }

    @BeforeEach
    void aCompanyWithAPage() {
        company = TestCompany.found(port, members);
        page = TestAsset.connect(port, company, Kind.MESSENGER);
    }

    @Test
    void whateverComesIsNeverAnErrorAndWhatIsSignedIsKeptAsItCame() throws SQLException {
        var bodies = strange();
        for (int i = 0; i < 200; i++) {
            bodies.add(bytes(any(4).toString()));
            bodies.add(bytes("{\"object\":\"%s\",\"entry\":%s}".formatted(OBJECTS.get(i % OBJECTS.size()), any(3))));
        }
        for (var body : bodies) {
            assertThat(page.posts(ADDRESS, null, body)).as(shown(body)).isEqualTo(401);
            assertThat(signed(body)).as(shown(body)).isEqualTo(200);
            assertThat(kept(body)).as(shown(body)).isOne();
        }
        assertThat(signed(bodies.getFirst())).isEqualTo(200);
        assertThat(kept(bodies.getFirst())).isOne();
        assertThat(Inbox.rows(company, "inbound_event", "true")).isZero();
    }

    @Test
    void anEventThatWentWrongOnItsWayIsKeptAndHoldsUpNobody() throws SQLException {
        var samples = List.of("message-text", "message-image", "postback-button", "read");
        for (int i = 0; i < 150; i++) {
            var sample = new String(page.sample(samples.get(i % samples.size())), StandardCharsets.UTF_8)
                    .replaceAll("\"mid\"\\s*:\\s*\"[^\"]*", "\"mid\":\"m_" + i)
                    .replaceAll("\\b1[0-9]{12}\\b", "" + (1_763_600_000_000L + i));
            var body = bytes(Mutated.once(JSON.readTree(sample), random));
            long before = Inbox.rows(company, "inbound_event", "true");
            assertThat(signed(body)).as(shown(body)).isEqualTo(200);
            // What lost its own number may be taken for another one that did.
            boolean isItself =
                    sample.contains("\"read\"") || new String(body, StandardCharsets.UTF_8).contains("\"m_" + i);
            if (isItself && JSON.readTree(body).at("/entry/0/id").asString("").equals(page.id())) {
                assertThat(Inbox.rows(company, "inbound_event", "true") - before + kept(body))
                        .as(shown(body))
                        .isPositive();
            }
        }
        page.says("901", "Hai");
        Inbox.untilDrained(company);

        assertThat(Inbox.rows(company, "message", "author = 'contact' and content ->> 'text' = 'Hai'"))
                .isOne();
    }

    private List<byte[]> strange() {
        var bodies = new ArrayList<byte[]>();
        for (var body : List.of(
                "",
                " ",
                "null",
                "[]",
                "{}",
                "{",
                "\"page\"",
                "1e999",
                "{\"object\":\"page\"}",
                "{\"object\":\"page\",\"entry\":null}",
                "{\"object\":\"page\",\"entry\":[]}",
                "{\"object\":\"page\",\"entry\":[{}]}",
                "{\"object\":\"instagram\",\"entry\":{\"id\":\"1\"}}",
                "{\"object\":[\"page\"],\"entry\":[{\"id\":{}}]}",
                "{\"object\":\"whatsapp_business_account\",\"entry\":[[],7,null]}",
                "{\"object\":\"page\",\"object\":\"user\"}",
                "[".repeat(100_000),
                "{\"object\":\"page\",\"entry\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}",
                "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000),
                "{\"object\":\"" + "x".repeat(3 << 20) + "\"}",
                "{\"object\":\"page\",\"entry\":[{\"time\":" + "9".repeat(5_000) + "}]}",
                "{\"object\":\"pa\\u0000ge\",\"entry\":[{\"id\":\"\\ud800\"}]}")) {
            bodies.add(bytes(body));
        }
        bodies.add(new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1, (byte) 0xc3, 0x28});
        bodies.add(broken("{\"object\":\"page\",\"entry\":[{\"id\":\"", "\"}]}"));
        var noise = new byte[4096];
        random.nextBytes(noise);
        bodies.add(noise);
        return bodies;
    }

    /// Bytes between two halves that are no characters.
    private static byte[] broken(String before, String after) {
        var body = new ByteArrayOutputStream();
        body.writeBytes(bytes(before));
        body.writeBytes(new byte[] {(byte) 0xc3, 0x28, (byte) 0xed, (byte) 0xa0, (byte) 0x80});
        body.writeBytes(bytes(after));
        return body.toByteArray();
    }

    /// Any JSON, without the id of an account.
    private JsonNode any(int deep) {
        return switch (random.nextInt(deep == 0 ? 4 : 7)) {
            case 0 -> JSON.getNodeFactory().numberNode(random.nextLong());
            case 1 -> JSON.getNodeFactory().stringNode("word\u0000\uD83D" + random.nextInt());
            case 2 -> JSON.getNodeFactory().booleanNode(random.nextBoolean());
            case 3 -> JSON.getNodeFactory().nullNode();
            case 4, 5 -> {
                var list = JSON.createArrayNode();
                for (int i = random.nextInt(4); i >= 0; i--) {
                    list.add(any(deep - 1));
                }
                yield list;
            }
            default -> {
                var object = JSON.createObjectNode();
                for (var name : List.of("messaging", "changes", "time", "field", "value", "mid", "sender")) {
                    if (random.nextInt(3) == 0) {
                        object.set(name, any(deep - 1));
                    }
                }
                yield object.put("n", random.nextInt());
            }
        };
    }

    private int signed(byte[] body) {
        return page.posts(ADDRESS, TestAsset.signature("platform-secret-2", body), body);
    }

    private static long kept(byte[] body) throws SQLException {
        try (var connection = TestDatabase.shared().superuser("sembang");
                var statement = connection.prepareStatement(
                        "select count(*) from stray_delivery where digest = ? and raw = ?")) {
            statement.setString(1, Sha256.hex(body));
            statement.setBytes(2, body);
            var row = statement.executeQuery();
            row.next();
            return row.getLong(1);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String shown(byte[] body) {
        var text = new String(body, StandardCharsets.UTF_8);
        return text.substring(0, Math.min(300, text.length()));
    }
}
