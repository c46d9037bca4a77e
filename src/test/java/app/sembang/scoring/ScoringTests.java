package app.sembang.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.TestCompany;
import app.sembang.identity.Members;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

@ProductTest
class ScoringTests {
    private final Members members;

    @LocalServerPort
    private int port;

    private TestCompany company;

    @SuppressWarnings("NullAway.Init")
    ScoringTests(Members members) {
        this.members = members;
    }

    @BeforeEach
    void aCompany() {
        company = TestCompany.found(port, members);
    }

    @Test
    void anAdminSeesHowAConversationWouldBeScored() {
        var score = company.admin().post("/api/v1/scoring/preview", """
                {"now": "2026-11-24T05:00:00Z", "messages": [
                    {"from": "contact", "text": "Berapa harga baju ni?", "at": "2026-11-24T02:00:00Z"},
                    {"from": "agent", "text": "RM 45", "at": "2026-11-24T02:01:00Z"},
                    {"from": "contact", "text": "ok nak beli satu", "at": "2026-11-24T02:03:00Z"}]}
                """).json();

        assertThat(score.path("score").asInt()).isEqualTo(100);
        assertThat(score.path("color").asString()).isEqualTo("green");
        assertThat(score.path("algorithm").asString()).isEqualTo("bs-1");
        assertThat(score.at("/points/0/code").asString()).isEqualTo("COMMIT");
        assertThat(score.at("/points/0/points").asInt()).isEqualTo(45);
        assertThat(score.at("/points/0/messageIndex").asInt()).isEqualTo(2);
        assertThat(score.at("/points/0/reason").asString()).isEqualTo("Wants to buy or book: “nak beli”");
    }

    @Test
    void whoNamesTwoProductsAsksAboutSeveral() {
        var admin = company.admin();
        admin.post("/api/v1/products", "{\"kind\":\"product\",\"name\":\"Shirt\"}");
        admin.post(
                "/api/v1/products",
                "{\"kind\":\"product\",\"name\":\"Batik shirt\",\"aliases\":{\"ms\":[\"kemeja batik\"]}}");
        admin.post("/api/v1/products", "{\"kind\":\"product\",\"name\":\"Songket\",\"aliases\":{\"zh\":[\"宋吉锦\"]}}");

        assertThat(codes("Batik shirts, hmm")).containsExactly("SPEC");
        assertThat(codes("kemeja batik dan songket?")).containsExactly("SPEC", "MULTI");
        assertThat(codes("宋吉锦", "batik shirt")).containsExactly("SPEC", "MULTI");
        assertThat(codes("hmm")).containsExactly("VAGUE");
    }

    @Test
    void theCompanysOwnPhrasesCount() {
        var admin = company.admin();
        var path = "/api/v1/scoring/phrases";
        assertThat(codes("boleh lock unit 12?")).doesNotContain("COMMIT");

        var kept = admin.put(path, """
                {"items":[{"code":"COMMIT","phrases":["Lock unit"," lock unit "]},{"code":"NOINT","phrases":["tak jadi ambil"]}]}
                """);

        assertThat(kept.status()).as(kept.response().body()).isEqualTo(200);
        assertThat(kept.json().at("/items/0/phrases")).hasSize(1);
        assertThat(codes("boleh lock unit 12?")).contains("COMMIT");
        assertThat(admin.get(path).json()).isEqualTo(kept.json());
        assertThat(admin.put(path, "{\"items\":[{\"code\":\"FAST\",\"phrases\":[\"quick\"]}]}")
                        .json()
                        .at("/errors/0/field")
                        .asString())
                .isEqualTo("items[0].code");
        var other = TestCompany.found(port, members).admin();
        assertThat(other.get(path).json().at("/items/0/phrases")).isEmpty();
    }

    private List<String> codes(String... texts) {
        var messages = Arrays.stream(texts)
                .map(text -> "{\"from\":\"contact\",\"text\":\"%s\"}".formatted(text))
                .collect(Collectors.joining(","));
        var score = company.admin()
                .post("/api/v1/scoring/preview", "{\"messages\":[" + messages + "]}")
                .json();
        return StreamSupport.stream(score.path("points").spliterator(), false)
                .map(point -> point.path("code").asString())
                .toList();
    }

    @Test
    void whatIsNoConversationIsRefusedByName() {
        var answer = company.admin()
                .post("/api/v1/scoring/preview", "{\"messages\": [{\"from\": \"nobody\", \"text\": \"hi\"}]}");

        assertThat(answer.status()).isBetween(400, 422);
        assertThat(answer.response().body()).contains("from");
    }
}
