package app.sembang.mail;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.TestClock;
import app.sembang.TestMail;
import app.sembang.companies.Companies;
import app.sembang.database.CompanyTransactions;
import app.sembang.shared.Ids;
import app.sembang.shared.Language;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

@ProductTest
class MailTests {
    private static final Duration A_MOMENT = Duration.ofMillis(300);

    private final Mails mails;
    private final CompanyTransactions transactions;
    private final JdbcClient jdbc;
    private final TestClock clock;
    private final String reader = "reader@" + Ids.next() + ".test";

    MailTests(Mails mails, CompanyTransactions transactions, JdbcClient jdbc, TestClock clock) {
        this.mails = mails;
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Test
    void aMailArrivesAsItWasWritten() {
        queue("வணக்கம் 您好", "Line one\n.\nஇரண்டாம் வரி 第三行 https://example.test/x#secret");

        var mail = TestMail.read(reader, 1);

        assertThat(mail.subject()).isEqualTo("வணக்கம் 您好");
        assertThat(mail.text().strip().lines())
                .containsExactly("Line one", ".", "இரண்டாம் வரி 第三行 https://example.test/x#secret");
        assertThat(mail.from()).isEqualTo("Sembang <no-reply@sembang.test>");
        assertThat(mail.language()).isEqualTo("ta");
        assertThat(mail.id()).endsWith("@sembang>");
    }

    @Test
    void aMailOfARolledBackTransactionIsNeverSent() throws InterruptedException {
        try {
            transactions.run(Companies.PLATFORM, () -> {
                mails.queue(Companies.PLATFORM, new Letter(reader, Language.EN, "Never", "never"));
                throw new IllegalStateException("rolled back");
            });
        } catch (IllegalStateException expected) {
            queue("After", "it");
        }

        assertThat(TestMail.read(reader, 1).subject()).isEqualTo("After");
        assertThat(TestMail.SERVER.await(reader, 2, A_MOMENT)).hasSize(1);
    }

    @Test
    void aServerThatIsBusyIsAskedAgainLater() throws InterruptedException {
        TestMail.SERVER.refuse(reader, "450 Mailbox busy", 2);
        queue("Patience", "secret-of-the-link");
        assertThat(TestMail.SERVER.await(reader, 1, A_MOMENT)).isEmpty();
        assertThat(String.valueOf(row().get("sealed_body"))).doesNotContain("secret-of-the-link");

        for (int i = 0; i < 100 && TestMail.SERVER.await(reader, 1, A_MOMENT).isEmpty(); i++) {
            clock.advance(Duration.ofMinutes(6));
        }

        assertThat(TestMail.read(reader, 1).text()).contains("secret-of-the-link");
    }

    @Test
    void whatIsRefusedForGoodIsGivenUpAndItsTextForgotten() {
        TestMail.SERVER.refuse(reader, "550 No such user", 1);
        queue("Nobody", "secret-of-the-link");

        await("failed");

        assertThat(row()).containsEntry("problem", "SMTP 550").containsEntry("sealed_body", null);
    }

    @Test
    void theTextOfASentMailIsForgotten() {
        queue("Short", "secret-of-the-link");
        TestMail.read(reader, 1);

        await("sent");

        assertThat(row()).containsEntry("sealed_body", null);
    }

    private void queue(String subject, String body) {
        transactions.run(
                Companies.PLATFORM,
                () -> mails.queue(Companies.PLATFORM, new Letter(reader, Language.TA, subject, body)));
    }

    private void await(String state) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!state.equals(row().get("state")) && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(row()).containsEntry("state", state);
    }

    private Map<String, @Nullable Object> row() {
        return transactions.in(
                Companies.PLATFORM,
                () -> jdbc.sql("select state, problem, sealed_body from mail where recipient = :reader")
                        .param("reader", reader)
                        .query()
                        .singleRow());
    }
}
