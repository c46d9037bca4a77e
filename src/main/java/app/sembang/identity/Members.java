package app.sembang.identity;

import app.sembang.audit.AuditLog;
import app.sembang.companies.Companies;
import app.sembang.companies.Company;
import app.sembang.companies.Limit;
import app.sembang.companies.NewCompany;
import app.sembang.database.CompanyTransactions;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Ids;
import app.sembang.shared.Language;
import app.sembang.shared.MemberId;
import app.sembang.shared.Refusal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The people of a company. What only reads works inside a transaction of that company and outside of any.
@Component
public class Members {
    static final String COLUMNS = """
            member.company_id, member.id, member.role, member.name, member.language,
            (select custom_role.permissions from custom_role
              where custom_role.company_id = member.company_id and custom_role.id = member.custom_role_id) as permissions""";

    private final CompanyTransactions transactions;
    private final Companies companies;
    private final AuditLog audit;
    private final Passwords passwords;
    private final Invitations invitations;
    private final ApplicationEventPublisher publisher;
    private final JdbcClient jdbc;
    private final Clock clock;

    Members(
            CompanyTransactions transactions,
            Companies companies,
            AuditLog audit,
            Passwords passwords,
            Invitations invitations,
            ApplicationEventPublisher publisher,
            JdbcClient jdbc,
            Clock clock) {
        this.transactions = transactions;
        this.companies = companies;
        this.audit = audit;
        this.passwords = passwords;
        this.invitations = invitations;
        this.publisher = publisher;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// Also one who no longer works there.
    public Optional<Member> find(CompanyId company, MemberId id) {
        return transactions.inside(
                company,
                () -> jdbc.sql("select " + COLUMNS + " from member where company_id = :company and id = :id")
                        .param("company", company.value())
                        .param("id", id.value())
                        .query(Members::member)
                        .optional());
    }

    /// Those who work there now, oldest first.
    public List<Member> active(CompanyId company) {
        return transactions.inside(
                company,
                () -> jdbc.sql("select " + COLUMNS + """
                         from member where company_id = :company and active and sign_in_id is not null order by id
                        """)
                        .param("company", company.value())
                        .query(Members::member)
                        .list());
    }

    /// How many work there or are invited to.
    public int count(CompanyId company) {
        return transactions.inside(
                company,
                () -> jdbc.sql("select count(*) from member where company_id = :company and active")
                        .param("company", company.value())
                        .query(Integer.class)
                        .single());
    }

    /// Agents who take new conversations now, oldest first.
    public List<OnDuty> onDuty(CompanyId company) {
        return transactions.inside(
                company,
                () -> jdbc.sql("""
                        select id, capacity, expertise, languages from member
                        where company_id = :company and active and available and on_shift and present and sign_in_id is not null
                          and role = 'company_user'
                        order by id
                        """)
                        .param("company", company.value())
                        .query(Members::duty)
                        .list());
    }

    /// Everybody who answers customers, at work or away, oldest first.
    public List<Staff> staff(CompanyId company) {
        return transactions.inside(
                company,
                () -> jdbc.sql("""
                        select id, name, available and on_shift and present as available, capacity, expertise, languages from member
                        where company_id = :company and active and sign_in_id is not null
                          and role in ('company_user', 'company_admin')
                        order by id
                        """)
                        .param("company", company.value())
                        .query((row, number) ->
                                new Staff(row.getString("name"), row.getBoolean("available"), duty(row, number)))
                        .list());
    }

    public record Staff(String name, boolean available, OnDuty duty) {}

    private static OnDuty duty(ResultSet row, int number) throws SQLException {
        return new OnDuty(
                MemberId.from(row.getString("id")),
                row.getInt("capacity"),
                texts(row.getArray("expertise")),
                texts(row.getArray("languages")).stream().map(Language::from).toList());
    }

    /// Whether somebody who works there takes nothing new for now.
    public boolean isAway(CompanyId company, MemberId id) {
        return transactions.inside(
                company,
                () -> jdbc.sql(
                                "select active and not (available and on_shift and present) from member where company_id = :company and id = :id")
                        .param("company", company.value())
                        .param("id", id.value())
                        .query(Boolean.class)
                        .optional()
                        .orElse(false));
    }

    /// @param capacity how many open conversations at most are given by rule; 0: no limit
    /// @param expertise what they are good at, in words
    public record OnDuty(MemberId id, int capacity, List<String> expertise, List<Language> languages) {
        public boolean isLimited() {
            return capacity > 0;
        }

        public boolean takesOneMore(int open) {
            return capacity == 0 || open < capacity;
        }
    }

    /// The names to show; an id of nobody is left out.
    public Map<MemberId, String> names(CompanyId company, Collection<MemberId> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        return transactions.inside(
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

    /// Takes a person in. One without a password is invited by mail, and so is one whose address signs in somewhere
    /// already: a password chosen by one company's admin must never open another company, and nobody is told that
    /// the address is known.
    public Member create(CompanyId company, NewMember person, @Nullable MemberId by) {
        return transactions.in(company, () -> add(company, person, by));
    }

    /// Takes a company in together with its first admin.
    /// @param by the super admin who does, if a person does
    public Founded found(NewCompany company, NewMember admin, @Nullable MemberId by) {
        var id = CompanyId.next();
        return transactions.in(id, () -> {
            var founded = companies.create(id, company);
            audit.record(
                    id,
                    by,
                    "company_created",
                    id,
                    Map.of(),
                    Map.of("name", founded.name(), "slug", founded.slug(), "country", founded.country()));
            return new Founded(founded, add(id, admin, by));
        });
    }

    /// A company just taken in, and its first admin.
    public record Founded(Company company, Member admin) {}

    /// Takes in, as an agent, whom the company's identity provider has vouched for. Inside a transaction of the
    /// company.
    MemberId takeIn(CompanyId company, UUID signIn, String email, String name) {
        companies.requireRoom(company, Limit.MEMBERS, () -> active(company).size());
        var language = companies.find(company).orElseThrow().preferredLanguage();
        return insert(company, new NewMember(name, email, null, Role.COMPANY_USER, language, false), signIn, null);
    }

    private Member add(CompanyId company, NewMember person, @Nullable MemberId by) {
        companies.requireRoom(company, Limit.MEMBERS, () -> active(company).size());
        var signIn = signIn(person, SignIns.normal(person.email()));
        var member = insert(company, person, signIn, by);
        if (signIn == null) {
            invitations.send(company, member, by);
        }
        return new Member(member, company, person.role(), person.name().strip(), person.language(), null);
    }

    private MemberId insert(CompanyId company, NewMember person, @Nullable UUID signIn, @Nullable MemberId by) {
        var email = SignIns.normal(person.email());
        var name = person.name().strip();
        var member = jdbc.sql("""
                insert into member (company_id, id, sign_in_id, name, email, role, custom_role_id, language, joined_at)
                values (:company, :id, :signIn, :name, :email, :role, :customRole, :language, :joined)
                on conflict (company_id, email) do update
                   set sign_in_id = excluded.sign_in_id, name = excluded.name, role = excluded.role,
                       language = excluded.language, custom_role_id = excluded.custom_role_id, active = true
                 where member.sign_in_id is null and not member.active
                returning id
                """)
                .param("company", company.value())
                .param("id", MemberId.next().value())
                .param("signIn", signIn)
                .param("name", name)
                .param("email", email)
                .param("role", person.role().value())
                .param("customRole", person.customRole())
                .param("language", person.language().tag())
                .param("joined", person.demo() ? clock.instant().atOffset(ZoneOffset.UTC) : null)
                .query((row, number) -> MemberId.from(row.getString("id")))
                .optional()
                .orElseThrow(() -> new Refusal(
                        Refusal.Kind.CONFLICT, "already-member", "%s is in the list already.".formatted(email)));
        audit.record(
                company,
                by,
                "member_created",
                member,
                Map.of(),
                Map.of(
                        "name", name,
                        "email", email,
                        "role", person.role().value()));
        if (signIn != null) {
            publisher.publishEvent(new DutyChanged(company, member));
        }
        companies.tellOfRoom(company, Limit.MEMBERS, () -> active(company).size());
        return member;
    }

    /// Null where the person is to be invited.
    private @Nullable UUID signIn(NewMember person, String email) {
        var password = person.password();
        if (password == null) {
            return null;
        }
        var id = Ids.next();
        int added = jdbc.sql("""
                insert into sign_in (id, email, password_hash, demo) values (:id, :email, :hash, :demo)
                on conflict do nothing
                """)
                .param("id", id)
                .param("email", email)
                .param("hash", passwords.hash(password))
                .param("demo", person.demo())
                .update();
        return added == 1 ? id : null;
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }

    static Member member(ResultSet row, int number) throws SQLException {
        return new Member(
                MemberId.from(row.getString("id")),
                CompanyId.from(row.getString("company_id")),
                Role.from(row.getString("role")),
                row.getString("name"),
                Language.from(row.getString("language")),
                permissions(row.getArray("permissions")));
    }

    private static @Nullable Set<Permission> permissions(@Nullable Array array) throws SQLException {
        return array == null
                ? null
                : Stream.of((String[]) array.getArray()).map(Permission::from).collect(Collectors.toUnmodifiableSet());
    }
}
