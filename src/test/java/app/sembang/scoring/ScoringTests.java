package app.sembang.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.TestCompany;
import app.sembang.identity.Members;
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
    void whatIsNoConversationIsRefusedByName() {
        var answer = company.admin()
                .post("/api/v1/scoring/preview", "{\"messages\": [{\"from\": \"nobody\", \"text\": \"hi\"}]}");

        assertThat(answer.status()).isBetween(400, 422);
        assertThat(answer.response().body()).contains("from");
    }
}
