package app.sembang.contacts;

import static app.sembang.contacts.ContactStore.texts;

import app.sembang.audit.AuditLog;
import app.sembang.companies.Companies;
import app.sembang.database.CompanyTransactions;
import app.sembang.fields.OwnField;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.Csv;
import app.sembang.shared.Ids;
import app.sembang.shared.Language;
import app.sembang.shared.MemberId;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Contacts from a file. Each row makes a contact, unless one with its number or address is there already: what people
/// know of somebody is never overwritten by a file, so an import can be taken back whole.
@RestController
@RequestMapping("/api/v1/contact-imports")
@Tag(name = "Contacts")
@AllowedTo(Role.COMPANY_ADMIN)
class ContactImports {
    private static final int MOST_ROWS = 50_000;
    private static final int MOST_ERRORS = 100;
    private static final int AT_ONCE = 1000;
    private static final String FIELD = "field:";

    private final CompanyTransactions transactions;
    private final ContactFields fields;
    private final ContactTags tags;
    private final Companies companies;
    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final InstantSource clock;

    ContactImports(
            CompanyTransactions transactions,
            ContactFields fields,
            ContactTags tags,
            Companies companies,
            JdbcClient jdbc,
            AuditLog audit,
            InstantSource clock) {
        this.transactions = transactions;
        this.fields = fields;
        this.tags = tags;
        this.companies = companies;
        this.jdbc = jdbc;
        this.audit = audit;
        this.clock = clock;
    }

    /// What is wrong with one row, which is left out.
    ///
    /// @param row as a spreadsheet numbers it: the heading is 1
    record ContactImportError(int row, String column, String message) {}

    record ContactImportColumns(List<String> columns) {}

    /// @param id null where it was only tried
    /// @param known rows of people who are there already
    /// @param errors the first hundred
    record ContactImportResult(
            @Nullable UUID id, int rows, int created, int known, int wrong, List<ContactImportError> errors) {}

    record ContactImport(
            UUID id,
            int rows,
            int created,
            Instant at,
            MemberId memberId,
            @Nullable Instant undoneAt) {}

    /// A row that can be taken in.
    private record Person(
            ContactId id,
            @Nullable String name,
            @Nullable String phone,
            @Nullable String email,
            @Nullable String language,
            List<UUID> tags,
            Map<UUID, String> fields) {}

    private enum Target {
        NAME,
        PHONE,
        EMAIL,
        LANGUAGE,
        TAGS
    }

    @GetMapping
    @Operation(summary = "List imports, newest first")
    Page<ContactImport> list(Member me) {
        return transactions.as(
                me.access(),
                () -> new Page<>(
                        jdbc.sql("select * from contact_import where company_id = :company order by id desc limit 100")
                                .param("company", me.company().value())
                                .query((row, number) -> new ContactImport(
                                        row.getObject("id", UUID.class),
                                        row.getInt("rows"),
                                        row.getInt("created"),
                                        row.getObject("at", OffsetDateTime.class)
                                                .toInstant(),
                                        new MemberId(row.getObject("member_id", UUID.class)),
                                        row.getObject("undone_at") == null
                                                ? null
                                                : row.getObject("undone_at", OffsetDateTime.class)
                                                        .toInstant()))
                                .list(),
                        null));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            summary = "Take in contacts from a file, or only say what would happen",
            description = "Text (CSV) or the first sheet of a workbook (XLSX). The first row names the columns; at most"
                    + " 50,000 rows.")
    ContactImportResult take(
            Member me,
            @Parameter(description = "A column's name, =, and name, phone, email, language, tags or field:<id>")
                    @RequestParam(name = "map")
                    @Size(max = 100)
                    List<String> mapping,
            @RequestParam(defaultValue = "false") boolean dryRun,
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content = {
                                @Content(mediaType = "text/csv", schema = @Schema(type = "string")),
                                @Content(
                                        mediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                                        schema = @Schema(type = "string", format = "binary"))
                            })
                    @RequestBody
                    byte[] file) {
        var table = new ArrayList<Csv.Row>();
        Csv.read(Csv.decode(file)).forEachRemaining(table::add);
        if (table.size() < 2) throw Refusal.invalid("file", "has no rows");
        if (table.size() - 1 > MOST_ROWS) throw Refusal.invalid("file", "has more than 50,000 rows");
        var columns = mapped(table.getFirst().cells(), mapping);
        return transactions.as(me.access(), () -> take(me, columns, table, dryRun));
    }

    @PostMapping("/columns")
    @Operation(summary = "Read which columns a file has, to say where each goes")
    ContactImportColumns columns(
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content = {
                                @Content(mediaType = "text/csv", schema = @Schema(type = "string")),
                                @Content(
                                        mediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                                        schema = @Schema(type = "string", format = "binary"))
                            })
                    @RequestBody
                    byte[] file) {
        var rows = Csv.read(Csv.decode(file));
        if (!rows.hasNext()) throw Refusal.invalid("file", "has no rows");
        return new ContactImportColumns(rows.next().cells().stream()
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList());
    }

    private ContactImportResult take(Member me, Map<Integer, String> columns, List<Csv.Row> table, boolean dryRun) {
        var company = me.company();
        var reader = new Reader(company, columns, table.getFirst().cells());
        var people = new ArrayList<Person>();
        for (var row : table.subList(1, table.size())) {
            reader.read((int) row.line(), row.cells()).ifPresent(people::add);
        }
        var fresh = strangers(company, people);
        var id = dryRun ? null : Ids.next();
        if (id != null) {
            jdbc.sql("""
                    insert into contact_import (company_id, id, rows, created, at, member_id)
                    values (:company, :id, :rows, :created, :now, :by)
                    """)
                    .param("company", company.value())
                    .param("id", id)
                    .param("rows", table.size() - 1)
                    .param("created", fresh.size())
                    .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                    .param("by", me.id().value())
                    .update();
            for (int from = 0; from < fresh.size(); from += AT_ONCE) {
                insert(me, id, fresh.subList(from, Math.min(fresh.size(), from + AT_ONCE)));
            }
            audit.record(company, me.id(), "contacts_imported", id, Map.of(), Map.of("created", fresh.size()));
        }
        return new ContactImportResult(
                id,
                table.size() - 1,
                fresh.size(),
                people.size() - fresh.size(),
                reader.wrong,
                List.copyOf(reader.errors));
    }

    /// Which column goes where.
    private static Map<Integer, String> mapped(List<String> heading, List<String> mapping) {
        var columns = new LinkedHashMap<Integer, String>();
        for (var one : mapping) {
            int equals = one.lastIndexOf('=');
            int column = equals < 0 ? -1 : heading.indexOf(Words.clean(one.substring(0, equals)));
            if (column < 0) throw Refusal.invalid("map", "names no column of the file");
            columns.put(column, one.substring(equals + 1));
        }
        return columns;
    }

    /// Reads rows one by one and remembers what is wrong with them.
    private final class Reader {
        private final Map<Integer, String> columns;
        private final List<String> heading;
        private final Map<UUID, OwnField> known;
        private final Map<String, UUID> tagsByName;
        private final String currency;
        private final List<ContactImportError> errors = new ArrayList<>();
        private int wrong;

        Reader(CompanyId company, Map<Integer, String> columns, List<String> heading) {
            this.columns = columns;
            this.heading = heading;
            this.currency = companies.find(company).orElseThrow().currency();
            this.known = fields.all(company).stream().collect(Collectors.toMap(OwnField::id, Function.identity()));
            this.tagsByName = tags.all(company).stream()
                    .collect(Collectors.toMap(tag -> Words.folded(tag.name()), ContactTag::id));
            columns.values().forEach(this::target);
        }

        private @Nullable Target target(String wanted) {
            if (wanted.startsWith(FIELD)) {
                field(wanted);
                return null;
            }
            try {
                return Target.valueOf(wanted.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException unknown) {
                throw Refusal.invalid("map", "names nothing a column can go to");
            }
        }

        private OwnField field(String wanted) {
            try {
                var field = known.get(UUID.fromString(wanted.substring(FIELD.length())));
                if (field != null) return field;
            } catch (IllegalArgumentException noId) {
                // Said below.
            }
            throw Refusal.invalid("map", "names nothing a column can go to");
        }

        Optional<Person> read(int number, List<String> cells) {
            var said = new HashMap<Target, String>();
            var theirs = new ArrayList<UUID>();
            var values = new LinkedHashMap<UUID, String>();
            boolean fine = true;
            for (var column : columns.entrySet()) {
                var cell = column.getKey() < cells.size() ? cells.get(column.getKey()) : "";
                if (cell.isEmpty()) continue;
                try {
                    var target = target(column.getValue());
                    if (target == null) {
                        var field = field(column.getValue());
                        values.put(field.id(), field.kind().checked("value", cell, field.choices(), currency));
                    } else if (target == Target.TAGS) {
                        theirs.addAll(tagsOf(cell));
                    } else {
                        said.put(target, checked(target, cell));
                    }
                } catch (Refusal refused) {
                    fine = false;
                    note(number, heading.get(column.getKey()), refused);
                }
            }
            if (fine && said.isEmpty()) {
                fine = false;
                note(number, heading.getFirst(), Refusal.invalid("row", "has neither name, number nor address"));
            }
            if (!fine) {
                wrong++;
                return Optional.empty();
            }
            return Optional.of(new Person(
                    ContactId.next(),
                    said.get(Target.NAME),
                    said.get(Target.PHONE),
                    said.get(Target.EMAIL),
                    said.get(Target.LANGUAGE),
                    theirs.stream().distinct().toList(),
                    values));
        }

        private void note(int number, String column, Refusal refused) {
            if (errors.size() >= MOST_ERRORS) return;
            var said = refused.facts().get("errors") instanceof List<?> list
                            && list.getFirst() instanceof Refusal.FieldError(var field, var message)
                    ? message
                    : refused.getMessage();
            errors.add(new ContactImportError(number, column, String.valueOf(said)));
        }

        private List<UUID> tagsOf(String cell) {
            return Arrays.stream(cell.split("[,;|]"))
                    .filter(name -> !name.isBlank())
                    .map(name -> {
                        var tag = tagsByName.get(Words.folded(name));
                        if (tag == null) throw Refusal.invalid("tags", "is no tag of this company");
                        return tag;
                    })
                    .toList();
        }

        private String checked(Target target, String cell) {
            return switch (target) {
                case PHONE -> {
                    if (!cell.matches("\\+?[0-9 ()-]{5,30}")) throw Refusal.invalid("phone", "is not a phone number");
                    yield cell;
                }
                case EMAIL -> {
                    if (cell.length() > 254 || !cell.matches("[^@\\s]+@[^@\\s]+")) {
                        throw Refusal.invalid("email", "is not an e-mail address");
                    }
                    yield cell;
                }
                case LANGUAGE -> {
                    try {
                        yield Language.from(cell.toLowerCase(Locale.ROOT)).tag();
                    } catch (IllegalArgumentException unknown) {
                        throw Refusal.invalid("language", "is none of en, ms, zh, ta");
                    }
                }
                case NAME -> {
                    if (cell.length() > 200) throw Refusal.invalid("name", "Use 1 to %d characters.".formatted(200));
                    yield cell;
                }
                case TAGS -> throw new IllegalStateException("Tags are read by themselves");
            };
        }
    }

    /// Those whose number and address nobody has, neither here nor earlier in the file.
    private List<Person> strangers(CompanyId company, List<Person> people) {
        var taken = new HashSet<String>();
        jdbc.sql("""
                select right(regexp_replace(phone, '\\D', '', 'g'), 9) as key from contact
                 where company_id = :company and phone is not null
                union all
                select lower(email) from contact where company_id = :company and email is not null
                """).param("company", company.value()).query(row -> {
            taken.add(row.getString("key"));
        });
        return people.stream()
                .filter(person -> {
                    var keys = keys(person);
                    boolean stranger = keys.stream().noneMatch(taken::contains);
                    taken.addAll(keys);
                    return stranger;
                })
                .toList();
    }

    private static List<String> keys(Person person) {
        var keys = new ArrayList<String>();
        if (person.phone() != null) {
            var digits = person.phone().replaceAll("\\D", "");
            keys.add(digits.substring(Math.max(0, digits.length() - 9)));
        }
        if (person.email() != null) keys.add(person.email().toLowerCase(Locale.ROOT));
        return keys;
    }

    private void insert(Member me, UUID id, List<Person> people) {
        var now = clock.instant().atOffset(ZoneOffset.UTC);
        jdbc.sql("""
                insert into contact (company_id, id, name, phone, email, language, first_seen_at, last_seen_at, import_id)
                select :company, person.id, person.name, person.phone, person.email, person.language, :now, :now, :import
                  from unnest(:ids::uuid[], :names::text[], :phones::text[], :emails::text[], :languages::text[])
                       as person (id, name, phone, email, language)
                """)
                .param("company", me.company().value())
                .param("import", id)
                .param("now", now)
                .param("ids", texts(people.stream().map(Person::id).toList()))
                .param("names", people.stream().map(Person::name).toArray(String[]::new))
                .param("phones", people.stream().map(Person::phone).toArray(String[]::new))
                .param("emails", people.stream().map(Person::email).toArray(String[]::new))
                .param("languages", people.stream().map(Person::language).toArray(String[]::new))
                .update();
        record Pair(ContactId contact, UUID what, String value) {}
        var tagged = people.stream()
                .flatMap(person -> person.tags().stream().map(tag -> new Pair(person.id(), tag, "")))
                .toList();
        var filled = people.stream()
                .flatMap(person -> person.fields().entrySet().stream()
                        .map(field -> new Pair(person.id(), field.getKey(), field.getValue())))
                .toList();
        jdbc.sql("""
                insert into contact_tagging (company_id, contact_id, tag_id, at, member_id)
                select :company, contact, tag, :now, :by from unnest(:contacts::uuid[], :tags::uuid[]) as one (contact, tag)
                """)
                .param("company", me.company().value())
                .param("now", now)
                .param("by", me.id().value())
                .param("contacts", texts(tagged.stream().map(Pair::contact).toList()))
                .param("tags", texts(tagged.stream().map(Pair::what).toList()))
                .update();
        jdbc.sql("""
                insert into contact_field_value (company_id, contact_id, field_id, value)
                select :company, contact, field, value
                  from unnest(:contacts::uuid[], :fields::uuid[], :values::text[]) as one (contact, field, value)
                """)
                .param("company", me.company().value())
                .param("contacts", texts(filled.stream().map(Pair::contact).toList()))
                .param("fields", texts(filled.stream().map(Pair::what).toList()))
                .param("values", texts(filled.stream().map(Pair::value).toList()))
                .update();
    }

    @DeleteMapping("/{id}")
    @Operation(
            summary = "Take an import back",
            description = "Removes the contacts it made, except those who have written since or were joined to others.")
    ContactImportResult undo(Member me, @PathVariable UUID id) {
        try {
            return transactions.as(me.access(), () -> undoOnce(me, id));
        } catch (DataIntegrityViolationException used) {
            throw new Refusal(
                    Refusal.Kind.CONFLICT, "import-in-use", "Something was made for contacts of this import since.");
        }
    }

    private ContactImportResult undoOnce(Member me, UUID id) {
        record Found(int rows, boolean undone) {}
        var found = jdbc.sql(
                        "select rows, undone_at from contact_import where company_id = :company and id = :id for update")
                .param("company", me.company().value())
                .param("id", id)
                .query((row, number) -> new Found(row.getInt("rows"), row.getObject("undone_at") != null))
                .optional()
                .orElseThrow(() -> Refusal.notFound("import", id));
        var gone = found.undone() ? List.<UUID>of() : untouched(me.company(), id);
        remove(me.company(), gone);
        if (!found.undone()) {
            jdbc.sql("update contact_import set undone_at = :now where company_id = :company and id = :id")
                    .param("company", me.company().value())
                    .param("id", id)
                    .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                    .update();
            audit.record(me.company(), me.id(), "contact_import_undone", id, Map.of("removed", gone.size()), Map.of());
        }
        return new ContactImportResult(id, found.rows(), -gone.size(), 0, 0, List.of());
    }

    private List<UUID> untouched(CompanyId company, UUID id) {
        return jdbc.sql("""
                select contact.id from contact
                 where company_id = :company and import_id = :import and merged_into is null
                   and not exists (select from contact_identity identity
                                    where identity.company_id = :company and identity.contact_id = contact.id)
                   and not exists (select from contact_merge one
                                    where one.company_id = :company and contact.id in (one.contact_id, one.merged_id))
                """)
                .param("company", company.value())
                .param("import", id)
                .query((row, number) -> row.getObject("id", UUID.class))
                .list();
    }

    private void remove(CompanyId company, Collection<UUID> contacts) {
        for (var what : List.of(
                "contact_tagging where company_id = :company and contact_id",
                "contact_field_value where company_id = :company and contact_id",
                "contact_note where company_id = :company and contact_id",
                "contact where company_id = :company and id")) {
            jdbc.sql("delete from %s = any (:contacts::uuid[])".formatted(what))
                    .param("company", company.value())
                    .param("contacts", texts(contacts))
                    .update();
        }
    }
}
