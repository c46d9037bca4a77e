package app.sembang.mail;

import app.sembang.database.CompanyTransactions;
import app.sembang.jobs.Jobs;
import app.sembang.secrets.Secrets;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Ids;
import app.sembang.shared.Language;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Mails of a company. One is a row of the caller's transaction first, then sent. Its text may hold a link that
/// lets one in, so it is sealed, and gone once it is sent; only the demo, where no mail leaves, keeps it to be
/// read.
@Component
public class Mails {
    static final TaskDescriptor<Job> SEND = TaskDescriptor.of("send-mail", Job.class);

    /// After the last, about a day and a half, the mail is given up.
    private static final List<Duration> PAUSES = List.of(
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofHours(1),
            Duration.ofHours(3),
            Duration.ofHours(8),
            Duration.ofHours(24));

    private final CompanyTransactions transactions;
    private final Jobs jobs;
    private final Secrets secrets;
    private final MailServer server;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final boolean demo;

    record Job(CompanyId company, UUID mail) {}

    private record Waiting(Letter letter, int tries) {}

    Mails(
            CompanyTransactions transactions,
            Jobs jobs,
            Secrets secrets,
            MailServer server,
            JdbcClient jdbc,
            Clock clock,
            @Value("${sembang.demo}") boolean demo) {
        this.transactions = transactions;
        this.jobs = jobs;
        this.secrets = secrets;
        this.server = server;
        this.jdbc = jdbc;
        this.clock = clock;
        this.demo = demo;
    }

    /// Whether a mail reaches anybody: by a mail server, or in the demo's mailbox.
    public boolean available() {
        return server.exists() || demo;
    }

    /// Inside a transaction of the company. Where no mail reaches anybody nothing is kept.
    public void queue(CompanyId company, Letter letter) {
        if (!available()) {
            return;
        }
        var id = Ids.next();
        var now = clock.instant();
        jdbc.sql("""
                insert into mail (company_id, id, recipient, language, subject, sealed_body, state, created_at)
                values (:company, :id, :to, :language, :subject, :body, :state, :now)
                """)
                .param("company", company.value())
                .param("id", id)
                .param("to", letter.to())
                .param("language", letter.language().tag())
                .param("subject", letter.subject())
                .param("body", secrets.seal(company, field(id), letter.body()))
                .param("state", server.exists() ? "queued" : "kept")
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
        if (server.exists()) {
            jobs.schedule(
                    SEND.instance(id.toString()).data(new Job(company, id)).build(), now);
        }
    }

    /// How many mails were written to an address since then. Inside a transaction of the company.
    public int since(CompanyId company, String to, Instant since) {
        return jdbc.sql(
                        "select count(*) from mail where company_id = :company and recipient = :to and created_at > :since")
                .param("company", company.value())
                .param("to", to)
                .param("since", since.atOffset(ZoneOffset.UTC))
                .query(Integer.class)
                .single();
    }

    /// What the demo would have sent, newest first.
    public List<KeptMail> kept(CompanyId company, int limit) {
        return transactions.in(
                company,
                () -> jdbc.sql("""
                        select id, recipient, subject, sealed_body, created_at from mail
                        where company_id = :company and state = 'kept' order by id desc limit :limit
                        """)
                        .param("company", company.value())
                        .param("limit", limit)
                        .query((row, number) -> new KeptMail(
                                row.getString("recipient"),
                                row.getString("subject"),
                                secrets.open(
                                        company, field(row.getObject("id", UUID.class)), row.getString("sealed_body")),
                                row.getObject("created_at", OffsetDateTime.class)
                                        .toInstant()))
                        .list());
    }

    /// Sends one that waits. The answer is when to come again; nothing where it is settled.
    Optional<Instant> send(Job job) {
        var waiting = transactions.in(job.company(), () -> waiting(job));
        if (waiting.isEmpty()) {
            return Optional.empty();
        }
        var sending = server.send(job.mail(), waiting.get().letter());
        return transactions.in(job.company(), () -> settle(job, waiting.get(), sending));
    }

    private Optional<Waiting> waiting(Job job) {
        return jdbc.sql("""
                select recipient, language, subject, sealed_body, tries from mail
                where company_id = :company and id = :id and state = 'queued'
                """)
                .param("company", job.company().value())
                .param("id", job.mail())
                .query((row, number) -> new Waiting(
                        new Letter(
                                row.getString("recipient"),
                                Language.from(row.getString("language")),
                                row.getString("subject"),
                                secrets.open(job.company(), field(job.mail()), row.getString("sealed_body"))),
                        row.getInt("tries")))
                .optional();
    }

    private Optional<Instant> settle(Job job, Waiting waiting, MailServer.Sending sending) {
        return switch (sending) {
            case MailServer.Sending.Taken() -> {
                write(job, "sent", null);
                yield Optional.empty();
            }
            case MailServer.Sending.Refused(var why) -> {
                write(job, "failed", why);
                yield Optional.empty();
            }
            case MailServer.Sending.TryLater(var why)
            when waiting.tries() >= PAUSES.size() -> {
                write(job, "failed", why);
                yield Optional.empty();
            }
            case MailServer.Sending.TryLater(var why) -> {
                write(job, "queued", why);
                yield Optional.of(clock.instant().plus(PAUSES.get(waiting.tries())));
            }
        };
    }

    private void write(Job job, String state, @Nullable String problem) {
        jdbc.sql("""
                update mail set state = :state, problem = :problem, tries = tries + 1,
                                sealed_body = case when :state = 'queued' then sealed_body end
                where company_id = :company and id = :id
                """)
                .param("state", state)
                .param("problem", problem)
                .param("company", job.company().value())
                .param("id", job.mail())
                .update();
    }

    private static String field(UUID id) {
        return "mail.body." + id;
    }
}
