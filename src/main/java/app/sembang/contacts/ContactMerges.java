package app.sembang.contacts;

import static app.sembang.contacts.ContactStore.texts;

import app.sembang.audit.AuditLog;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.Member;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.ContactIdentityId;
import app.sembang.shared.Ids;
import app.sembang.shared.Language;
import app.sembang.shared.MemberId;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.media.Schema;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Contacts that people find to be one person are joined, and can be parted again: what came since then stays with
/// whom it came to.
///
/// A joining is taken back newest first. One that lies deeper is reached by taking back the newer ones and making them
/// anew, in the same transaction, so that what each took over is exactly known.
@Component
class ContactMerges {
    private final CompanyTransactions transactions;
    private final ContactList list;
    private final ContactStore store;
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final AuditLog audit;
    private final ApplicationEventPublisher events;
    private final InstantSource clock;

    ContactMerges(
            CompanyTransactions transactions,
            ContactList list,
            ContactStore store,
            JdbcClient jdbc,
            JsonMapper json,
            AuditLog audit,
            ApplicationEventPublisher events,
            InstantSource clock) {
        this.transactions = transactions;
        this.list = list;
        this.store = store;
        this.jdbc = jdbc;
        this.json = json;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
    }

    /// What a contact had before another was joined to it, and what it took over.
    record Taken(
            boolean name,
            boolean phone,
            boolean email,
            boolean language,
            List<UUID> tags,
            Map<UUID, String> fields,
            Bounds before,
            Bounds after,
            int messagesOfMerged,
            Instant countedAt) {}

    record Bounds(int messages, Instant firstSeenAt, Instant lastSeenAt) {}

    private record Merge(UUID id, ContactId contact, ContactId merged, Taken taken, Instant at) {}

    private static Refusal itself(ContactId contact) {
        return new Refusal(
                Refusal.Kind.CONFLICT, "same-contact", "Contact %s cannot be told from itself.".formatted(contact));
    }

    /// @return the contact both are from now on
    ContactRow merge(Member me, ContactId contact, ContactId merged) {
        return transactions.as(me.access(), () -> {
            list.find(me.company(), contact);
            if (contact.equals(merged)) throw itself(contact);
            if (!store.exists(me.company(), merged)) {
                throw Refusal.invalid("contactId", "is no contact the member sees");
            }
            transactions.widen();
            lock(me.company(), Set.of(contact, merged));
            if (store.isBlocked(me.company(), contact) != store.isBlocked(me.company(), merged)) {
                throw new Refusal(
                        Refusal.Kind.CONFLICT,
                        "contact-blocked",
                        "One of the two is blocked; unblock them before they are joined.");
            }
            join(me.company(), Ids.next(), contact, merged, me.id(), clock.instant());
            audit.record(
                    me.company(), me.id(), "contacts_merged", contact, Map.of(), Map.of("merged", merged.toString()));
            return list.find(me.company(), contact);
        });
    }

    /// Proof, not anybody's judgement, says that they are one person. Needs an open transaction of the company.
    void found(CompanyId company, ContactId contact, ContactId merged) {
        lock(company, Set.of(contact, merged));
        join(company, Ids.next(), contact, merged, null, clock.instant());
        audit.record(company, null, "contacts_merged", contact, Map.of(), Map.of("merged", merged.toString()));
    }

    /// Takes a joining back.
    ///
    /// @return the contact that is one of its own again
    ContactRow split(Member me, ContactId contact, UUID merge) {
        return transactions.as(me.access(), () -> {
            list.find(me.company(), contact);
            transactions.widen();
            lock(me.company(), Set.of(contact));
            var merges = active(me.company(), contact);
            var wanted = merges.stream().filter(one -> one.id().equals(merge)).findFirst();
            var split = wanted.orElseThrow(() -> Refusal.notFound("merge", merge));
            var newer = merges.subList(0, merges.indexOf(split));
            newer.forEach(one -> part(me.company(), one, me.id()));
            part(me.company(), split, me.id());
            newer.reversed().forEach(one -> join(me.company(), Ids.next(), contact, one.merged(), me.id(), one.at()));
            audit.record(
                    me.company(),
                    me.id(),
                    "contacts_split",
                    contact,
                    Map.of("merged", split.merged().toString()),
                    Map.of());
            return list.find(me.company(), split.merged());
        });
    }

    /// The threads first, in their one order, then the contacts: as whoever receives does.
    private void lock(CompanyId company, Set<ContactId> contacts) {
        store.lock(
                company,
                contacts.stream()
                        .flatMap(one -> identities(company, one).stream())
                        .toList());
        int found = jdbc.sql("""
                select count(*) from (
                    select id from contact
                     where company_id = :company and id = any (:ids::uuid[]) and merged_into is null
                     order by id
                       for update) locked
                """)
                .param("company", company.value())
                .param("ids", texts(contacts))
                .query(Integer.class)
                .single();
        if (found < contacts.size()) {
            throw Refusal.notFound("contact", contacts);
        }
    }

    private List<ContactIdentityId> identities(CompanyId company, ContactId contact) {
        return jdbc.sql(
                        "select id from contact_identity where company_id = :company and contact_id = :contact order by id")
                .param("company", company.value())
                .param("contact", contact.value())
                .query((row, number) -> new ContactIdentityId(row.getObject("id", UUID.class)))
                .list();
    }

    private void join(
            CompanyId company, UUID id, ContactId contact, ContactId merged, @Nullable MemberId by, Instant at) {
        var kept = list.find(company, contact);
        var other = list.find(company, merged);
        var tags = other.tags().stream()
                .map(ContactTag::id)
                .filter(tag -> kept.tags().stream().noneMatch(own -> own.id().equals(tag)))
                .toList();
        var fields = new HashMap<>(other.fields());
        fields.keySet().removeAll(kept.fields().keySet());
        var before = bounds(kept);
        var after = new Bounds(
                kept.messageCount() + other.messageCount(),
                kept.firstSeenAt().isBefore(other.firstSeenAt()) ? kept.firstSeenAt() : other.firstSeenAt(),
                kept.lastSeenAt().isAfter(other.lastSeenAt()) ? kept.lastSeenAt() : other.lastSeenAt());
        var taken = new Taken(
                kept.name() == null && other.name() != null,
                kept.phone() == null && other.phone() != null,
                kept.email() == null && other.email() != null,
                kept.language() == null && other.language() != null,
                tags,
                fields,
                before,
                after,
                other.messageCount(),
                clock.instant());
        jdbc.sql("""
                insert into contact_merge (company_id, id, contact_id, merged_id, taken, at, member_id)
                values (:company, :id, :contact, :merged, cast(:taken as jsonb), :at, :by)
                """)
                .param("company", company.value())
                .param("id", id)
                .param("contact", contact.value())
                .param("merged", merged.value())
                .param("taken", json.writeValueAsString(taken))
                .param("at", at.atOffset(ZoneOffset.UTC))
                .param("by", by == null ? null : by.value(), Types.OTHER)
                .update();
        profile(
                company,
                contact,
                Objects.requireNonNullElse(kept.name(), Objects.requireNonNullElse(other.name(), "")),
                Objects.requireNonNullElse(kept.phone(), Objects.requireNonNullElse(other.phone(), "")),
                Objects.requireNonNullElse(kept.email(), Objects.requireNonNullElse(other.email(), "")),
                kept.language() == null ? other.language() : kept.language(),
                after);
        give(company, merged, contact, tags, fields.keySet());
        jdbc.sql("update contact set merged_into = :contact where company_id = :company and id = :merged")
                .param("company", company.value())
                .param("contact", contact.value())
                .param("merged", merged.value())
                .update();
        move(company, merged, contact, owners(company, merged), null);
    }

    private void part(CompanyId company, Merge merge, MemberId by) {
        var kept = list.find(company, merge.contact());
        var taken = merge.taken();
        var now = bounds(kept);
        var other = profileOf(company, merge.merged());
        profile(
                company,
                merge.contact(),
                left(kept.name(), taken.name(), other.name()),
                left(kept.phone(), taken.phone(), other.phone()),
                left(kept.email(), taken.email(), other.email()),
                taken.language() && kept.language() == other.language() ? null : kept.language(),
                new Bounds(
                        now.messages() - taken.messagesOfMerged(),
                        taken.before().firstSeenAt(),
                        now.lastSeenAt().equals(taken.after().lastSeenAt())
                                ? taken.before().lastSeenAt()
                                : now.lastSeenAt()));
        takeBack(company, merge.contact(), taken);
        jdbc.sql("update contact set merged_into = null where company_id = :company and id = :merged")
                .param("company", company.value())
                .param("merged", merge.merged().value())
                .update();
        jdbc.sql("update contact_merge set undone_at = :now, undone_by = :by where company_id = :company and id = :id")
                .param("company", company.value())
                .param("id", merge.id())
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("by", by.value())
                .update();
        move(company, merge.contact(), merge.merged(), owners(company, merge.merged()), taken.countedAt());
        // A score that follows from messages of both is worked out anew.
        jdbc.sql("""
                delete from contact_score score using contact
                 where score.company_id = :company and score.contact_id = :contact
                   and contact.company_id = :company and contact.id = :contact
                   and score.contact_number > contact.message_count
                """)
                .param("company", company.value())
                .param("contact", merge.contact().value())
                .update();
    }

    /// What was taken over goes where it is still as it was taken.
    private static String left(@Nullable String now, boolean taken, @Nullable String from) {
        return now == null || (taken && now.equals(from)) ? "" : now;
    }

    private static Bounds bounds(ContactRow row) {
        return new Bounds(row.messageCount(), row.firstSeenAt(), row.lastSeenAt());
    }

    private record Profile(
            @Nullable String name,
            @Nullable String phone,
            @Nullable String email,
            @Nullable Language language) {}

    private Profile profileOf(CompanyId company, ContactId contact) {
        return jdbc.sql("select name, phone, email, language from contact where company_id = :company and id = :id")
                .param("company", company.value())
                .param("id", contact.value())
                .query((row, number) -> {
                    var language = row.getString("language");
                    return new Profile(
                            row.getString("name"),
                            row.getString("phone"),
                            row.getString("email"),
                            language == null ? null : Language.from(language));
                })
                .single();
    }

    /// An empty text is none.
    private void profile(
            CompanyId company,
            ContactId contact,
            String name,
            String phone,
            String email,
            @Nullable Language language,
            Bounds bounds) {
        jdbc.sql("""
                update contact
                   set name = nullif(:name, ''), phone = nullif(:phone, ''), email = nullif(:email, ''), language = :language,
                       message_count = :messages, first_seen_at = :first, last_seen_at = :last
                 where company_id = :company and id = :id
                """)
                .param("company", company.value())
                .param("id", contact.value())
                .param("name", name)
                .param("phone", phone)
                .param("email", email)
                .param("language", language == null ? null : language.tag())
                .param("messages", bounds.messages())
                .param("first", bounds.firstSeenAt().atOffset(ZoneOffset.UTC))
                .param("last", bounds.lastSeenAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    private void give(CompanyId company, ContactId from, ContactId to, List<UUID> tags, Set<UUID> fields) {
        jdbc.sql("""
                insert into contact_tagging (company_id, contact_id, tag_id, at, member_id)
                select company_id, :to, tag_id, at, member_id
                  from contact_tagging
                 where company_id = :company and contact_id = :from and tag_id = any (:tags::uuid[])
                """)
                .param("company", company.value())
                .param("from", from.value())
                .param("to", to.value())
                .param("tags", texts(tags))
                .update();
        jdbc.sql("""
                insert into contact_field_value (company_id, contact_id, field_id, value)
                select company_id, :to, field_id, value
                  from contact_field_value
                 where company_id = :company and contact_id = :from and field_id = any (:fields::uuid[])
                """)
                .param("company", company.value())
                .param("from", from.value())
                .param("to", to.value())
                .param("fields", texts(fields))
                .update();
    }

    private void takeBack(CompanyId company, ContactId contact, Taken taken) {
        jdbc.sql("""
                delete from contact_tagging
                 where company_id = :company and contact_id = :contact and tag_id = any (:tags::uuid[])
                """)
                .param("company", company.value())
                .param("contact", contact.value())
                .param("tags", texts(taken.tags()))
                .update();
        jdbc.sql("""
                delete from contact_field_value
                 where company_id = :company and contact_id = :contact
                   and (field_id, value) in (select field, value
                                               from unnest(:fields::uuid[], :values::text[]) as taken (field, value))
                """)
                .param("company", company.value())
                .param("contact", contact.value())
                .param("fields", texts(taken.fields().keySet()))
                .param("values", texts(taken.fields().values()))
                .update();
    }

    /// Channels and notes of these owners go over, and everybody who keeps something by contact is told.
    private void move(CompanyId company, ContactId from, ContactId to, Set<ContactId> owners, @Nullable Instant since) {
        var moved = jdbc.sql("""
                update contact_identity
                   set contact_id = :to, own_contact_id = nullif(coalesce(own_contact_id, :from), :to)
                 where company_id = :company and contact_id = :from and coalesce(own_contact_id, contact_id) = any (:owners::uuid[])
                returning id
                """)
                .param("company", company.value())
                .param("from", from.value())
                .param("to", to.value())
                .param("owners", texts(owners))
                .query((row, number) -> new ContactIdentityId(row.getObject("id", UUID.class)))
                .list();
        var told = new ContactsMoved(company, from, to, owners, moved, since);
        told.take(jdbc, "contact_note");
        events.publishEvent(told);
    }

    Set<ContactId> owners(CompanyId company, ContactId contact) {
        return store.person(company, contact);
    }

    /// Newest first.
    private List<Merge> active(CompanyId company, ContactId contact) {
        return jdbc.sql("""
                select id, contact_id, merged_id, taken, at from contact_merge
                 where company_id = :company and contact_id = :contact and undone_at is null
                 order by position desc
                """)
                .param("company", company.value())
                .param("contact", contact.value())
                .query(this::merge)
                .list();
    }

    private Merge merge(ResultSet row, int number) throws SQLException {
        return new Merge(
                row.getObject("id", UUID.class),
                new ContactId(row.getObject("contact_id", UUID.class)),
                new ContactId(row.getObject("merged_id", UUID.class)),
                json.readValue(row.getString("taken"), Taken.class),
                row.getObject("at", OffsetDateTime.class).toInstant());
    }

    /// Somebody joined to a contact.
    ///
    /// @param memberName who did it; null where that person is gone
    @Schema(name = "ContactMerge")
    record Joined(
            UUID id,
            ContactId contactId,
            @Nullable String name,
            @Nullable String phone,
            @Nullable String email,
            Instant at,
            @Nullable String memberName) {}

    List<Joined> joined(Member me, ContactId contact) {
        return transactions.as(me.access(), () -> {
            list.find(me.company(), contact);
            transactions.widen();
            return jdbc.sql("""
                    select one.id, one.merged_id, other.name, other.phone, other.email, one.at, member.name as member_name
                      from contact_merge one
                      join contact other on other.company_id = :company and other.id = one.merged_id
                      left join member on member.company_id = :company and member.id = one.member_id
                     where one.company_id = :company and one.contact_id = :contact and one.undone_at is null
                     order by one.position desc
                    """)
                    .param("company", me.company().value())
                    .param("contact", contact.value())
                    .query((row, number) -> new Joined(
                            row.getObject("id", UUID.class),
                            new ContactId(row.getObject("merged_id", UUID.class)),
                            row.getString("name"),
                            row.getString("phone"),
                            row.getString("email"),
                            row.getObject("at", OffsetDateTime.class).toInstant(),
                            row.getString("member_name")))
                    .list();
        });
    }

    @Schema(name = "DuplicateEvidence")
    enum Evidence {
        phone,
        email
    }

    /// Two contacts that may be one person, and by what.
    @Schema(name = "ContactSuspicion")
    record Suspicion(ContactRow contact, ContactRow other, Evidence evidence) {}

    /// Those that share a number or an address and that nobody has told apart, as far as the member sees both.
    ///
    /// @param of null: of whomever
    List<Suspicion> duplicates(Member me, @Nullable ContactId of, int most) {
        var apart = toldApart(me.company());
        return transactions.as(me.access(), () -> {
            if (of != null) list.find(me.company(), of);
            record Pair(ContactId one, ContactId other, Evidence evidence) {}
            var pairs = jdbc.sql("""
                    with known as (
                        select id, 'phone' as evidence, right(regexp_replace(phone, '\\D', '', 'g'), 9) as value
                          from contact
                         where company_id = :company and merged_into is null and length(regexp_replace(phone, '\\D', '', 'g')) >= 9
                        union all
                        select id, 'email', lower(email) from contact
                         where company_id = :company and merged_into is null and email like '%@%')
                    select distinct on (one.id, other.id) one.id as one, other.id as other, one.evidence
                      from known one
                      join known other on other.evidence = one.evidence and other.value = one.value and other.id > one.id
                     where (:of::uuid is null or :of::uuid in (one.id, other.id))
                       and not exists (select from unnest(:told::uuid[], :from::uuid[]) as apart (one, other)
                                        where apart.one = one.id and apart.other = other.id)
                     order by one.id, other.id, one.evidence desc
                     limit :most
                    """)
                    .param("company", me.company().value())
                    .param("of", of == null ? null : of.toString())
                    .param("told", texts(apart.stream().map(Apart::one).toList()))
                    .param("from", texts(apart.stream().map(Apart::other).toList()))
                    .param("most", most)
                    .query((row, number) -> new Pair(
                            new ContactId(row.getObject("one", UUID.class)),
                            new ContactId(row.getObject("other", UUID.class)),
                            Evidence.valueOf(row.getString("evidence"))))
                    .list();
            var suspicions = new ArrayList<Suspicion>();
            var rows = new HashMap<ContactId, ContactRow>();
            for (var pair : pairs) {
                var one = rows.computeIfAbsent(pair.one(), id -> list.find(me.company(), id));
                var other = rows.computeIfAbsent(pair.other(), id -> list.find(me.company(), id));
                suspicions.add(new Suspicion(one, other, pair.evidence()));
            }
            return List.copyOf(suspicions);
        });
    }

    /// The smaller id first.
    private record Apart(UUID one, UUID other) {}

    /// Who somebody told apart, as whom they are by now: with everyone who was joined to them.
    private List<Apart> toldApart(CompanyId company) {
        return transactions.in(
                company,
                () -> jdbc.sql("""
                        with recursive person (id, next, said) as (
                            select contact.id, contact.merged_into, contact.id
                              from contact
                             where contact.company_id = :company
                               and contact.id in (select contact_id from contact_distinct where company_id = :company
                                                   union
                                                  select other_id from contact_distinct where company_id = :company)
                            union all
                            select contact.id, contact.merged_into, person.said
                              from contact join person on contact.company_id = :company and contact.id = person.next)
                        select least(one.id, other.id) as one, greatest(one.id, other.id) as other
                          from contact_distinct apart
                          join person one on one.said = apart.contact_id and one.next is null
                          join person other on other.said = apart.other_id and other.next is null
                         where apart.company_id = :company
                        """)
                        .param("company", company.value())
                        .query((row, number) ->
                                new Apart(row.getObject("one", UUID.class), row.getObject("other", UUID.class)))
                        .list());
    }

    /// These two are not one person: nobody is asked again.
    void tellApart(Member me, ContactId one, ContactId other) {
        transactions.<Optional<Object>>as(me.access(), () -> {
            list.find(me.company(), one);
            list.find(me.company(), other);
            if (one.equals(other)) throw itself(one);
            jdbc.sql("""
                    insert into contact_distinct (company_id, contact_id, other_id, at, member_id)
                    values (:company, least(:one::uuid, :other::uuid), greatest(:one::uuid, :other::uuid), :now, :by)
                    on conflict do nothing
                    """)
                    .param("company", me.company().value())
                    .param("one", one.toString())
                    .param("other", other.toString())
                    .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                    .param("by", me.id().value())
                    .update();
            return Optional.empty();
        });
    }
}
