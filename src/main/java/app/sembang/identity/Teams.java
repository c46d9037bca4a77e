package app.sembang.identity;

import app.sembang.audit.AuditLog;
import app.sembang.database.CompanyTransactions;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Ids;
import app.sembang.shared.MemberId;
import app.sembang.shared.Refusal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The departments of a company.
@Component
class Teams {
    private final CompanyTransactions transactions;
    private final AuditLog audit;
    private final JdbcClient jdbc;

    Teams(CompanyTransactions transactions, AuditLog audit, JdbcClient jdbc) {
        this.transactions = transactions;
        this.audit = audit;
        this.jdbc = jdbc;
    }

    record Team(UUID id, String name, List<MemberId> members) {}

    List<Team> all(CompanyId company) {
        return transactions.in(
                company,
                () -> jdbc.sql("""
                        select id, name,
                               array(select member_id from team_member
                                      where team_member.company_id = team.company_id and team_id = team.id
                                      order by member_id) as members
                        from team where company_id = :company order by lower(name) collate "und-x-icu", id
                        """)
                        .param("company", company.value())
                        .query((row, number) -> new Team(
                                row.getObject("id", UUID.class),
                                row.getString("name"),
                                Arrays.stream((UUID[]) row.getArray("members").getArray())
                                        .map(MemberId::new)
                                        .toList()))
                        .list());
    }

    Team find(CompanyId company, UUID id) {
        return all(company).stream()
                .filter(team -> team.id().equals(id))
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("team", id));
    }

    UUID create(Member me, String name) {
        var id = Ids.next();
        write(me, "team_created", id, "insert into team (company_id, id, name) values (:company, :id, :name)", name);
        return id;
    }

    void rename(Member me, UUID id, String name) {
        write(me, "team_renamed", id, "update team set name = :name where company_id = :company and id = :id", name);
    }

    void delete(Member me, UUID id) {
        transactions.run(me.company(), () -> {
            int deleted = jdbc.sql("delete from team where company_id = :company and id = :id")
                    .param("company", me.company().value())
                    .param("id", id)
                    .update();
            if (deleted == 0) {
                throw Refusal.notFound("team", id);
            }
            audit.record(me.company(), me.id(), "team_deleted", id);
        });
    }

    private void write(Member me, String event, UUID id, String sql, String name) {
        try {
            transactions.run(me.company(), () -> {
                int written = jdbc.sql(sql)
                        .param("company", me.company().value())
                        .param("id", id)
                        .param("name", name.strip())
                        .update();
                if (written == 0) {
                    throw Refusal.notFound("team", id);
                }
                audit.record(me.company(), me.id(), event, id, Map.of(), Map.of("name", name.strip()));
            });
        } catch (DuplicateKeyException taken) {
            throw new Refusal(Refusal.Kind.CONFLICT, "name-taken", "Another team has this name.");
        }
    }
}
