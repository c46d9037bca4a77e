package app.sembang.contacts;

import static app.sembang.contacts.ContactStore.texts;

import app.sembang.audit.AuditLog;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.Member;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.MemberId;
import app.sembang.shared.Refusal;
import java.sql.Types;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What people write down about a contact.
@Component
class ContactProfiles {
    private final CompanyTransactions transactions;
    private final ContactList list;
    private final ContactFields fields;
    private final ContactTags tags;
    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final InstantSource clock;

    ContactProfiles(
            CompanyTransactions transactions,
            ContactList list,
            ContactFields fields,
            ContactTags tags,
            JdbcClient jdbc,
            AuditLog audit,
            InstantSource clock) {
        this.transactions = transactions;
        this.list = list;
        this.fields = fields;
        this.tags = tags;
        this.jdbc = jdbc;
        this.audit = audit;
        this.clock = clock;
    }

    ContactRow change(Member me, ContactId id, ContactChange change) {
        return transactions.as(me.access(), () -> {
            var company = me.company();
            lock(company, id);
            var before = list.find(company, id);
            if (change.name() != null
                    || change.phone() != null
                    || change.email() != null
                    || change.language() != null) {
                jdbc.sql("""
                        update contact set name = :name, phone = :phone, email = :email, language = :language
                         where company_id = :company and id = :id
                        """)
                        .param("company", company.value())
                        .param("id", id.value())
                        .param("name", removable(change.name(), before.name()))
                        .param("phone", removable(change.phone(), before.phone()))
                        .param("email", removable(change.email(), before.email()))
                        .param(
                                "language",
                                change.language() == null
                                        ? before.language() == null
                                                ? null
                                                : before.language().tag()
                                        : change.language().tag())
                        .update();
            }
            if (change.tags() != null) {
                tag(company, id, change.tags(), me.id());
            }
            if (change.fields() != null) {
                fields.values().fill(company, id.value(), fields.checked(company, change.fields()));
            }
            var after = list.find(company, id);
            if (!after.equals(before)) {
                jdbc.sql("update contact set changed_at = :now where company_id = :company and id = :id")
                        .param("company", company.value())
                        .param("id", id.value())
                        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                        .update();
                audit.record(
                        company, me.id(), "contact_changed", id, Map.of(), Map.of("changed", names(before, after)));
            }
            return after;
        });
    }

    private void lock(CompanyId company, ContactId id) {
        var found = jdbc.sql("select id from contact where company_id = :company and id = :id for no key update")
                .param("company", company.value())
                .param("id", id.value())
                .query(UUID.class)
                .optional();
        if (found.isEmpty()) throw Refusal.notFound("contact", id);
    }

    private static @Nullable String removable(@Nullable String wanted, @Nullable String before) {
        if (wanted == null) return before;
        var clean = Words.clean(wanted);
        return clean.isEmpty() ? null : clean;
    }

    private static List<String> names(ContactRow before, ContactRow after) {
        var changed = new TreeMap<String, Boolean>();
        changed.put("name", !Objects.equals(before.name(), after.name()));
        changed.put("phone", !Objects.equals(before.phone(), after.phone()));
        changed.put("email", !Objects.equals(before.email(), after.email()));
        changed.put("language", before.language() != after.language());
        changed.put("tags", !before.tags().equals(after.tags()));
        changed.put("fields", !before.fields().equals(after.fields()));
        return changed.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .toList();
    }

    /// The contact has these tags and no others.
    void tag(CompanyId company, ContactId contact, Collection<UUID> wanted, @Nullable MemberId by) {
        var known = tags.all(company).stream().map(ContactTag::id).collect(Collectors.toSet());
        for (var tag : wanted) {
            if (!known.contains(tag)) throw Refusal.invalid("tags", "is no tag of this company");
        }
        jdbc.sql("""
                delete from contact_tagging
                 where company_id = :company and contact_id = :contact and tag_id <> all (:tags::uuid[])
                """)
                .param("company", company.value())
                .param("contact", contact.value())
                .param("tags", texts(wanted))
                .update();
        jdbc.sql("""
                insert into contact_tagging (company_id, contact_id, tag_id, at, member_id)
                select :company, :contact, tag, :now, :by from unnest(:tags::uuid[]) as tag
                on conflict do nothing
                """)
                .param("company", company.value())
                .param("contact", contact.value())
                .param("tags", texts(wanted))
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("by", by == null ? null : by.value(), Types.OTHER)
                .update();
    }
}
