package app.sembang.database;

import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Where a contact has left rows: their ids, by table.
public record ContactTrail(CompanyId company, ContactId contact, Map<String, List<UUID>> ids) {
    public List<UUID> of(String table) {
        return ids.getOrDefault(table, List.of());
    }
}
