package app.sembang.contacts;

import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.ContactIdentityId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// People who write to a company. All methods need an open transaction of the company.
@Component
public class Contacts {
    private final ContactStore store;

    Contacts(ContactStore store) {
        this.store = store;
    }

    /// Finds or makes the contact behind each sighting, by channel account and the channel's own id, never by
    /// phone, and locks the identities, always in the same order. The answer is in the order of the question.
    public List<Recognised> recognise(CompanyId company, List<Sighting> sightings, Instant now) {
        var wanted = new LinkedHashMap<Key, Sighting>();
        sightings.forEach(sighting -> wanted.merge(Key.of(sighting), sighting, (first, later) -> later));
        var found = new HashMap<Key, Recognised>();
        remember(found, store.lockByExternalId(company, wanted.values()));
        if (found.size() < wanted.size()) {
            var missing = new LinkedHashMap<>(wanted);
            missing.keySet().removeAll(found.keySet());
            store.create(company, missing.values(), now);
            // Those made by a transaction that was faster are read here, now that it has committed.
            remember(found, store.lockByExternalId(company, missing.values()));
        }
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

    public boolean exists(CompanyId company, ContactId contact) {
        return store.exists(company, contact);
    }

    /// How each channel account knows the contact.
    public List<Sighting> identities(CompanyId company, ContactId contact) {
        return store.identities(company, contact);
    }

    /// Whether the channel still lets us write to them; a Telegram user who blocked the bot is not reachable.
    public void reachable(CompanyId company, ContactIdentityId identity, boolean reachable) {
        store.reachable(company, identity, reachable);
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
