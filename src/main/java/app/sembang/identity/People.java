package app.sembang.identity;

import app.sembang.audit.AuditLog;
import app.sembang.database.CompanyTransactions;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Language;
import app.sembang.shared.MemberId;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import com.fasterxml.jackson.annotation.JsonValue;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What a company's admin does with its people. Somebody with all rights is changed only by somebody with all
/// rights, and nobody gives more than they have.
@Component
class People {
    private static final String COLUMNS = """
            id, name, email, role, custom_role_id, language, active, joined_at,
            available, capacity, expertise, languages,
            array(select team_member.team_id from team_member
                   where team_member.company_id = member.company_id and team_member.member_id = member.id
                   order by team_member.team_id) as teams""";

    private final CompanyTransactions transactions;
    private final CustomRoles customRoles;
    private final Sessions sessions;
    private final AuditLog audit;
    private final ApplicationEventPublisher publisher;
    private final JdbcClient jdbc;

    People(
            CompanyTransactions transactions,
            CustomRoles customRoles,
            Sessions sessions,
            AuditLog audit,
            ApplicationEventPublisher publisher,
            JdbcClient jdbc) {
        this.transactions = transactions;
        this.customRoles = customRoles;
        this.sessions = sessions;
        this.audit = audit;
        this.publisher = publisher;
        this.jdbc = jdbc;
    }

    enum Status {
        /// Has never come in.
        INVITED,
        ACTIVE,
        DEACTIVATED;

        @JsonValue
        String value() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// A person of the company as its list shows them.
    /// @param role the built-in role, or the one the custom role is based on
    /// @param capacity how many open conversations at most are given by rule; 0: no limit
    record User(
            MemberId id,
            String name,
            String email,
            Role role,
            @Nullable UUID customRoleId,
            Language language,
            boolean active,
            Status status,
            boolean available,
            int capacity,
            List<String> expertise,
            List<Language> languages,
            List<UUID> teams) {
        boolean isFullAdmin() {
            return role.administers() && customRoleId == null;
        }
    }

    Page<User> page(Member me, @Nullable MemberId after, int size) {
        var rows = transactions.as(
                me.access(),
                () -> jdbc.sql("select " + COLUMNS + """
                         from member
                        where company_id = :company and (active or sign_in_id is not null)
                          and (cast(:after as uuid) is null or id > cast(:after as uuid))
                        order by id limit :limit
                        """)
                        .param("company", me.company().value())
                        .param("after", after == null ? null : after.toString())
                        .param("limit", size + 1)
                        .query(People::user)
                        .list());
        return Page.of(rows, size, user -> user.id().toString());
    }

    User find(CompanyId company, MemberId id) {
        return transactions.in(company, () -> read(company, id, "")).orElseThrow(() -> Refusal.notFound("user", id));
    }

    /// Refuses a role that is not there, or is more than the giver has.
    ///
    /// @return the custom role
    CustomRoles.@Nullable CustomRole requireMayGive(Member me, @Nullable Role role, @Nullable UUID customRole) {
        if (role == Role.SUPER_ADMIN) {
            throw Refusal.invalid("role", "Only the platform has super admins.");
        }
        var wanted = customRole == null ? null : customRoles.find(me.company(), customRole);
        if ((role != null || wanted != null) && !me.isFullAdmin()) {
            var mine = me.permissions();
            boolean less = wanted != null && mine != null && mine.containsAll(wanted.permissions());
            if (!less && (wanted != null || role == Role.COMPANY_ADMIN)) {
                throw new Refusal(
                        Refusal.Kind.FORBIDDEN, "more-than-own-rights", "You cannot give rights you do not have.");
            }
        }
        return wanted;
    }

    void change(Member me, MemberId id, UsersController.UserChange change) {
        var custom = requireMayGive(me, change.role(), change.customRoleId());
        transactions.run(me.company(), () -> {
            var before = locked(me, id);
            var role = custom != null ? custom.base() : change.role() != null ? change.role() : before.role();
            var customRole = custom != null ? custom.id() : change.role() != null ? null : before.customRoleId();
            if (before.isFullAdmin() && !(role.administers() && customRole == null)) {
                requireAnotherAdmin(me.company(), before);
            }
            jdbc.sql("""
                    update member set name = coalesce(:name, name), role = :role, custom_role_id = :customRole,
                                      expertise = coalesce(cast(:expertise as text[]), expertise),
                                      languages = coalesce(cast(:languages as text[]), languages),
                                      capacity = coalesce(:capacity, capacity)
                    where company_id = :company and id = :id
                    """)
                    .param("name", change.name() == null ? null : change.name().strip())
                    .param("role", role.value())
                    .param("customRole", customRole)
                    .param("expertise", tags(change.expertise()))
                    .param(
                            "languages",
                            tags(
                                    change.languages() == null
                                            ? null
                                            : change.languages().stream()
                                                    .map(Language::tag)
                                                    .toList()))
                    .param("capacity", change.capacity())
                    .param("company", me.company().value())
                    .param("id", id.value())
                    .update();
            if (change.teams() != null) {
                join(me.company(), id, change.teams());
            }
            var after = read(me.company(), id, "").orElseThrow();
            audit.recordChange(me.company(), me.id(), "member_changed", id, before, after);
            publisher.publishEvent(new DutyChanged(me.company(), id));
        });
        sessions.forget(id);
    }

    void deactivate(Member me, MemberId id) {
        transactions.run(me.company(), () -> {
            var before = locked(me, id);
            if (!before.active()) {
                return;
            }
            if (before.isFullAdmin()) {
                requireAnotherAdmin(me.company(), before);
            }
            activate(me, id, false);
            jdbc.sql("delete from invitation where company_id = :company and member_id = :id")
                    .param("company", me.company().value())
                    .param("id", id.value())
                    .update();
            sessions.endAll(me.company(), id, null, me.id());
            publisher.publishEvent(new MemberDeactivated(me.company(), id, me.id()));
        });
        sessions.forget(id);
    }

    void reactivate(Member me, MemberId id) {
        transactions.run(me.company(), () -> {
            var before = locked(me, id);
            if (before.status() == Status.DEACTIVATED) {
                requireSignIn(me.company(), id);
                activate(me, id, true);
                publisher.publishEvent(new DutyChanged(me.company(), id));
            }
        });
    }

    void endSessions(Member me, MemberId id) {
        transactions.run(me.company(), () -> {
            locked(me, id);
            sessions.endAll(me.company(), id, null, me.id());
        });
    }

    private void activate(Member me, MemberId id, boolean active) {
        jdbc.sql("update member set active = :active where company_id = :company and id = :id")
                .param("active", active)
                .param("company", me.company().value())
                .param("id", id.value())
                .update();
        audit.record(me.company(), me.id(), active ? "member_reactivated" : "member_deactivated", id);
    }

    private User locked(Member me, MemberId id) {
        var user = read(me.company(), id, " for update of member").orElseThrow(() -> Refusal.notFound("user", id));
        if (user.isFullAdmin() && !me.isFullAdmin()) {
            throw new Refusal(
                    Refusal.Kind.FORBIDDEN, "more-than-own-rights", "Only an admin with all rights changes another.");
        }
        return user;
    }

    /// Locks the admins in one order, so that two who go at the same moment do not both.
    private void requireAnotherAdmin(CompanyId company, User admin) {
        var others = jdbc.sql("""
                select id from member
                where company_id = :company and active and sign_in_id is not null and role = :role
                  and custom_role_id is null
                order by id for update
                """)
                .param("company", company.value())
                .param("role", admin.role().value())
                .query((row, number) -> MemberId.from(row.getString("id")))
                .list();
        if (others.stream().allMatch(admin.id()::equals)) {
            throw new Refusal(
                    Refusal.Kind.CONFLICT, "last-admin", "Make somebody else an admin first; this is the last one.");
        }
    }

    private void requireSignIn(CompanyId company, MemberId id) {
        boolean signsIn = jdbc.sql("select sign_in_id is not null from member where company_id = :company and id = :id")
                .param("company", company.value())
                .param("id", id.value())
                .query(Boolean.class)
                .single();
        if (!signsIn) {
            throw new Refusal(
                    Refusal.Kind.CONFLICT, "never-joined", "The invitation was withdrawn; invite the person anew.");
        }
    }

    private void join(CompanyId company, MemberId member, Collection<UUID> teams) {
        var wanted = new HashSet<>(teams);
        jdbc.sql("delete from team_member where company_id = :company and member_id = :member")
                .param("company", company.value())
                .param("member", member.value())
                .update();
        int joined = jdbc.sql("""
                insert into team_member (company_id, team_id, member_id)
                select company_id, id, :member from team where company_id = :company and id = any (:teams::uuid[])
                """)
                .param("member", member.value())
                .param("company", company.value())
                .param("teams", wanted.stream().map(UUID::toString).toArray(String[]::new))
                .update();
        if (joined != wanted.size()) {
            throw Refusal.invalid("teams", "names a team that does not exist");
        }
    }

    private Optional<User> read(CompanyId company, MemberId id, String lock) {
        return jdbc.sql("select " + COLUMNS + " from member where company_id = :company and id = :id" + lock)
                .param("company", company.value())
                .param("id", id.value())
                .query(People::user)
                .optional();
    }

    private static String @Nullable [] tags(@Nullable List<String> values) {
        return values == null
                ? null
                : values.stream().map(String::strip).distinct().toArray(String[]::new);
    }

    private static User user(ResultSet row, int number) throws SQLException {
        var active = row.getBoolean("active");
        return new User(
                MemberId.from(row.getString("id")),
                row.getString("name"),
                row.getString("email"),
                Role.from(row.getString("role")),
                row.getObject("custom_role_id", UUID.class),
                Language.from(row.getString("language")),
                active,
                !active ? Status.DEACTIVATED : row.getObject("joined_at") == null ? Status.INVITED : Status.ACTIVE,
                row.getBoolean("available"),
                row.getInt("capacity"),
                texts(row.getArray("expertise")),
                texts(row.getArray("languages")).stream().map(Language::from).toList(),
                Arrays.asList((UUID[]) row.getArray("teams").getArray()));
    }

    private static List<String> texts(Array array) throws SQLException {
        return Stream.of((String[]) array.getArray()).toList();
    }
}
