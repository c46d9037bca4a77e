package app.sembang.contacts;

import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.ContactIdentityId;
import app.sembang.shared.Language;
import app.sembang.shared.MemberId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class ContactStore {
    private final JdbcClient jdbc;

    ContactStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<Recognised> lockByExternalId(CompanyId company, Collection<Sighting> sightings) {
        return jdbc.sql("""
                select identity.id, identity.contact_id, identity.channel_account_id, identity.external_id, contact.name, contact.language,
                       identity.blocked
                  from unnest(:accounts::uuid[], :externalIds::text[]) as seen (account, external_id)
                  join contact_identity identity
                    on identity.company_id = :company
                   and identity.channel_account_id = seen.account
                   and identity.external_id = seen.external_id
                  join contact on contact.company_id = :company and contact.id = identity.contact_id
                 order by identity.id
                   for no key update of identity
                """)
                .param("company", company.value())
                .param(
                        "accounts",
                        texts(sightings.stream().map(Sighting::account).toList()))
                .param(
                        "externalIds",
                        texts(sightings.stream().map(Sighting::externalId).toList()))
                .query(ContactStore::recognised)
                .list();
    }

    /// Somebody known by one of these ids, whether it is the one the identity goes by or another.
    Optional<Recognised> lockByAlias(CompanyId company, Sighting sighting) {
        return jdbc.sql("""
                select identity.id, identity.contact_id, identity.channel_account_id, identity.external_id, contact.name, contact.language,
                       identity.blocked
                  from contact_identity identity
                  join contact on contact.company_id = :company and contact.id = identity.contact_id
                 where identity.company_id = :company
                   and identity.id in (
                       select id from contact_identity
                        where company_id = :company and channel_account_id = :account and external_id = any (:ids)
                       union all
                       select contact_identity_id from contact_identity_alias
                        where company_id = :company and channel_account_id = :account and alias = any (:ids))
                 order by identity.id
                 limit 1
                   for no key update of identity
                """)
                .param("company", company.value())
                .param("account", sighting.account().value())
                .param("ids", sighting.ids().toArray(String[]::new))
                .query(ContactStore::recognised)
                .optional();
    }

    record Alias(ContactIdentityId identity, ChannelAccountId account, String alias) {}

    /// Somebody else's alias stays theirs.
    void alias(CompanyId company, Collection<Alias> aliases) {
        if (aliases.isEmpty()) {
            return;
        }
        jdbc.sql("""
                insert into contact_identity_alias (company_id, channel_account_id, alias, contact_identity_id)
                select :company, account, alias, identity
                  from unnest(:accounts::uuid[], :aliases::text[], :identities::uuid[]) as known (account, alias, identity)
                 order by account, alias
                on conflict do nothing
                """)
                .param("company", company.value())
                .param("accounts", texts(aliases.stream().map(Alias::account).toList()))
                .param("aliases", texts(aliases.stream().map(Alias::alias).toList()))
                .param("identities", texts(aliases.stream().map(Alias::identity).toList()))
                .update();
    }

    /// The identity goes by this id from now on, so that the next message finds it at once. An id of nothing but digits
    /// is a phone number; it never takes the place of one that is not.
    void rename(CompanyId company, ContactIdentityId identity, Sighting sighting) {
        jdbc.sql("""
                update contact_identity
                   set external_id = :externalId, username = coalesce(:username, username)
                 where company_id = :company
                   and id = :id
                   and external_id <> :externalId
                   and (external_id ~ '^[0-9]+$' or :externalId !~ '^[0-9]+$')
                   and not exists (select from contact_identity other
                                    where other.company_id = :company and other.channel_account_id = :account
                                      and other.external_id = :externalId)
                """)
                .param("company", company.value())
                .param("id", identity.value())
                .param("account", sighting.account().value())
                .param("externalId", sighting.externalId())
                .param("username", sighting.username())
                .update();
    }

    Optional<Sighting> sighting(CompanyId company, ContactIdentityId identity) {
        return jdbc.sql("""
                select channel_account_id, external_id, display_name, username from contact_identity
                 where company_id = :company
                   and id = :id
                """)
                .param("company", company.value())
                .param("id", identity.value())
                .query(ContactStore::sighting)
                .optional();
    }

    void named(CompanyId company, Sighting told) {
        jdbc.sql("""
                with known as (
                    update contact_identity
                       set display_name = coalesce(:name, display_name), username = coalesce(:username, username)
                     where company_id = :company
                       and channel_account_id = :account
                       and external_id = :externalId
                    returning contact_id
                )
                update contact
                   set name = coalesce(contact.name, :name, :username)
                  from known
                 where contact.company_id = :company
                   and contact.id = known.contact_id
                   and contact.name is null
                """)
                .param("company", company.value())
                .param("account", told.account().value())
                .param("externalId", told.externalId())
                .param("name", told.displayName())
                .param("username", told.username())
                .update();
    }

    void told(
            CompanyId company,
            ContactId contact,
            @Nullable String name,
            @Nullable String email,
            @Nullable String phone) {
        jdbc.sql("""
                update contact set name = coalesce(name, :name), email = coalesce(email, :email), phone = coalesce(phone, :phone)
                 where company_id = :company and id = :id
                """)
                .param("company", company.value())
                .param("id", contact.value())
                .param("name", name)
                .param("email", email)
                .param("phone", phone)
                .update();
    }

    void ownPhone(CompanyId company, ContactIdentityId identity, String phone, @Nullable String before) {
        jdbc.sql("""
                update contact set phone = :phone
                  from contact_identity identity
                 where identity.company_id = :company
                   and identity.id = :identity
                   and contact.company_id = :company
                   and contact.id = identity.contact_id
                   and (contact.phone is null or contact.phone = :before::text)
                """)
                .param("company", company.value())
                .param("identity", identity.value())
                .param("phone", phone)
                .param("before", before)
                .update();
    }

    Optional<String> email(CompanyId company, ContactIdentityId identity) {
        return jdbc.sql("""
                select contact.email
                  from contact_identity identity
                  join contact on contact.company_id = :company and contact.id = identity.contact_id
                 where identity.company_id = :company
                   and identity.id = :identity
                   and contact.email is not null
                """)
                .param("company", company.value())
                .param("identity", identity.value())
                .query(String.class)
                .optional();
    }

    /// Claims the identities first: where another transaction was faster, no contact is made for nothing.
    void create(CompanyId company, Collection<Sighting> sightings, Instant now) {
        jdbc.sql("""
                with seen as materialized (
                    select *
                      from unnest(:accounts::uuid[], :externalIds::text[], :names::text[], :usernames::text[], :languages::text[],
                                  :identities::uuid[], :contacts::uuid[], :phones::text[])
                           as seen (account, external_id, name, username, language, identity, contact, phone)
                     order by account, external_id
                ), claimed as (
                    insert into contact_identity (company_id, id, contact_id, channel_account_id, external_id, display_name, username)
                    select :company, identity, contact, account, external_id, name, username from seen
                    on conflict (company_id, channel_account_id, external_id) do nothing
                    returning contact_id
                )
                insert into contact (company_id, id, name, language, phone, first_seen_at, last_seen_at)
                select :company, seen.contact, seen.name, seen.language, seen.phone, :now, :now
                  from claimed join seen on seen.contact = claimed.contact_id
                """)
                .param("company", company.value())
                .param(
                        "accounts",
                        texts(sightings.stream().map(Sighting::account).toList()))
                .param(
                        "externalIds",
                        texts(sightings.stream().map(Sighting::externalId).toList()))
                .param("names", sightings.stream().map(Sighting::displayName).toArray(String[]::new))
                .param("usernames", sightings.stream().map(Sighting::username).toArray(String[]::new))
                .param(
                        "languages",
                        sightings.stream()
                                .map(sighting -> sighting.language() == null
                                        ? null
                                        : sighting.language().tag())
                                .toArray(String[]::new))
                .param(
                        "identities",
                        sightings.stream()
                                .map(sighting -> ContactIdentityId.next().toString())
                                .toArray(String[]::new))
                .param(
                        "contacts",
                        sightings.stream()
                                .map(sighting -> ContactId.next().toString())
                                .toArray(String[]::new))
                .param("phones", sightings.stream().map(Sighting::phone).toArray(String[]::new))
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
    }

    Map<ContactId, Integer> wrote(CompanyId company, Map<ContactId, Integer> messages, Instant now) {
        var totals = new HashMap<ContactId, Integer>();
        jdbc.sql("""
                update contact
                   set message_count = message_count + wrote.messages, last_seen_at = greatest(last_seen_at, :now)
                  from unnest(:contacts::uuid[], :messages::int[]) as wrote (contact, messages)
                 where contact.company_id = :company
                   and contact.id = wrote.contact
                returning contact.id, contact.message_count
                """)
                .param("company", company.value())
                .param("contacts", texts(messages.keySet()))
                .param(
                        "messages",
                        messages.values().stream().map(String::valueOf).toArray(String[]::new))
                .param("now", now.atOffset(ZoneOffset.UTC))
                .query(row -> {
                    totals.put(new ContactId(row.getObject("id", UUID.class)), row.getInt("message_count"));
                });
        return totals;
    }

    void lock(CompanyId company, Collection<ContactIdentityId> identities) {
        jdbc.sql("""
                select id from contact_identity
                 where company_id = :company and id = any (:ids::uuid[])
                 order by id
                   for no key update
                """)
                .param("company", company.value())
                .param("ids", texts(identities))
                .query(row -> {});
    }

    /// Takes the locks that order all threads of these contacts.
    void lockThreadsOf(CompanyId company, Collection<ContactId> contacts) {
        jdbc.sql("""
                select id from contact_identity
                 where company_id = :company and contact_id = any (:contacts::uuid[])
                 order by id
                   for no key update
                """)
                .param("company", company.value())
                .param("contacts", texts(contacts))
                .query(row -> {});
    }

    /// @return whether one of them was not blocked
    boolean block(
            CompanyId company, Collection<ContactId> contacts, MemberId by, @Nullable String reason, Instant now) {
        int blocked = jdbc.sql("""
                update contact set blocked_at = :now, blocked_by = :by, block_reason = :reason
                 where company_id = :company and id = any (:contacts::uuid[]) and blocked_at is null
                """)
                .param("company", company.value())
                .param("contacts", texts(contacts))
                .param("by", by.value())
                .param("reason", reason)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
        mark(company, contacts, true);
        return blocked > 0;
    }

    /// @return whether one of them was blocked
    boolean unblock(CompanyId company, Collection<ContactId> contacts) {
        int unblocked = jdbc.sql("""
                update contact set blocked_at = null, blocked_by = null, block_reason = null
                 where company_id = :company and id = any (:contacts::uuid[]) and blocked_at is not null
                """)
                .param("company", company.value())
                .param("contacts", texts(contacts))
                .update();
        mark(company, contacts, false);
        return unblocked > 0;
    }

    private void mark(CompanyId company, Collection<ContactId> contacts, boolean blocked) {
        jdbc.sql("""
                update contact_identity set blocked = :blocked
                 where company_id = :company and contact_id = any (:contacts::uuid[]) and blocked <> :blocked
                """)
                .param("company", company.value())
                .param("contacts", texts(contacts))
                .param("blocked", blocked)
                .update();
    }

    boolean isBlocked(CompanyId company, ContactId contact) {
        return jdbc.sql("select blocked_at is not null from contact where company_id = :company and id = :id")
                .param("company", company.value())
                .param("id", contact.value())
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    Optional<ContactIdentityId> identity(CompanyId company, ChannelAccountId account, String externalId) {
        return jdbc.sql("""
                select id from contact_identity
                 where company_id = :company and channel_account_id = :account and external_id = :externalId
                """)
                .param("company", company.value())
                .param("account", account.value())
                .param("externalId", externalId)
                .query(UUID.class)
                .optional()
                .map(ContactIdentityId::new);
    }

    boolean exists(CompanyId company, ContactId contact) {
        return jdbc.sql(
                        "select exists (select from contact where company_id = :company and id = :id and merged_into is null)")
                .param("company", company.value())
                .param("id", contact.value())
                .query(Boolean.class)
                .single();
    }

    /// The contact and everyone joined to it, to whatever depth.
    Set<ContactId> person(CompanyId company, ContactId contact) {
        return new HashSet<>(jdbc.sql("""
                with recursive person (id) as (
                    select :contact::uuid
                    union
                    select contact.id from contact join person on contact.merged_into = person.id
                     where contact.company_id = :company)
                select id from person
                """)
                .param("company", company.value())
                .param("contact", contact.toString())
                .query((row, number) -> new ContactId(row.getObject("id", UUID.class)))
                .list());
    }

    void recount(CompanyId company, ContactId from, ContactId to, int messages) {
        jdbc.sql("""
                update contact
                   set message_count = message_count + case id when :to then :messages else - :messages end
                 where company_id = :company and id in (:from, :to)
                """)
                .param("company", company.value())
                .param("from", from.value())
                .param("to", to.value())
                .param("messages", messages)
                .update();
    }

    List<Sighting> identities(CompanyId company, ContactId contact) {
        return jdbc.sql("""
                select channel_account_id, external_id, display_name, username from contact_identity
                 where company_id = :company and contact_id = :contact
                 order by id
                """)
                .param("company", company.value())
                .param("contact", contact.value())
                .query(ContactStore::sighting)
                .list();
    }

    ContactId contactOf(CompanyId company, ContactIdentityId identity) {
        return jdbc.sql("select contact_id from contact_identity where company_id = :company and id = :id")
                .param("company", company.value())
                .param("id", identity.value())
                .query((row, number) -> ContactId.from(row.getString("contact_id")))
                .single();
    }

    /// Whether it was otherwise until now.
    boolean reachable(CompanyId company, ContactIdentityId identity, boolean reachable) {
        return jdbc.sql("""
                update contact_identity set reachable = :reachable
                where company_id = :company and id = :id and reachable <> :reachable
                """)
                        .param("company", company.value())
                        .param("id", identity.value())
                        .param("reachable", reachable)
                        .update()
                > 0;
    }

    long nextVisitorEvent(CompanyId company, ContactIdentityId identity, int howMany) {
        return jdbc.sql("""
                update contact_identity set visitor_event = visitor_event + :howMany
                 where company_id = :company and id = :id
                returning visitor_event - :howMany + 1
                """)
                .param("company", company.value())
                .param("id", identity.value())
                .param("howMany", howMany)
                .query(Long.class)
                .single();
    }

    long lastVisitorEvent(CompanyId company, ContactIdentityId identity) {
        return jdbc.sql("select visitor_event from contact_identity where company_id = :company and id = :id")
                .param("company", company.value())
                .param("id", identity.value())
                .query(Long.class)
                .single();
    }

    private static Recognised recognised(ResultSet row, int number) throws SQLException {
        var language = row.getString("language");
        return new Recognised(
                new ContactIdentityId(row.getObject("id", UUID.class)),
                new ContactId(row.getObject("contact_id", UUID.class)),
                new ChannelAccountId(row.getObject("channel_account_id", UUID.class)),
                Objects.requireNonNull(row.getString("external_id")),
                row.getString("name"),
                language == null ? null : Language.from(language),
                row.getBoolean("blocked"));
    }

    private static Sighting sighting(ResultSet row, int number) throws SQLException {
        return new Sighting(
                new ChannelAccountId(row.getObject("channel_account_id", UUID.class)),
                Objects.requireNonNull(row.getString("external_id")),
                row.getString("display_name"),
                row.getString("username"),
                null);
    }

    static String[] texts(Collection<?> values) {
        return values.stream().map(Object::toString).toArray(String[]::new);
    }
}
