package app.sembang.privacy;

import app.sembang.audit.AuditLog;
import app.sembang.contacts.Contacts;
import app.sembang.database.CompanyTransactions;
import app.sembang.database.ContactTrail;
import app.sembang.database.OwnedRows;
import app.sembang.database.PersonalData;
import app.sembang.jobs.Jobs;
import app.sembang.media.MediaFiles;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.ContactIdentityId;
import app.sembang.shared.MemberId;
import app.sembang.shared.Refusal;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.swagger.v3.oas.annotations.media.Schema;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Erases a contact: what is said of the person is first made nobody's in one commit, then removed place by place, and
/// counted before and after. A run that was cut short is finished by the next one; one after that finds nothing to do.
@Component
class Erasures {
    private static final TaskDescriptor<Job> JOB = TaskDescriptor.of("erase-contact", Job.class);
    private static final TypeReference<List<Count>> COUNTS = new TypeReference<>() {};
    private static final String CONTACT = "contact";
    private static final String IDENTITY = "contact_identity";
    private static final String FILES = "media";
    /// The night does its own erasures, one after the other; the job finishes what it did not get to.
    private static final Duration A_NIGHTS_WORK = Duration.ofHours(1);

    private final CompanyTransactions transactions;
    private final OwnedRows owned;
    private final List<PersonalData> places;
    private final Contacts contacts;
    private final MediaFiles files;
    private final Jobs jobs;
    private final AuditLog audit;
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Clock clock;

    Erasures(
            CompanyTransactions transactions,
            OwnedRows owned,
            List<PersonalData> places,
            Contacts contacts,
            MediaFiles files,
            Jobs jobs,
            AuditLog audit,
            JdbcClient jdbc,
            JsonMapper json,
            Clock clock) {
        this.transactions = transactions;
        this.owned = owned;
        this.places = List.copyOf(places);
        this.contacts = contacts;
        this.files = files;
        this.jobs = jobs;
        this.audit = audit;
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    record Job(CompanyId company, ContactId contact) {}

    /// @param before how many rows there were that spoke of the contact
    /// @param after how many there are now
    /// @param kept how many of those had to stay and hold nothing of the contact
    @Schema(name = "ErasureCount")
    record Count(String place, long before, long after, long kept) {}

    /// @param finishedAt null while it runs
    /// @param counts what there was and what is left, by table; empty until the work begins
    @Schema(name = "ContactErasure")
    record Erasure(
            ContactId contactId,
            Ground ground,
            @Nullable MemberId requestedBy,
            Instant requestedAt,
            @Nullable Instant finishedAt,
            List<Count> counts) {}

    Erasure find(CompanyId company, ContactId contact) {
        return transactions
                .in(company, () -> read(company, contact))
                .orElseThrow(() -> Refusal.notFound("erasure of contact", contact));
    }

    /// Once more for the same contact starts nothing new, and goes on with what was not finished.
    ///
    /// @param by null where the company's retention rule asks
    Erasure request(CompanyId company, ContactId contact, Ground ground, @Nullable MemberId by) {
        return transactions.in(company, () -> {
            var known = read(company, contact);
            if (known.isEmpty()) {
                if (!contacts.exists(company, contact)) {
                    throw Refusal.notFound("contact", contact);
                }
                jdbc.sql("""
                        insert into contact_erasure (company_id, contact_id, ground, requested_by, requested_at)
                        values (:company, :contact, :ground, :by, :now)
                        on conflict do nothing
                        """)
                        .param("company", company.value())
                        .param("contact", contact.value())
                        .param("ground", ground.value())
                        .param("by", by == null ? null : by.value(), Types.OTHER)
                        .param("now", now())
                        .update();
            }
            var erasure = read(company, contact).orElseThrow();
            if (erasure.finishedAt() == null) {
                jobs.schedule(
                        JOB.instance(contact.toString())
                                .data(new Job(company, contact))
                                .build(),
                        clock.instant().plus(ground == Ground.RETENTION ? A_NIGHTS_WORK : Duration.ZERO));
            }
            if (known.isEmpty()) {
                audit.record(
                        company, by, "contact_erasure_requested", contact, Map.of(), Map.of("ground", ground.value()));
            }
            return erasure;
        });
    }

    void run(CompanyId company, ContactId contact) {
        var erasure = transactions.in(company, () -> read(company, contact)).orElse(null);
        if (erasure == null || erasure.finishedAt() != null) {
            return;
        }
        var person = transactions.in(company, () -> contacts.person(company, contact));
        var ids = person.stream().map(ContactId::value).toList();
        var before = new LinkedHashMap<String, Long>();
        erasure.counts().forEach(count -> before.put(count.place(), count.before()));
        owned.count(company, CONTACT, ids).forEach((table, rows) -> before.merge(table, rows, Math::max));
        var trail = new ContactTrail(company, contact, owned.ids(company, CONTACT, ids));
        transactions.run(company, () -> {
            contacts.lock(
                    company,
                    trail.of(IDENTITY).stream().map(ContactIdentityId::new).toList());
            places.forEach(place -> add(before, place.detach(trail)));
            note(company, contact, before, Map.of(), Map.of(), null);
        });
        // Anew: what came between the two is there to be found now, and nothing can come any more.
        var left = new ContactTrail(company, contact, owned.ids(company, CONTACT, ids));
        places.forEach(place -> add(before, place.forget(left)));
        var theirs = new LinkedHashSet<UUID>();
        places.forEach(place -> theirs.addAll(place.files(left)));
        add(before, Map.of(FILES, files.remove(company, theirs)));

        var kept = new HashMap<String, String>();
        places.forEach(place -> kept.putAll(place.kept()));
        owned.erase(company, CONTACT, ids, kept);
        var after = owned.count(company, CONTACT, ids);
        var staying = new HashMap<>(owned.countKept(company, CONTACT, ids, kept));
        if (staying.values().stream().anyMatch(rows -> rows > 0)) {
            // What is kept hangs on them; they are without name and address.
            List.of(CONTACT, IDENTITY).forEach(table -> staying.put(table, after.getOrDefault(table, 0L)));
        }
        boolean clean = after.entrySet().stream()
                .allMatch(entry -> entry.getValue() <= staying.getOrDefault(entry.getKey(), 0L));
        if (!clean) {
            throw new IllegalStateException("Contact %s still has rows: %s".formatted(contact, after));
        }
        transactions.run(company, () -> {
            note(company, contact, before, after, staying, now());
            audit.record(company, null, "contact_erased", contact);
        });
    }

    private static void add(Map<String, Long> counts, Map<String, Long> more) {
        more.forEach((place, rows) -> counts.merge(place, rows, Long::sum));
    }

    private void note(
            CompanyId company,
            ContactId contact,
            Map<String, Long> before,
            Map<String, Long> after,
            Map<String, Long> kept,
            @Nullable OffsetDateTime finishedAt) {
        var counts = before.entrySet().stream()
                .map(entry -> new Count(
                        entry.getKey(),
                        entry.getValue(),
                        finishedAt == null ? entry.getValue() : after.getOrDefault(entry.getKey(), 0L),
                        kept.getOrDefault(entry.getKey(), 0L)))
                .sorted(Comparator.comparing(Count::place))
                .toList();
        jdbc.sql("""
                update contact_erasure set counts = cast(:counts as jsonb), finished_at = :finished
                 where company_id = :company and contact_id = :contact
                """)
                .param("company", company.value())
                .param("contact", contact.value())
                .param("counts", json.writeValueAsString(counts))
                .param("finished", finishedAt, Types.TIMESTAMP_WITH_TIMEZONE)
                .update();
    }

    private Optional<Erasure> read(CompanyId company, ContactId contact) {
        return jdbc.sql("""
                select ground, requested_by, requested_at, finished_at, counts from contact_erasure
                 where company_id = :company and contact_id = :contact
                """)
                .param("company", company.value())
                .param("contact", contact.value())
                .query((row, number) -> {
                    var by = row.getObject("requested_by", UUID.class);
                    var finished = row.getObject("finished_at", OffsetDateTime.class);
                    return new Erasure(
                            contact,
                            Ground.from(row.getString("ground")),
                            by == null ? null : new MemberId(by),
                            row.getObject("requested_at", OffsetDateTime.class).toInstant(),
                            finished == null ? null : finished.toInstant(),
                            json.readValue(row.getString("counts"), COUNTS));
                })
                .optional();
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    @Configuration(proxyBeanMethods = false)
    static class Work {
        @Bean
        OneTimeTask<Job> eraseContact(ObjectProvider<Erasures> erasures) {
            return Tasks.oneTime(JOB).execute((instance, context) -> {
                var job = instance.getData();
                erasures.getObject().run(job.company(), job.contact());
            });
        }
    }
}
