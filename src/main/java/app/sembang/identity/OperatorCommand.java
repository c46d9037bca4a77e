package app.sembang.identity;

import app.sembang.audit.AuditLog;
import app.sembang.audit.Event;
import app.sembang.audit.EventLog;
import app.sembang.companies.Companies;
import app.sembang.database.OperatorConnection;
import app.sembang.shared.MemberId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import tools.jackson.databind.json.JsonMapper;

/// `./sembang operator EMAIL`: makes a person one who runs the platform, and prints the link with which they choose a
/// password. Again for the same person it prints a fresh link. Whoever may run it owns the database already.
final class OperatorCommand {
    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+");
    private static final int LONGEST_EMAIL = 254;

    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final EventLog events;
    private final Clock clock;
    private final String address;
    private final byte[] key;

    private OperatorCommand(JdbcClient jdbc, String address, byte[] key, Clock clock) {
        var json = JsonMapper.builder().build();
        this.jdbc = jdbc;
        this.audit = new AuditLog(jdbc, json, clock);
        this.events = new EventLog(jdbc, json);
        this.clock = clock;
        this.address = address;
        this.key = key;
    }

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        if (arguments.length != 1
                || arguments[0].length() > LONGEST_EMAIL
                || !EMAIL.matcher(arguments[0].strip()).matches()) {
            System.err.println("usage: ./sembang operator EMAIL");
            return 2;
        }
        try (var operator = OperatorConnection.open()) {
            System.out.println(admit(
                    operator.database(), arguments[0], operator.address(), operator.jwtSecret(), Clock.systemUTC()));
            return 0;
        } catch (SQLException failed) {
            System.err.println(
                    "The database does not answer as it should; was ./sembang started once? " + failed.getMessage());
            return 1;
        } catch (RuntimeException refused) {
            System.err.println("sembang: " + refused.getMessage());
            return 1;
        }
    }

    /// As the owner of the schema. What is printed: the link, and how long it works.
    static String admit(Connection owner, String email, String address, byte[] key, Clock clock) throws SQLException {
        owner.setAutoCommit(false);
        var jdbc = JdbcClient.create(new SingleConnectionDataSource(owner, true));
        try {
            var said = new OperatorCommand(jdbc, address, key, clock).admit(SignIns.normal(email));
            owner.commit();
            return said;
        } finally {
            owner.rollback();
        }
    }

    private record Known(MemberId id, @Nullable UUID signIn, Role role, boolean active) {}

    private String admit(String email) {
        var known = find(email);
        var member = known.map(Known::id).orElseGet(() -> add(email));
        known.ifPresent(this::restore);
        var signIn = known.map(Known::signIn);
        return signIn.isPresent() ? reset(email, signIn.get(), member) : invite(email, member);
    }

    private Optional<Known> find(String email) {
        return jdbc.sql("""
                select id, sign_in_id, role, active from member where company_id = :platform and email = :email for update
                """)
                .param("platform", Companies.PLATFORM.value())
                .param("email", email)
                .query((row, number) -> new Known(
                        MemberId.from(row.getString("id")),
                        row.getObject("sign_in_id", UUID.class),
                        Role.from(row.getString("role")),
                        row.getBoolean("active")))
                .optional();
    }

    /// Called by the first part of the address, until the person says otherwise.
    private MemberId add(String email) {
        var id = MemberId.next();
        var name = email.substring(0, email.indexOf('@'));
        jdbc.sql("""
                insert into member (company_id, id, name, email, role, language)
                select id, :id, :name, :email, :role, preferred_language from company where id = :platform
                """)
                .param("platform", Companies.PLATFORM.value())
                .param("id", id.value())
                .param("name", name)
                .param("email", email)
                .param("role", Role.SUPER_ADMIN.value())
                .update();
        record("member_created", id, Map.of(), Map.of("name", name, "email", email, "role", Role.SUPER_ADMIN.value()));
        return id;
    }

    /// Who was made less, or sent away, is an operator again.
    private void restore(Known known) {
        var before = new HashMap<String, Object>();
        before.put("role", known.role().value());
        before.put("active", known.active());
        var after = Map.of("role", Role.SUPER_ADMIN.value(), "active", true);
        if (before.equals(after)) {
            return;
        }
        jdbc.sql("""
                update member set role = :role, custom_role_id = null, active = true
                 where company_id = :platform and id = :id
                """)
                .param("platform", Companies.PLATFORM.value())
                .param("id", known.id().value())
                .param("role", Role.SUPER_ADMIN.value())
                .update();
        record("member_changed", known.id(), before, after);
    }

    private String invite(String email, MemberId member) {
        var token = Invitations.open(
                jdbc, Companies.PLATFORM, member, clock.instant().plus(Invitations.VALID));
        record("operator_link_made", member, Map.of(), Map.of("link", "invitation"));
        return """
                %s runs the platform after opening this link, which works once, for %d days:
                %s/invitation#%s""".formatted(email, Invitations.VALID.toDays(), address, token.text());
    }

    private String reset(String email, UUID signIn, MemberId member) {
        var passwordHash = jdbc.sql("select password_hash from sign_in where id = :id")
                .param("id", signIn)
                .query(String.class)
                .single();
        var token =
                PasswordResets.token(key, signIn, passwordHash, clock.instant().plus(PasswordResets.VALID));
        record("operator_link_made", member, Map.of(), Map.of("link", "password_reset"));
        return """
                %s runs the platform already. This link sets a new password; it works once, for %d minutes:
                %s/password-reset#%s""".formatted(email, PasswordResets.VALID.toMinutes(), address, token);
    }

    private void record(String kind, MemberId member, Map<String, ?> before, Map<String, ?> after) {
        events.append(
                Companies.PLATFORM,
                Event.of(clock.instant(), kind, null, Map.of("memberId", member.toString(), "by", "operator command")));
        audit.record(Companies.PLATFORM, null, kind, member, before, after);
    }
}
