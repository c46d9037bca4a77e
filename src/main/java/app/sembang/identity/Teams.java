package app.sembang.identity;

import app.sembang.audit.AuditLog;
import app.sembang.database.CompanyTransactions;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Ids;
import app.sembang.shared.MemberId;
import app.sembang.shared.Refusal;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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

    /// @param members null: nobody yet
    UUID create(Member me, String name, @Nullable Collection<MemberId> members) {
        var id = Ids.next();
        write(
                me,
                "team_created",
                id,
                "insert into team (company_id, id, name) values (:company, :id, :name)",
                name,
                members);
        return id;
    }

    /// @param members null: those who are in it
    void change(Member me, UUID id, String name, @Nullable Collection<MemberId> members) {
        write(
                me,
                "team_changed",
                id,
                "update team set name = :name where company_id = :company and id = :id",
                name,
                members);
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

    private void write(
            Member me, String event, UUID id, String sql, String name, @Nullable Collection<MemberId> members) {
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
                var facts = new LinkedHashMap<String, Object>();
                facts.put("name", name.strip());
                if (members != null) {
                    join(me.company(), id, members);
                    facts.put(
                            "members",
                            members.stream().map(MemberId::toString).distinct().toList());
                }
                audit.record(me.company(), me.id(), event, id, Map.of(), facts);
            });
        } catch (DuplicateKeyException taken) {
            throw new Refusal(Refusal.Kind.CONFLICT, "name-taken", "Another team has this name.");
        }
    }

    /// Those and no others.
    private void join(CompanyId company, UUID team, Collection<MemberId> members) {
        var ids = members.stream().map(MemberId::toString).distinct().toArray(String[]::new);
        jdbc.sql("delete from team_member where company_id = :company and team_id = :team")
                .param("company", company.value())
                .param("team", team)
                .update();
        int joined = jdbc.sql("""
                insert into team_member (company_id, team_id, member_id)
                select :company, :team, id from member where company_id = :company and id = any (:members::uuid[])
                """)
                .param("company", company.value())
                .param("team", team)
                .param("members", ids)
                .update();
        if (joined != ids.length) {
            throw Refusal.invalid("members", "names somebody who is not in the company");
        }
    }
}
