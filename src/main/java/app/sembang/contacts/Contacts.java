package app.sembang.contacts;

import app.sembang.audit.Event;
import app.sembang.audit.EventLog;
import app.sembang.contacts.ContactStore.Alias;
import app.sembang.database.AfterCommit;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.ContactIdentityId;
import app.sembang.shared.MemberId;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// People who write to a company. All methods need an open transaction of the company.
@Component
public class Contacts {
    private final ContactStore store;
    private final ContactList list;
    private final ContactMerges merges;
    private final EventLog log;
    private final Cache<Alias, Boolean> noted =
            Caffeine.newBuilder().maximumSize(100_000).build();

    Contacts(ContactStore store, ContactList list, ContactMerges merges, EventLog log) {
        this.store = store;
        this.list = list;
        this.merges = merges;
        this.log = log;
    }

    /// Finds or makes the contact behind each sighting, by channel account and the channel's own id, never by
    /// phone, and locks the identities, always in the same order. The answer is in the order of the question.
    public List<Recognised> recognise(CompanyId company, List<Sighting> sightings, Instant now) {
        var wanted = new LinkedHashMap<Key, Sighting>();
        sightings.forEach(sighting -> wanted.merge(Key.of(sighting), sighting, Sighting::then));
        var found = new HashMap<Key, Recognised>();
        remember(found, store.lockByExternalId(company, wanted.values()));
        if (found.size() < wanted.size()) {
            rememberAliases(company, wanted, found);
        }
        while (found.size() < wanted.size()) {
            var missing = strangers(wanted, found);
            store.create(company, missing, now);
            // Those made by a transaction that was faster are read here, now that it has committed.
            remember(found, store.lockByExternalId(company, missing));
            if (found.size() < wanted.size()) {
                noteAliases(company, wanted, found);
                rememberAliases(company, wanted, found);
            }
        }
        noteAliases(company, wanted, found);
        return sightings.stream()
                .map(sighting -> {
                    var recognised = found.get(Key.of(sighting));
                    if (recognised == null) {
                        throw new IllegalStateException(
                                "Neither found nor made: a contact of account " + sighting.account());
                    }
                    return recognised;
                })
                .toList();
    }

    /// Those nobody knows yet. Of sightings that share an id only the first: the others will be known by it.
    private static List<Sighting> strangers(Map<Key, Sighting> wanted, Map<Key, Recognised> found) {
        var ids = new HashSet<Key>();
        var strangers = new ArrayList<Sighting>();
        wanted.forEach((key, sighting) -> {
            var names = Stream.concat(Stream.of(sighting.externalId()), sighting.ids().stream())
                    .map(id -> new Key(sighting.account(), id))
                    .toList();
            if (!found.containsKey(key) && Collections.disjoint(ids, names)) {
                ids.addAll(names);
                strangers.add(sighting);
            }
        });
        return strangers;
    }

    /// Written once for each pair and process: whoever writes every day costs nothing.
    private void noteAliases(CompanyId company, Map<Key, Sighting> wanted, Map<Key, Recognised> found) {
        var fresh = new ArrayList<Alias>();
        wanted.forEach((key, sighting) -> {
            var known = found.get(key);
            if (known == null || sighting.ids().size() < 2) {
                return;
            }
            for (var id : sighting.ids()) {
                var alias = new Alias(known.identity(), sighting.account(), id);
                if (noted.getIfPresent(alias) == null) {
                    fresh.add(alias);
                }
            }
        });
        if (!fresh.isEmpty()) {
            store.alias(company, fresh);
            AfterCommit.run(() -> fresh.forEach(alias -> noted.put(alias, Boolean.TRUE)));
        }
    }

    /// Those the channel shows by another id than before, where it knows a person by several.
    private void rememberAliases(CompanyId company, Map<Key, Sighting> wanted, Map<Key, Recognised> found) {
        for (var one : wanted.entrySet()) {
            var sighting = one.getValue();
            if (!sighting.ids().isEmpty() && !found.containsKey(one.getKey())) {
                store.lockByAlias(company, sighting).ifPresent(known -> {
                    found.put(one.getKey(), known);
                    store.rename(company, known.identity(), sighting);
                });
            }
        }
    }

    /// The channel knows somebody by a second id from now on. Nothing where it knows nobody by the first, or somebody
    /// else by the second.
    public void alsoKnownAs(CompanyId company, ChannelAccountId account, String known, String fresh) {
        store.lockByAlias(company, byId(account, known)).ifPresent(person -> {
            store.alias(
                    company,
                    List.of(
                            new Alias(person.identity(), account, known),
                            new Alias(person.identity(), account, fresh)));
            if (person.externalId().equals(known)) {
                store.rename(company, person.identity(), byId(account, fresh));
            }
        });
    }

    private static Sighting byId(ChannelAccountId account, String id) {
        return new Sighting(account, id, null, null, null, null, List.of(id));
    }

    /// Counts messages the contacts have written and gives back each contact's new total.
    public Map<ContactId, Integer> wrote(CompanyId company, Map<ContactId, Integer> messages, Instant now) {
        return store.wrote(company, messages, now);
    }

    /// Takes the locks that order the threads of these identities, always in the same order.
    public void lock(CompanyId company, Collection<ContactIdentityId> identities) {
        store.lock(company, new LinkedHashSet<>(identities));
    }

    public Optional<ContactIdentityId> identity(CompanyId company, ChannelAccountId account, String externalId) {
        return store.identity(company, account, externalId);
    }

    /// How the channel knows the person.
    public Optional<Sighting> sighting(CompanyId company, ContactIdentityId identity) {
        return store.sighting(company, identity);
    }

    /// The channel has told a name; one that a member gave stays.
    public void named(CompanyId company, Sighting told) {
        store.named(company, told);
    }

    /// What the person has told of themselves, unproven: it fills what is empty and changes nothing that is known.
    ///
    /// @param phone with its country code
    public void told(
            CompanyId company,
            ContactId contact,
            @Nullable String name,
            @Nullable String email,
            @Nullable String phone) {
        store.told(company, contact, name, email, phone);
    }

    /// The person's own number, which the channel vouches for; it fills what is not known.
    ///
    /// @param before the one it takes the place of
    public void ownPhone(
            CompanyId company, ChannelAccountId account, String person, String phone, @Nullable String before) {
        store.lockByAlias(company, byId(account, person))
                .ifPresent(known -> store.ownPhone(company, known.identity(), phone, before));
    }

    /// The e-mail address that is known of the person, whoever told it.
    public Optional<String> email(CompanyId company, ContactIdentityId identity) {
        return store.email(company, identity);
    }

    /// The identity goes by this id from now on. Nothing where somebody else goes by it.
    public void goesBy(CompanyId company, ContactIdentityId identity, Sighting sighting) {
        store.rename(company, identity, sighting);
    }

    /// `merged` has been proved to be this contact: the two are one from now on. Nothing where they are one already, or
    /// where members have found that `merged` goes by other channels too: that is for people to judge.
    public void proved(CompanyId company, ContactId contact, ContactId merged) {
        if (!contact.equals(merged) && store.identities(company, merged).size() == 1) {
            merges.found(company, contact, merged);
        }
    }

    public boolean exists(CompanyId company, ContactId contact) {
        return store.exists(company, contact);
    }

    /// The contact as lists show it.
    ///
    /// @throws Refusal `not-found` where the transaction does not see such a contact
    public ContactRow row(CompanyId company, ContactId contact) {
        return list.find(company, contact);
    }

    /// The contact and everyone who was joined to it; what hangs on one of them is the person's.
    public Set<ContactId> person(CompanyId company, ContactId contact) {
        return store.person(company, contact);
    }

    /// Of what `from` has written, so many messages are counted as the other's.
    public void recount(CompanyId company, ContactId from, ContactId to, int messages) {
        store.recount(company, from, to, messages);
    }

    /// Takes the locks that order all threads of a person, however many contacts were joined.
    public void lockThreadsOf(CompanyId company, Collection<ContactId> person) {
        store.lockThreadsOf(company, person);
    }

    /// The company does not want to hear these any more. The locks of their threads are held.
    ///
    /// @return whether that is new
    public boolean block(
            CompanyId company, Collection<ContactId> person, MemberId by, @Nullable String reason, Instant now) {
        return store.block(company, person, by, reason, now);
    }

    /// @return whether they were blocked
    public boolean unblock(CompanyId company, Collection<ContactId> person) {
        return store.unblock(company, person);
    }

    /// How each channel account knows the contact.
    public List<Sighting> identities(CompanyId company, ContactId contact) {
        return store.identities(company, contact);
    }

    /// Whose alias it is.
    public ContactId contactOf(CompanyId company, ContactIdentityId identity) {
        return store.contactOf(company, identity);
    }

    /// Whether the channel still lets us write to them; a Telegram user who blocked the bot is not reachable.
    /// A change is logged once, however often the channel tells it.
    public void reachable(CompanyId company, ContactIdentityId identity, boolean reachable, Instant now) {
        if (store.reachable(company, identity, reachable)) {
            var kind = reachable ? "contact_reachable" : "contact_unreachable";
            log.append(company, List.of(Event.of(now, kind, null, Map.of("identity", identity.toString()))));
        }
    }

    /// Takes the next numbers of a website visitor's events and gives back the first of them.
    public long nextVisitorEvent(CompanyId company, ContactIdentityId identity, int howMany) {
        return store.nextVisitorEvent(company, identity, howMany);
    }

    /// The number of a website visitor's newest event.
    public long lastVisitorEvent(CompanyId company, ContactIdentityId identity) {
        return store.lastVisitorEvent(company, identity);
    }

    private static void remember(Map<Key, Recognised> found, List<Recognised> recognised) {
        recognised.forEach(one -> found.put(new Key(one.account(), one.externalId()), one));
    }

    private record Key(ChannelAccountId account, String externalId) {
        static Key of(Sighting sighting) {
            return new Key(sighting.account(), sighting.externalId());
        }
    }
}
