package app.sembang.identity;

import app.sembang.audit.Event;
import app.sembang.audit.EventLog;
import app.sembang.companies.Companies;
import app.sembang.companies.Company;
import app.sembang.companies.Limit;
import app.sembang.companies.NewCompany;
import app.sembang.database.CompanyTransactions;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Ids;
import app.sembang.shared.Language;
import app.sembang.shared.MemberId;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// The people of a company. What only reads works inside a transaction of that company and outside of any.
@Component
public class Members {
    private static final String COLUMNS = "company_id, id, role, name, language";

    private final CompanyTransactions transactions;
    private final Companies companies;
    private final EventLog events;
    private final PasswordEncoder passwords;
    private final JdbcClient jdbc;
    private final Clock clock;

    Members(
            CompanyTransactions transactions,
            Companies companies,
            EventLog events,
            PasswordEncoder passwords,
            JdbcClient jdbc,
            Clock clock) {
        this.transactions = transactions;
        this.companies = companies;
        this.events = events;
        this.passwords = passwords;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// Also one who no longer works there.
    public Optional<Member> find(CompanyId company, MemberId id) {
        return inside(
                company,
                () -> jdbc.sql("select " + COLUMNS + " from member where company_id = :company and id = :id")
                        .param("company", company.value())
                        .param("id", id.value())
                        .query(Members::member)
                        .optional());
    }

    /// Those who work there now, oldest first.
    public List<Member> active(CompanyId company) {
        return inside(
                company,
                () -> jdbc.sql("select " + COLUMNS + " from member where company_id = :company and active order by id")
                        .param("company", company.value())
                        .query(Members::member)
                        .list());
    }

    /// The names to show; an id of nobody is left out.
    public Map<MemberId, String> names(CompanyId company, Collection<MemberId> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        return inside(
                company,
                () -> jdbc
                        .sql("select " + COLUMNS
                                + " from member where company_id = :company and id = any(:ids::uuid[])")
                        .param("company", company.value())
                        .param("ids", ids.stream().map(MemberId::toString).toArray(String[]::new))
                        .query(Members::member)
                        .list()
                        .stream()
                        .collect(Collectors.toMap(Member::id, Member::name)));
    }

    /// Takes a person in. An e-mail address that already signs in somewhere is refused: a password chosen by one
    /// company's admin must never open another company.
    public Member create(CompanyId company, NewMember person, @Nullable MemberId by) {
        return transactions.in(company, () -> add(company, person, by));
    }

    /// Takes a company in together with its first admin.
    /// @param by the super admin who does, if a person does
    public Founded found(NewCompany company, NewMember admin, @Nullable MemberId by) {
        var id = CompanyId.next();
        return transactions.in(id, () -> {
            var founded = companies.create(id, company);
            events.append(id, Event.of(clock.instant(), "company_created", by, Map.of("slug", founded.slug())));
            return new Founded(founded, add(id, admin, by));
        });
    }

    /// A company just taken in, and its first admin.
    public record Founded(Company company, Member admin) {}

    Profile profile(Member member) {
        return transactions.in(member.company(), () -> {
            var email = jdbc.sql("select email from member where company_id = :company and id = :id")
                    .param("company", member.company().value())
                    .param("id", member.id().value())
                    .query(String.class)
                    .single();
            return Profile.of(member, email, companies.find(member.company()).orElseThrow(), null);
        });
    }

    /// Changes the language the staff app speaks to the member.
    Member speak(Member member, Language language) {
        transactions.run(
                member.company(),
                () -> jdbc.sql("update member set language = :language where company_id = :company and id = :id")
                        .param("language", language.tag())
                        .param("company", member.company().value())
                        .param("id", member.id().value())
                        .update());
        return new Member(member.id(), member.company(), member.role(), member.name(), language);
    }

    Page<UsersController.User> page(Member me, @Nullable MemberId after, int size) {
        var rows = transactions.as(
                me.access(),
                () -> jdbc.sql("""
                        select id, name, email, role, active from member
                        where company_id = :company and (cast(:after as uuid) is null or id > cast(:after as uuid))
                        order by id limit :limit
                        """)
                        .param("company", me.company().value())
                        .param("after", after == null ? null : after.toString())
                        .param("limit", size + 1)
                        .query((row, number) -> new UsersController.User(
                                MemberId.from(row.getString("id")),
                                row.getString("name"),
                                row.getString("email"),
                                Role.from(row.getString("role")),
                                row.getBoolean("active")))
                        .list());
        return Page.of(rows, size, user -> user.id().toString());
    }

    private Member add(CompanyId company, NewMember person, @Nullable MemberId by) {
        if (person.password().getBytes(StandardCharsets.UTF_8).length > 72) {
            throw Refusal.invalid("password", "Use at most 72 bytes (72 letters of the Latin alphabet).");
        }
        companies.requireRoom(company, Limit.MEMBERS, () -> active(company).size());
        var signIn = Ids.next();
        var member = MemberId.next();
        try {
            jdbc.sql("insert into sign_in (id, email, password_hash, demo) values (:id, :email, :hash, :demo)")
                    .param("id", signIn)
                    .param("email", SignIns.normal(person.email()))
                    .param("hash", passwords.encode(person.password()))
                    .param("demo", person.demo())
                    .update();
        } catch (DuplicateKeyException taken) {
            throw new Refusal(
                    Refusal.Kind.CONFLICT,
                    "email-taken",
                    "Somebody already signs in as %s.".formatted(SignIns.normal(person.email())));
        }
        jdbc.sql("""
                insert into member (company_id, id, sign_in_id, name, email, role, language)
                values (:company, :id, :signIn, :name, :email, :role, :language)
                """)
                .param("company", company.value())
                .param("id", member.value())
                .param("signIn", signIn)
                .param("name", person.name().strip())
                .param("email", SignIns.normal(person.email()))
                .param("role", person.role().value())
                .param("language", person.language().tag())
                .update();
        events.append(
                company,
                Event.of(
                        clock.instant(),
                        "member_created",
                        by,
                        Map.of("memberId", member, "role", person.role().value())));
        return new Member(member, company, person.role(), person.name().strip(), person.language());
    }

    private <T> T inside(CompanyId company, Supplier<T> work) {
        return TransactionSynchronizationManager.isActualTransactionActive()
                ? work.get()
                : transactions.in(company, work);
    }

    static Member member(ResultSet row, int number) throws SQLException {
        return new Member(
                MemberId.from(row.getString("id")),
                CompanyId.from(row.getString("company_id")),
                Role.from(row.getString("role")),
                row.getString("name"),
                Language.from(row.getString("language")));
    }
}
