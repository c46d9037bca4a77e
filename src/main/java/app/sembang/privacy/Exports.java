package app.sembang.privacy;

import app.sembang.audit.AuditLog;
import app.sembang.contacts.Contacts;
import app.sembang.database.CompanyEraser;
import app.sembang.database.CompanyTransactions;
import app.sembang.database.ContactTrail;
import app.sembang.database.OwnedRows;
import app.sembang.database.PersonalData;
import app.sembang.jobs.Jobs;
import app.sembang.media.MediaFiles;
import app.sembang.media.TooLarge;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.Ids;
import app.sembang.shared.MemberId;
import app.sembang.shared.Refusal;
import com.fasterxml.jackson.annotation.JsonValue;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.swagger.v3.oas.annotations.media.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Copies of what is kept of one contact, or of a whole company: a ZIP with the rows of each table, one JSON object a
/// line, and the files. Made by a job, downloaded once within a day, then gone.
@Component
class Exports {
    static final Duration LASTS = Duration.ofHours(24);

    private static final TaskDescriptor<Job> MAKE = TaskDescriptor.of("make-data-export", Job.class);
    private static final TaskDescriptor<Job> FORGET = TaskDescriptor.of("forget-data-export", Job.class);

    /// Marks of colleagues, and exports themselves.
    private static final Set<String> NOT_OF_A_CONTACT = Set.of("read_mark", "data_export");

    /// Keys, sessions and open invitations; hints and answers that live for days; counters.
    private static final Set<String> NOT_OF_A_COMPANY = Set.of(
            "company_key",
            "session",
            "invitation",
            "idempotency_key",
            "mail",
            "stream_event",
            "webchat_visitor",
            "meta_login",
            "data_export");

    private final CompanyTransactions transactions;
    private final OwnedRows owned;
    private final CompanyEraser tables;
    private final ObjectProvider<PersonalData> places;
    private final Contacts contacts;
    private final MediaFiles files;
    private final Jobs jobs;
    private final AuditLog audit;
    private final JdbcClient jdbc;
    private final Clock clock;

    Exports(
            CompanyTransactions transactions,
            OwnedRows owned,
            CompanyEraser tables,
            ObjectProvider<PersonalData> places,
            Contacts contacts,
            MediaFiles files,
            Jobs jobs,
            AuditLog audit,
            JdbcClient jdbc,
            Clock clock) {
        this.transactions = transactions;
        this.owned = owned;
        this.tables = tables;
        this.places = places;
        this.contacts = contacts;
        this.files = files;
        this.jobs = jobs;
        this.audit = audit;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    record Job(CompanyId company, UUID export) {}

    enum State {
        QUEUED,
        RUNNING,
        READY,
        DOWNLOADED,
        EXPIRED,
        FAILED;

        @JsonValue
        String value() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param contactId null: the whole company
    /// @param tablesAll null until it is known
    /// @param link where to download it, once, before `expiresAt`; null where it is not ready
    @Schema(name = "DataExport")
    record Export(
            UUID id,
            @Nullable ContactId contactId,
            State state,
            MemberId requestedBy,
            Instant requestedAt,
            int tablesDone,
            @Nullable Integer tablesAll,
            @Nullable Long size,
            @Nullable Instant expiresAt,
            @Nullable Instant downloadedAt,
            @Nullable String link) {}

    Export request(CompanyId company, @Nullable ContactId contact, MemberId by) {
        return transactions.in(company, () -> {
            if (contact != null && !contacts.exists(company, contact)) {
                throw Refusal.notFound("contact", contact);
            }
            var id = Ids.next();
            jdbc.sql("""
                    insert into data_export (company_id, id, contact_id, requested_by, requested_at)
                    values (:company, :id, :contact, :by, :now)
                    """)
                    .param("company", company.value())
                    .param("id", id)
                    .param("contact", contact == null ? null : contact.value(), Types.OTHER)
                    .param("by", by.value())
                    .param("now", now())
                    .update();
            jobs.schedule(
                    MAKE.instance(id.toString()).data(new Job(company, id)).build(), clock.instant());
            audit.record(
                    company,
                    by,
                    contact == null ? "company_export_requested" : "contact_export_requested",
                    contact == null ? id : contact);
            return read(company, id).orElseThrow();
        });
    }

    /// @param contact null: exports of the whole company only
    Export find(CompanyId company, @Nullable ContactId contact, UUID id) {
        return transactions
                .in(company, () -> read(company, id))
                .filter(export -> Objects.equals(export.contactId(), contact))
                .orElseThrow(() -> Refusal.notFound("export", id));
    }

    /// Of the whole company, newest first.
    List<Export> ofCompany(CompanyId company) {
        return transactions.in(
                company,
                () -> jdbc.sql("""
                        select * from data_export
                         where company_id = :company and contact_id is null
                         order by id desc
                         limit 20
                        """)
                        .param("company", company.value())
                        .query((row, number) -> export(company, row))
                        .list());
    }

    void make(CompanyId company, UUID id) {
        var export = transactions.in(company, () -> read(company, id)).orElse(null);
        if (export == null || (export.state() != State.QUEUED && export.state() != State.RUNNING)) {
            return;
        }
        if (export.requestedAt().plus(LASTS).isBefore(clock.instant())) {
            giveUp(company, id);
            return;
        }
        Path draft = null;
        try {
            draft = Files.createTempFile("export-", ".zip");
            try (var archive = new Archive(draft)) {
                var contact = export.contactId();
                if (contact == null) {
                    write(company, id, archive);
                } else {
                    write(company, id, contact, archive);
                }
            }
            keep(company, id, draft);
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        } finally {
            if (draft != null) {
                draft.toFile().delete();
            }
        }
    }

    /// It has failed again and again for a day.
    private void giveUp(CompanyId company, UUID id) {
        transactions.run(
                company,
                () -> jdbc.sql("update data_export set state = 'failed' where company_id = :company and id = :id")
                        .param("company", company.value())
                        .param("id", id)
                        .update());
    }

    private void write(CompanyId company, UUID id, ContactId contact, Archive archive) {
        var person = transactions.in(company, () -> contacts.person(company, contact));
        var ids = person.stream().map(ContactId::value).toList();
        var trail = new ContactTrail(company, contact, owned.ids(company, "contact", ids));
        progress(company, id, 0, 2);
        owned.read(company, "contact", ids, (table, row) -> {
            if (!NOT_OF_A_CONTACT.contains(table)) {
                archive.line(table, row);
            }
        });
        progress(company, id, 1, 2);
        var theirs = new LinkedHashSet<UUID>();
        var exported = exportFiles(company);
        places.orderedStream().forEach(place -> {
            place.find(trail).forEach((name, rows) -> rows.forEach(row -> archive.line(name, row)));
            theirs.addAll(place.files(trail));
        });
        theirs.removeAll(exported);
        theirs.forEach(file -> add(company, file, archive));
        progress(company, id, 2, 2);
    }

    private void write(CompanyId company, UUID id, Archive archive) {
        var wanted = tables.tables(company).stream()
                .filter(table -> !NOT_OF_A_COMPANY.contains(table))
                .sorted()
                .toList();
        int done = 0;
        for (var table : wanted) {
            progress(company, id, done++, wanted.size());
            owned.readAll(company, table, archive::line);
        }
        var all = new LinkedHashSet<>(files.all(company));
        all.removeAll(exportFiles(company));
        all.forEach(file -> add(company, file, archive));
        progress(company, id, done, wanted.size());
    }

    private Set<UUID> exportFiles(CompanyId company) {
        return transactions.in(
                company,
                () -> new HashSet<>(jdbc.sql(
                                "select media_id from data_export where company_id = :company and media_id is not null")
                        .param("company", company.value())
                        .query(UUID.class)
                        .list()));
    }

    private void add(CompanyId company, UUID file, Archive archive) {
        files.find(company, file).ifPresent(found -> archive.file(found.file(), found.path()));
    }

    private void progress(CompanyId company, UUID id, int done, int all) {
        transactions.run(
                company,
                () -> jdbc.sql("""
                        update data_export set state = 'running', tables_done = :done, tables_all = :all
                         where company_id = :company and id = :id and state in ('queued', 'running')
                        """)
                        .param("company", company.value())
                        .param("id", id)
                        .param("done", done)
                        .param("all", all)
                        .update());
    }

    /// The file and its row come with one commit; the contact may have been erased meanwhile.
    private void keep(CompanyId company, UUID id, Path draft) throws IOException {
        long size = Files.size(draft);
        var ends = clock.instant().plus(LASTS);
        try (var body = Files.newInputStream(draft)) {
            transactions.run(company, () -> {
                try {
                    var locked = jdbc.sql(
                                    "select 1 from data_export where company_id = :company and id = :id and state = 'running' for update")
                            .param("company", company.value())
                            .param("id", id)
                            .query(Integer.class)
                            .optional();
                    if (locked.isEmpty()) {
                        return;
                    }
                    var file = files.store(company, "export.zip", body, Long.MAX_VALUE);
                    jdbc.sql("""
                            update data_export set state = 'ready', media_id = :file, size = :size, expires_at = :ends
                             where company_id = :company and id = :id
                            """)
                            .param("company", company.value())
                            .param("id", id)
                            .param("file", file.id())
                            .param("size", size)
                            .param("ends", ends.atOffset(ZoneOffset.UTC))
                            .update();
                } catch (IOException full) {
                    throw new UncheckedIOException(full);
                } catch (TooLarge impossible) {
                    throw new IllegalStateException(impossible);
                }
                jobs.schedule(
                        FORGET.instance(id.toString())
                                .data(new Job(company, id))
                                .build(),
                        ends);
            });
        }
    }

    /// Takes the one download there is; empty for a wrong or old link and for one that was used, all alike.
    Optional<MediaFiles.Found> take(CompanyId company, UUID id, long expires, String signature) {
        if (!files.isSigned(company, id, expires, signature)) {
            return Optional.empty();
        }
        return transactions.in(company, () -> {
            var file = jdbc.sql("""
                    update data_export set state = 'downloaded', downloaded_at = :now
                     where company_id = :company and id = :id and state = 'ready' and expires_at > :now
                    returning media_id
                    """)
                    .param("company", company.value())
                    .param("id", id)
                    .param("now", now())
                    .query(UUID.class)
                    .optional();
            var found = file.flatMap(media -> files.find(company, media));
            found.ifPresent(there -> audit.record(company, null, "export_downloaded", id));
            return found;
        });
    }

    /// Removes the file, downloaded or not.
    void forget(CompanyId company, UUID id) {
        var file = transactions.in(
                company,
                () -> jdbc.sql(
                                "select media_id from data_export where company_id = :company and id = :id and media_id is not null")
                        .param("company", company.value())
                        .param("id", id)
                        .query(UUID.class)
                        .optional());
        file.ifPresent(media -> files.remove(company, List.of(media)));
        transactions.run(
                company,
                () -> jdbc.sql("""
                        update data_export
                           set media_id = null, state = case when state = 'ready' then 'expired' else state end
                         where company_id = :company and id = :id
                        """)
                        .param("company", company.value())
                        .param("id", id)
                        .update());
    }

    private Optional<Export> read(CompanyId company, UUID id) {
        return jdbc.sql("select * from data_export where company_id = :company and id = :id")
                .param("company", company.value())
                .param("id", id)
                .query((row, number) -> export(company, row))
                .optional();
    }

    private Export export(CompanyId company, ResultSet row) throws SQLException {
        var id = row.getObject("id", UUID.class);
        var contact = row.getObject("contact_id", UUID.class);
        var state = State.valueOf(row.getString("state").toUpperCase(Locale.ROOT));
        var expires = instant(row, "expires_at");
        boolean open = state == State.READY && expires != null && expires.isAfter(clock.instant());
        return new Export(
                id,
                contact == null ? null : new ContactId(contact),
                state == State.READY && !open ? State.EXPIRED : state,
                new MemberId(row.getObject("requested_by", UUID.class)),
                row.getObject("requested_at", OffsetDateTime.class).toInstant(),
                row.getInt("tables_done"),
                row.getObject("tables_all", Integer.class),
                row.getObject("size", Long.class),
                expires,
                instant(row, "downloaded_at"),
                open && expires != null ? link(company, id, expires.getEpochSecond()) : null);
    }

    private String link(CompanyId company, UUID id, long expires) {
        return "/media/exports/%s/%s?expires=%d&signature=%s"
                .formatted(company, id, expires, files.signature(company, id, expires));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    /// Copies that were made of a contact are theirs too.
    @Component
    static class Copies implements PersonalData {
        private final CompanyTransactions transactions;
        private final JdbcClient jdbc;

        Copies(CompanyTransactions transactions, JdbcClient jdbc) {
            this.transactions = transactions;
            this.jdbc = jdbc;
        }

        /// One that is being made finds its row changed and is dropped.
        @Override
        public Map<String, Long> detach(ContactTrail trail) {
            jdbc.sql("""
                    update data_export set state = 'expired'
                     where company_id = :company and contact_id = :contact and state in ('queued', 'running', 'ready')
                    """)
                    .param("company", trail.company().value())
                    .param("contact", trail.contact().value())
                    .update();
            return Map.of();
        }

        @Override
        public Collection<UUID> files(ContactTrail trail) {
            return transactions.in(
                    trail.company(),
                    () -> jdbc.sql("""
                            select media_id from data_export
                             where company_id = :company and id = any (:exports) and media_id is not null
                            """)
                            .param("company", trail.company().value())
                            .param("exports", trail.of("data_export").toArray(UUID[]::new))
                            .query(UUID.class)
                            .list());
        }

        @Override
        public Map<String, List<String>> find(ContactTrail trail) {
            var records = transactions.in(
                    trail.company(),
                    () -> jdbc.sql("""
                            select (to_jsonb(record) - 'company_id')::text from processing_record record
                             where company_id = :company and message_id = any (:messages)
                             order by id
                            """)
                            .param("company", trail.company().value())
                            .param("messages", trail.of("message").toArray(UUID[]::new))
                            .query(String.class)
                            .list());
            var found = new LinkedHashMap<String, List<String>>();
            found.put("processing_record", records);
            return found;
        }

        @Override
        public List<String> concerned() {
            return List.of("""
                    select e.contact_id, 'export', e.requested_at
                      from data_export e
                     where e.company_id = :company and e.contact_id is not null
                       and e.requested_at >= :from and e.requested_at < :to
                       and cast(:account as uuid) is null
                       and (cast(:member as uuid) is null or e.requested_by = cast(:member as uuid))
                    """, """
                    select c.id, 'company_export', e.requested_at
                      from data_export e
                      join contact c on c.company_id = e.company_id and c.first_seen_at <= e.requested_at
                     where e.company_id = :company and e.contact_id is null
                       and e.requested_at >= :from and e.requested_at < :to
                       and cast(:account as uuid) is null
                       and (cast(:member as uuid) is null or e.requested_by = cast(:member as uuid))
                    """);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Work {
        @Bean
        OneTimeTask<Job> makeDataExport(ObjectProvider<Exports> exports) {
            return Tasks.oneTime(MAKE)
                    .execute((instance, context) -> exports.getObject()
                            .make(
                                    instance.getData().company(),
                                    instance.getData().export()));
        }

        @Bean
        OneTimeTask<Job> forgetDataExport(ObjectProvider<Exports> exports) {
            return Tasks.oneTime(FORGET)
                    .execute((instance, context) -> exports.getObject()
                            .forget(
                                    instance.getData().company(),
                                    instance.getData().export()));
        }
    }
}
