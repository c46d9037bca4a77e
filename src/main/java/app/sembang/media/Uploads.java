package app.sembang.media;

import app.sembang.database.CompanyTransactions;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Ids;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Files on their way into a message: handed in first, sent after. What is handed in and never sent goes.
@Component
public class Uploads {
    private static final Duration WAITED_FOR = Duration.ofHours(1);
    private static final Duration KEPT_UNSENT = Duration.ofDays(1);
    private static final int AT_ONCE = 500;

    private final JdbcClient jdbc;
    private final CompanyTransactions transactions;
    private final MediaFiles files;
    private final Clock clock;

    Uploads(JdbcClient jdbc, CompanyTransactions transactions, MediaFiles files, Clock clock) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.files = files;
        this.clock = clock;
    }

    /// @param owner who alone may hand in and send the file
    public UUID begin(CompanyId company, String owner) {
        var id = Ids.next();
        transactions.run(
                company,
                () -> jdbc.sql("""
                        insert into upload (company_id, id, owner, created_at) values (:company, :id, :owner, :now)
                        """)
                        .param("company", company.value())
                        .param("id", id)
                        .param("owner", owner)
                        .param("now", at(clock.instant()))
                        .update());
        return id;
    }

    /// Empty where the owner has begun no such upload within the hour. Handed in again, what came first stays.
    public Optional<MediaFile> handIn(
            CompanyId company, String owner, UUID id, @Nullable String fileName, InputStream body, long mostBytes)
            throws IOException, TooLarge {
        if (!begun(company, owner, id, clock.instant().minus(WAITED_FOR))) {
            return Optional.empty();
        }
        files.store(company, id, fileName, body, mostBytes);
        return files.find(company, id).map(MediaFiles.Found::file);
    }

    /// A file that was handed in by its owner; from now on it is part of a message and stays. Harmless when repeated.
    public Optional<MediaFile> take(CompanyId company, String owner, UUID id) {
        return transactions.inside(
                company, () -> begun(company, owner, id, null) ? sent(company, id) : Optional.empty());
    }

    private Optional<MediaFile> sent(CompanyId company, UUID id) {
        keep(company, id);
        return files.find(company, id).map(MediaFiles.Found::file);
    }

    /// Whether the owner handed it in, within a day.
    public boolean handedIn(CompanyId company, String owner, UUID id) {
        return begun(company, owner, id, null);
    }

    /// A file of the company is part of a message; nothing happens where it was not handed in for one.
    public void keep(CompanyId company, UUID id) {
        transactions.inside(
                company,
                () -> jdbc.sql("""
                        update upload set sent_at = :now where company_id = :company and id = :id and sent_at is null
                        """)
                        .param("company", company.value())
                        .param("id", id)
                        .param("now", at(clock.instant()))
                        .update());
    }

    private boolean begun(CompanyId company, String owner, UUID id, @Nullable Instant since) {
        return transactions.inside(
                company,
                () -> jdbc.sql("""
                        select exists (select from upload
                                        where company_id = :company and id = :id and owner = :owner
                                          and (:since::timestamptz is null or created_at > :since::timestamptz))
                        """)
                        .param("company", company.value())
                        .param("id", id)
                        .param("owner", owner)
                        .param("since", since == null ? null : at(since), Types.TIMESTAMP_WITH_TIMEZONE)
                        .query(Boolean.class)
                        .single());
    }

    /// Files that were handed in more than a day ago and not sent. Outside of any transaction.
    public void removeUnsent(CompanyId company) {
        var before = at(clock.instant().minus(KEPT_UNSENT));
        List<UUID> unsent;
        do {
            unsent = transactions.in(
                    company,
                    () -> jdbc.sql("""
                            select id from upload where company_id = :company and created_at < :before and sent_at is null
                             order by created_at limit :most
                            """)
                            .param("company", company.value())
                            .param("before", before)
                            .param("most", AT_ONCE)
                            .query(UUID.class)
                            .list());
            files.remove(company, unsent);
            forget(company, unsent);
        } while (unsent.size() == AT_ONCE);
        transactions.run(
                company,
                () -> jdbc.sql("delete from upload where company_id = :company and created_at < :before")
                        .param("company", company.value())
                        .param("before", before)
                        .update());
    }

    private void forget(CompanyId company, List<UUID> ids) {
        transactions.run(
                company,
                () -> jdbc.sql("delete from upload where company_id = :company and id = any (:ids) and sent_at is null")
                        .param("company", company.value())
                        .param("ids", ids.toArray(UUID[]::new))
                        .update());
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
