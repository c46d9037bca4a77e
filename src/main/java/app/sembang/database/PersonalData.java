package app.sembang.database;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What a module keeps of a contact where no foreign key leads: [OwnedRows] finds all the rest by itself. A module that
/// stores something of a person elsewhere (bytes as they came, sealed answers, files, jobs) has a bean of this.
///
/// All methods may be called again after a run that was cut short.
public interface PersonalData {
    /// For the person's copy: rows as JSON, by place. Outside of any transaction.
    default Map<String, List<String>> find(ContactTrail trail) {
        return Map.of();
    }

    /// The files that are the contact's, by the id of their `media` row. Outside of any transaction.
    default Collection<UUID> files(ContactTrail trail) {
        return List.of();
    }

    /// Makes what is kept unrecognisable, at once and together with all others: inside one transaction of the company.
    /// Whoever knows the contact by the channel's id must come before the contact's own module (`@Order`).
    ///
    /// @return how many of each place it has blanked
    default Map<String, Long> detach(ContactTrail trail) {
        return Map.of();
    }

    /// Removes what is left, before the rows themselves go. Outside of any transaction.
    ///
    /// @return how many of each place it has removed
    default Map<String, Long> forget(ContactTrail trail) {
        return Map.of();
    }

    /// Tables of which some rows stay, without anything of the person, and which: a condition in SQL.
    default Map<String, String> kept() {
        return Map.of();
    }

    /// Who was concerned by something in a span of time, inside a transaction of the company. A query
    /// that gives `contact_id, evidence, at` and knows `:company`, `:from`, `:to` and, null where it
    /// does not matter, `:account` and `:member`.
    default List<String> concerned() {
        return List.of();
    }
}
