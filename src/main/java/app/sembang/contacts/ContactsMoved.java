package app.sembang.contacts;

import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.ContactIdentityId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Channels of contacts stand under another contact now: two were joined, or a joining was taken back.
/// Published in the changing transaction, which sees all of the company and holds the locks of the
/// identities. Whoever keeps something by contact follows.
///
/// @param owners the contacts whose things move: what was made for one of them, or for `from` itself where
/// it is joined
/// @param since when the joining was that is taken back; null where two are joined
public record ContactsMoved(
        CompanyId company,
        ContactId from,
        ContactId to,
        Set<ContactId> owners,
        List<ContactIdentityId> identities,
        @Nullable Instant since) {
    /// Lets the rows follow that a table keeps by `contact_id`, whose own contact before any joining is
    /// `own_contact_id`.
    public void take(JdbcClient jdbc, String table) {
        jdbc.sql("""
                update %s
                   set contact_id = :to, own_contact_id = nullif(coalesce(own_contact_id, :from), :to)
                 where company_id = :company and contact_id = :from and coalesce(own_contact_id, contact_id) = any (:owners::uuid[])
                """.formatted(table))
                .param("company", company.value())
                .param("from", from.value())
                .param("to", to.value())
                .param("owners", owners.stream().map(ContactId::toString).toArray(String[]::new))
                .update();
    }
}
