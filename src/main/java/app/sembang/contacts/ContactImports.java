package app.sembang.contacts;

import static app.sembang.contacts.ContactStore.texts;

import app.sembang.audit.AuditLog;
import app.sembang.companies.Companies;
import app.sembang.contacts.ContactFile.Person;
import app.sembang.contacts.ContactFile.Wrong;
import app.sembang.database.CompanyTransactions;
import app.sembang.jobs.Jobs;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Csv;
import app.sembang.shared.Ids;
import app.sembang.shared.MemberId;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import com.fasterxml.jackson.annotation.JsonValue;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import io.swagger.v3.oas.annotations.media.Schema;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Contacts from files. Each row makes a contact, unless one with its number or address is there already: what people
/// know of somebody is never overwritten by a file, so an import can be taken back. A large file is taken in by a job,
/// a thousand rows in each commit, so that it goes on where a crash ended it.
@Component
class ContactImports {
    static final TaskDescriptor<Work> JOB = TaskDescriptor.of("contact-import", Work.class);

    private static final int MOST_BYTES = 16 << 20;
    private static final int MOST_ERRORS = 100;
    private static final int AT_ONCE = 1000;
    private static final Duration LEFT_BEHIND = Duration.ofMinutes(1);
    /// So many rows are taken in before the answer.
    private static final int SOON = 1000;

    private static final TypeReference<List<RowError>> ERRORS = new TypeReference<>() {};
    private static final String COLUMNS = """
            id, file_name, status, rows, done, created, known, wrong, kept, errors, at, member_id, finished_at, undone_at
            """;

    private final CompanyTransactions transactions;
    private final ContactFields fields;
    private final ContactTags tags;
    private final Companies companies;
    private final Jobs jobs;
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final AuditLog audit;
    private final InstantSource clock;

    ContactImports(
            CompanyTransactions transactions,
            ContactFields fields,
            ContactTags tags,
            Companies companies,
            Jobs jobs,
            JdbcClient jdbc,
            JsonMapper json,
            AuditLog audit,
            InstantSource clock) {
        this.transactions = transactions;
        this.fields = fields;
        this.tags = tags;
        this.companies = companies;
        this.jobs = jobs;
        this.jdbc = jdbc;
        this.json = json;
        this.audit = audit;
        this.clock = clock;
    }

    record Work(CompanyId company, UUID id) {}

    @Schema(name = "ContactImportStatus")
    enum Status {
        TRIED,
        RUNNING,
        DONE,
        UNDOING,
        UNDONE;

        @JsonValue
        public String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Status from(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }

    /// What is wrong with one row, which is left out.
    ///
    /// @param row as a spreadsheet numbers it: the heading is 1
    @Schema(name = "ContactImportError")
    record RowError(int row, String column, String message) {}

    /// @param id null where it was only tried
    /// @param done rows looked at so far
    /// @param known rows of people who are there already
    /// @param kept contacts that taking it back left alone
    /// @param errors the first hundred
    record ContactImport(
            @Nullable UUID id,
            @Nullable String fileName,
            Status status,
            int rows,
            int done,
            int created,
            int known,
            int wrong,
            int kept,
            List<RowError> errors,
            Instant at,
            @Nullable MemberId memberId,
            @Nullable Instant finishedAt,
            @Nullable Instant undoneAt) {}

    /// What has come of some rows.
    ///
    /// @param fresh those nobody of the company is yet
    private record Batch(int rows, List<Person> fresh, int known, int wrong, List<RowError> errors) {}

    /// Says what the file would do, and does nothing.
    ContactImport attempt(CompanyId company, byte[] file, List<String> mapping) {
        var reading = reading(company, text(file), mapping);
        var taken = taken(company);
        int rows = 0;
        int created = 0;
        int known = 0;
        int wrong = 0;
        var errors = new ArrayList<RowError>();
        while (reading.hasNext()) {
            var batch = batch(reading, taken);
            rows = checkedRows(rows + batch.rows());
            created += batch.fresh().size();
            known += batch.known();
            wrong += batch.wrong();
            addErrors(errors, batch.errors());
        }
        return new ContactImport(
                null,
                null,
                Status.TRIED,
                rows,
                rows,
                created,
                known,
                wrong,
                0,
                errors,
                clock.instant(),
                null,
                null,
                null);
    }

    /// Takes a file in: a small one before this answers, a large one soon after.
    ContactImport start(CompanyId company, byte[] file, List<String> mapping, @Nullable String fileName, MemberId by) {
        var text = text(file);
        int rows = rows(reading(company, text, mapping));
        var id = Ids.next();
        var work = new Work(company, id);
        boolean here = rows <= SOON;
        // Where it is taken in here, the job only finishes what a process left behind that died meanwhile.
        var begins = here ? clock.instant().plus(LEFT_BEHIND) : clock.instant();
        transactions.run(company, () -> {
            insert(company, id, fileName, text.getBytes(StandardCharsets.UTF_8), mapping, rows, by);
            jobs.schedule(JOB.instance(id + "/in").data(work).build(), begins);
        });
        if (here) run(work);
        return find(company, id);
    }

    private static String text(byte[] file) {
        if (file.length > MOST_BYTES) throw Refusal.invalid("file", "is larger than 16 MB");
        return Csv.decode(file);
    }

    private static int rows(ContactFile reading) {
        var wrong = new ArrayList<Wrong>();
        int rows = 0;
        while (reading.hasNext()) {
            reading.next(wrong);
            wrong.clear();
            rows = checkedRows(rows + 1);
        }
        return rows;
    }

    private static int checkedRows(int rows) {
        if (rows > ContactFile.MOST_ROWS) throw Refusal.invalid("file", "has more than 50,000 rows");
        return rows;
    }

    private ContactFile reading(CompanyId company, String text, List<String> mapping) {
        var currency = companies.find(company).orElseThrow().currency();
        return new ContactFile(
                text,
                mapping,
                transactions.in(
                        company, () -> new ContactFile.Known(fields.all(company), tags.all(company), currency)));
    }

    /// By what everybody of the company is known.
    private Set<String> taken(CompanyId company) {
        return transactions.in(company, () -> {
            var taken = new HashSet<String>();
            jdbc.sql("""
                    select right(regexp_replace(phone, '\\D', '', 'g'), 9) as key from contact
                     where company_id = :company and phone is not null
                    union all
                    select lower(email) from contact where company_id = :company and email is not null
                    """).param("company", company.value()).query(row -> {
                taken.add(row.getString("key"));
            });
            return taken;
        });
    }

    /// @param taken by what people are known; whoever is new in these rows is added
    private static Batch batch(ContactFile reading, Set<String> taken) {
        var fresh = new ArrayList<Person>();
        var errors = new ArrayList<RowError>();
        int rows = 0;
        int known = 0;
        int wrong = 0;
        while (rows < AT_ONCE && reading.hasNext()) {
            rows++;
            var objections = new ArrayList<Wrong>();
            var person = reading.next(objections);
            if (person.isEmpty()) {
                wrong++;
                objections.forEach(one -> errors.add(new RowError(one.row(), one.column(), one.message())));
                continue;
            }
            var keys = person.get().keys();
            if (keys.stream().anyMatch(taken::contains)) known++;
            else fresh.add(person.get());
            taken.addAll(keys);
        }
        return new Batch(rows, fresh, known, wrong, errors);
    }

    private static void addErrors(List<RowError> errors, List<RowError> more) {
        more.stream().limit(Math.max(0, MOST_ERRORS - errors.size())).forEach(errors::add);
    }

    Page<ContactImport> list(CompanyId company) {
        return transactions.in(
                company,
                () -> new Page<>(
                        jdbc.sql("select " + COLUMNS
                                        + " from contact_import where company_id = :company order by id desc limit 100")
                                .param("company", company.value())
                                .query(this::read)
                                .list(),
                        null));
    }

    ContactImport find(CompanyId company, UUID id) {
        return transactions.in(company, () -> found(company, id, ""));
    }

    private ContactImport found(CompanyId company, UUID id, String locked) {
        return jdbc.sql("select " + COLUMNS + " from contact_import where company_id = :company and id = :id" + locked)
                .param("company", company.value())
                .param("id", id)
                .query(this::read)
                .optional()
                .orElseThrow(() -> Refusal.notFound("import", id));
    }

    /// Until the transaction ends nobody else works on it.
    private ContactImport lock(Work work) {
        return found(work.company(), work.id(), " for update");
    }

    /// Takes an import back. Again, it changes nothing.
    ContactImport undo(CompanyId company, UUID id, MemberId by) {
        var work = new Work(company, id);
        var begun = transactions.in(company, () -> {
            var found = lock(work);
            if (found.status() == Status.RUNNING) {
                throw new Refusal(Refusal.Kind.CONFLICT, "import-running", "The file is still being taken in.");
            }
            if (found.status() == Status.DONE) {
                status(work, Status.UNDOING);
                audit.record(company, by, "contact_import_undone", id);
                jobs.schedule(JOB.instance(id + "/back").data(work).build(), clock.instant());
            }
            return found;
        });
        if (begun.rows() <= SOON) run(work);
        return find(company, id);
    }

    /// Goes on with an import, or with taking it back, where it stands; harmless when nothing is left to do.
    void run(Work work) {
        var begun = transactions.in(work.company(), () -> begun(work));
        if (begun.isEmpty()) return;
        if (begun.get().status() == Status.RUNNING) takeIn(work, begun.get());
        else takeBack(work);
    }

    @SuppressWarnings("ArrayRecordComponent") // The file is read once and passed on.
    private record Begun(Status status, int done, byte[] file, List<String> map) {}

    private Optional<Begun> begun(Work work) {
        return jdbc.sql("""
                select status, done, coalesce(file, '') as file, map from contact_import
                 where company_id = :company and id = :id and status in ('running', 'undoing')
                """)
                .param("company", work.company().value())
                .param("id", work.id())
                .query((row, number) -> new Begun(
                        Status.from(row.getString("status")), row.getInt("done"), row.getBytes("file"), List.of((String
                                        [])
                                row.getArray("map").getArray())))
                .optional();
    }

    private void takeIn(Work work, Begun begun) {
        var reading = reading(work.company(), new String(begun.file(), StandardCharsets.UTF_8), begun.map());
        var passed = new ArrayList<Wrong>();
        for (int i = 0; i < begun.done() && reading.hasNext(); i++) reading.next(passed);
        var taken = taken(work.company());
        int done = begun.done();
        while (reading.hasNext()) {
            var batch = batch(reading, taken);
            int at = done;
            if (!transactions.in(work.company(), () -> takeIn(work, batch, at))) return;
            done += batch.rows();
        }
        int rows = done;
        transactions.run(work.company(), () -> {
            var found = lock(work);
            if (found.status() != Status.RUNNING || found.done() != rows) return;
            status(work, Status.DONE);
            audit.record(
                    work.company(),
                    found.memberId(),
                    "contacts_imported",
                    work.id(),
                    Map.of(),
                    Map.of("created", found.created()));
        });
    }

    /// One commit. False where another process has been here.
    private boolean takeIn(Work work, Batch batch, int at) {
        var found = lock(work);
        if (found.status() != Status.RUNNING || found.done() != at) return false;
        insert(work, found, batch.fresh());
        var errors = new ArrayList<>(found.errors());
        addErrors(errors, batch.errors());
        jdbc.sql("""
                update contact_import
                   set done = :done, created = created + :created, known = known + :known, wrong = wrong + :wrong,
                       errors = cast(:errors as jsonb)
                 where company_id = :company and id = :id
                """)
                .param("company", work.company().value())
                .param("id", work.id())
                .param("done", at + batch.rows())
                .param("created", batch.fresh().size())
                .param("known", batch.known())
                .param("wrong", batch.wrong())
                .param("errors", json.writeValueAsString(errors))
                .update();
        return true;
    }

    private void insert(
            CompanyId company,
            UUID id,
            @Nullable String fileName,
            byte[] file,
            List<String> mapping,
            int rows,
            MemberId by) {
        jdbc.sql("""
                insert into contact_import (company_id, id, file_name, file, map, status, rows, created, at, member_id)
                values (:company, :id, :name, :file, cast(:map as text[]), 'running', :rows, 0, :now, :by)
                """)
                .param("company", company.value())
                .param("id", id)
                .param("name", fileName)
                .param("file", file)
                .param("map", mapping.toArray(String[]::new))
                .param("rows", rows)
                .param("now", now())
                .param("by", by.value())
                .update();
    }

    private void status(Work work, Status status) {
        jdbc.sql("""
                update contact_import
                   set status = :status, file = null, map = '{}', finished_at = coalesce(finished_at, :now),
                       undone_at = case when :status = 'undone' then :now end
                 where company_id = :company and id = :id
                """)
                .param("company", work.company().value())
                .param("id", work.id())
                .param("status", status.value())
                .param("now", now())
                .update();
    }

    private void insert(Work work, ContactImport found, List<Person> people) {
        var company = work.company().value();
        var now = now();
        jdbc.sql("""
                insert into contact (company_id, id, name, phone, email, language, first_seen_at, last_seen_at, import_id)
                select :company, person.id, person.name, person.phone, person.email, person.language, :now, :now, :import
                  from unnest(:ids::uuid[], :names::text[], :phones::text[], :emails::text[], :languages::text[])
                       as person (id, name, phone, email, language)
                """)
                .param("company", company)
                .param("import", work.id())
                .param("now", now)
                .param("ids", texts(people.stream().map(Person::id).toList()))
                .param("names", people.stream().map(Person::name).toArray(String[]::new))
                .param("phones", people.stream().map(Person::phone).toArray(String[]::new))
                .param("emails", people.stream().map(Person::email).toArray(String[]::new))
                .param("languages", people.stream().map(Person::language).toArray(String[]::new))
                .update();
        record Pair(UUID contact, UUID what, String value) {}
        var tagged = people.stream()
                .flatMap(person ->
                        person.tags().stream().map(tag -> new Pair(person.id().value(), tag, "")))
                .toList();
        var filled = people.stream()
                .flatMap(person -> person.fields().entrySet().stream()
                        .map(field -> new Pair(person.id().value(), field.getKey(), field.getValue())))
                .toList();
        jdbc.sql("""
                insert into contact_tagging (company_id, contact_id, tag_id, at, member_id)
                select :company, contact, tag, :now, :by from unnest(:contacts::uuid[], :tags::uuid[]) as one (contact, tag)
                """)
                .param("company", company)
                .param("now", now)
                .param("by", found.memberId() == null ? null : found.memberId().value())
                .param("contacts", texts(tagged.stream().map(Pair::contact).toList()))
                .param("tags", texts(tagged.stream().map(Pair::what).toList()))
                .update();
        jdbc.sql("""
                insert into contact_field_value (company_id, contact_id, field_id, value)
                select :company, contact, field, value
                  from unnest(:contacts::uuid[], :fields::uuid[], :values::text[]) as one (contact, field, value)
                """)
                .param("company", company)
                .param("contacts", texts(filled.stream().map(Pair::contact).toList()))
                .param("fields", texts(filled.stream().map(Pair::what).toList()))
                .param("values", texts(filled.stream().map(Pair::value).toList()))
                .update();
    }

    private void takeBack(Work work) {
        UUID after = null;
        while (true) {
            var last = after;
            var some = transactions.in(work.company(), () -> untouched(work, last));
            if (some.isEmpty()) break;
            try {
                remove(work, some);
            } catch (DataIntegrityViolationException used) {
                some.forEach(one -> removeOrKeep(work, one));
            }
            after = some.getLast();
        }
        transactions.run(work.company(), () -> {
            if (lock(work).status() != Status.UNDOING) return;
            status(work, Status.UNDONE);
            jdbc.sql("""
                    update contact_import
                       set kept = (select count(*) from contact where company_id = :company and import_id = :id)
                     where company_id = :company and id = :id
                    """)
                    .param("company", work.company().value())
                    .param("id", work.id())
                    .update();
        });
    }

    private void removeOrKeep(Work work, UUID contact) {
        try {
            remove(work, List.of(contact));
        } catch (DataIntegrityViolationException used) {
            // Something was made for it since: it stays, and is counted at the end.
        }
    }

    /// Imported tags are as old as the contact; later ones somebody gave.
    private List<UUID> untouched(Work work, @Nullable UUID after) {
        return jdbc.sql("""
                select contact.id from contact
                 where company_id = :company and import_id = :import and merged_into is null and changed_at is null
                   and (cast(:after as uuid) is null or contact.id > cast(:after as uuid))
                   and not exists (select from contact_identity identity
                                    where identity.company_id = :company and identity.contact_id = contact.id)
                   and not exists (select from contact_merge one
                                    where one.company_id = :company and contact.id in (one.contact_id, one.merged_id))
                   and not exists (select from contact_note note
                                    where note.company_id = :company and note.contact_id = contact.id)
                   and not exists (select from contact_tagging given
                                    where given.company_id = :company and given.contact_id = contact.id
                                      and given.at > contact.first_seen_at)
                 order by contact.id
                 limit :limit
                """)
                .param("company", work.company().value())
                .param("import", work.id())
                .param("after", after)
                .param("limit", AT_ONCE)
                .query((row, number) -> row.getObject("id", UUID.class))
                .list();
    }

    /// One commit.
    private void remove(Work work, Collection<UUID> contacts) {
        transactions.run(work.company(), () -> {
            if (lock(work).status() != Status.UNDOING) return;
            for (var what : List.of(
                    "contact_tagging where company_id = :company and contact_id",
                    "contact_field_value where company_id = :company and contact_id",
                    "contact where company_id = :company and id")) {
                jdbc.sql("delete from %s = any (:contacts::uuid[])".formatted(what))
                        .param("company", work.company().value())
                        .param("contacts", texts(contacts))
                        .update();
            }
        });
    }

    private ContactImport read(ResultSet row, int number) throws SQLException {
        return new ContactImport(
                row.getObject("id", UUID.class),
                row.getString("file_name"),
                Status.from(row.getString("status")),
                row.getInt("rows"),
                row.getInt("done"),
                row.getInt("created"),
                row.getInt("known"),
                row.getInt("wrong"),
                row.getInt("kept"),
                json.readValue(row.getString("errors"), ERRORS),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                new MemberId(row.getObject("member_id", UUID.class)),
                moment(row, "finished_at"),
                moment(row, "undone_at"));
    }

    private static @Nullable Instant moment(ResultSet row, String column) throws SQLException {
        var at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
