package app.sembang.identity;

import app.sembang.audit.AuditLog;
import app.sembang.database.CompanyTransactions;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Ids;
import app.sembang.shared.Refusal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Roles a company makes for itself: a set of permissions on the base of a built-in role, which decides what
/// conversations are seen and whether new ones are given.
@Component
class CustomRoles {
    private final CompanyTransactions transactions;
    private final Sessions sessions;
    private final AuditLog audit;
    private final JdbcClient jdbc;

    CustomRoles(CompanyTransactions transactions, Sessions sessions, AuditLog audit, JdbcClient jdbc) {
        this.transactions = transactions;
        this.sessions = sessions;
        this.audit = audit;
        this.jdbc = jdbc;
    }

    record CustomRole(UUID id, String name, Role base, Set<Permission> permissions, int members) {}

    List<CustomRole> all(CompanyId company) {
        return transactions.in(company, () -> read(company, null));
    }

    CustomRole find(CompanyId company, UUID id) {
        return transactions.in(company, () -> read(company, id)).stream()
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("role", id));
    }

    UUID create(Member me, String name, Role base, Collection<Permission> permissions) {
        var id = Ids.next();
        unique(() -> transactions.run(me.company(), () -> {
            jdbc.sql("""
                    insert into custom_role (company_id, id, name, base, permissions)
                    values (:company, :id, :name, :base, :permissions)
                    """)
                    .param("company", me.company().value())
                    .param("id", id)
                    .param("name", name.strip())
                    .param("base", base(base))
                    .param("permissions", values(permissions))
                    .update();
            log(me, "role_created", id, permissions);
        }));
        return id;
    }

    /// What is null stays as it is. Counts at once for who has the role.
    void change(
            Member me,
            UUID id,
            @Nullable String name,
            @Nullable Role base,
            @Nullable Collection<Permission> permissions) {
        unique(() -> transactions.run(me.company(), () -> {
            int changed = jdbc.sql("""
                    update custom_role set name = coalesce(:name, name), base = coalesce(:base, base),
                                           permissions = coalesce(cast(:permissions as text[]), permissions)
                    where company_id = :company and id = :id
                    """)
                    .param("name", name == null ? null : name.strip())
                    .param("base", base == null ? null : base(base))
                    .param("permissions", permissions == null ? null : values(permissions))
                    .param("company", me.company().value())
                    .param("id", id)
                    .update();
            if (changed == 0) {
                throw Refusal.notFound("role", id);
            }
            if (base != null) {
                jdbc.sql("update member set role = :base where company_id = :company and custom_role_id = :id")
                        .param("base", base.value())
                        .param("company", me.company().value())
                        .param("id", id)
                        .update();
            }
            log(me, "role_changed", id, permissions == null ? List.of() : permissions);
        }));
        sessions.forget(me.company());
    }

    void delete(Member me, UUID id) {
        transactions.run(me.company(), () -> {
            var role = read(me.company(), id).stream().findFirst().orElseThrow(() -> Refusal.notFound("role", id));
            if (role.members() > 0) {
                throw new Refusal(
                        Refusal.Kind.CONFLICT,
                        "role-in-use",
                        "%d people have this role; give them another first.".formatted(role.members()),
                        Map.of("members", role.members()));
            }
            jdbc.sql("delete from custom_role where company_id = :company and id = :id")
                    .param("company", me.company().value())
                    .param("id", id)
                    .update();
            log(me, "role_deleted", id, List.of());
        });
    }

    private List<CustomRole> read(CompanyId company, @Nullable UUID id) {
        return jdbc.sql("""
                select id, name, base, permissions,
                       (select count(*) from member
                         where member.company_id = custom_role.company_id and member.custom_role_id = custom_role.id) as members
                from custom_role
                where company_id = :company and (cast(:id as uuid) is null or id = cast(:id as uuid))
                order by id
                """)
                .param("company", company.value())
                .param("id", id == null ? null : id.toString())
                .query(CustomRoles::role)
                .list();
    }

    private void log(Member me, String event, UUID id, Collection<Permission> permissions) {
        audit.record(me.company(), me.id(), event, id, Map.of(), Map.of("permissions", values(permissions)));
    }

    private static void unique(Runnable write) {
        try {
            write.run();
        } catch (DuplicateKeyException taken) {
            throw new Refusal(Refusal.Kind.CONFLICT, "name-taken", "Another role has this name.");
        }
    }

    private static String base(Role base) {
        if (base == Role.SUPER_ADMIN) {
            throw Refusal.invalid("base", "Only the platform has super admins.");
        }
        return base.value();
    }

    private static String[] values(Collection<Permission> permissions) {
        return permissions.stream().distinct().sorted().map(Permission::value).toArray(String[]::new);
    }

    private static CustomRole role(ResultSet row, int number) throws SQLException {
        var permissions = Stream.of((String[]) row.getArray("permissions").getArray())
                .map(Permission::from)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Permission.class)));
        return new CustomRole(
                row.getObject("id", UUID.class),
                row.getString("name"),
                Role.from(row.getString("base")),
                permissions,
                row.getInt("members"));
    }
}
