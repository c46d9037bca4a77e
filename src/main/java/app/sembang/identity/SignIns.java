package app.sembang.identity;

import app.sembang.audit.Event;
import app.sembang.audit.EventLog;
import app.sembang.companies.Companies;
import app.sembang.database.CompanyTransactions;
import app.sembang.mail.Letter;
import app.sembang.mail.Mails;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Language;
import app.sembang.shared.MemberId;
import app.sembang.shared.Refusal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// How people prove who they are, over all companies: by e-mail address and password, and by a code where they have
/// set that up.
@Component
class SignIns {
    private static final String COLUMNS = """
            sign_in.id, sign_in.email, sign_in.password_hash, sign_in.demo, sign_in.last_company_id, sign_in.totp_seed,
            sign_in.totp_pending, cardinality(sign_in.backup_codes) as backup_codes""";

    private final JdbcClient platform;
    private final CompanyTransactions transactions;
    private final Companies companies;
    private final Passwords passwords;
    private final TwoFactor twoFactor;
    private final Attempts attempts;
    private final Sessions sessions;
    private final EventLog events;
    private final Mails mails;
    private final JdbcClient jdbc;
    private final Clock clock;

    /// A person, whichever company they work in.
    record Account(
            UUID id,
            String email,
            String passwordHash,
            boolean demo,
            @Nullable CompanyId lastCompany,
            @Nullable String seed,
            @Nullable String pendingSeed,
            int backupCodes) {
        boolean hasTwoFactor() {
            return seed != null;
        }
    }

    /// A company the person works in.
    record Membership(CompanyId company, MemberId member, String name, String slug) {}

    /// Who may come in.
    /// @param twoFactor a second factor was shown, or what counts as one
    record Proven(CompanyId company, MemberId member, Proof proof, boolean twoFactor) {}

    SignIns(
            @Qualifier("platform") JdbcClient platform,
            CompanyTransactions transactions,
            Companies companies,
            Passwords passwords,
            TwoFactor twoFactor,
            Attempts attempts,
            Sessions sessions,
            EventLog events,
            Mails mails,
            JdbcClient jdbc,
            Clock clock) {
        this.platform = platform;
        this.transactions = transactions;
        this.companies = companies;
        this.passwords = passwords;
        this.twoFactor = twoFactor;
        this.attempts = attempts;
        this.sessions = sessions;
        this.events = events;
        this.mails = mails;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// @param company to work in; without, the one of last time
    Proven prove(String email, String password, @Nullable String code, @Nullable CompanyId company, Visit visit) {
        var account = account(email, password, Attempts.Door.SIGN_IN, visit);
        var at = memberships(account);
        if (at.isEmpty()) {
            throw badCredentials();
        }
        boolean coded = secondFactor(account, code);
        return in(account, at, company, Proof.PASSWORD, coded);
    }

    /// Lets a person in who has proven who they are without a password.
    Proven in(Account account, @Nullable CompanyId company, Proof proof, boolean twoFactor, Visit visit) {
        refuseDemo(account, visit);
        var at = memberships(account);
        if (at.isEmpty()) {
            throw badCredentials();
        }
        return in(account, at, company, proof, twoFactor);
    }

    /// The person of this address and password.
    Account account(String email, String password, Attempts.Door door, Visit visit) {
        var attempt = attempts.begin(door, visit.address(), normal(email));
        var known = find(normal(email));
        if (known.isEmpty()) {
            passwords.matchesNobody(password);
            throw badCredentials();
        }
        var account = known.get();
        if (!passwords.matches(password, account.passwordHash())) {
            throw badCredentials();
        }
        refuseDemo(account, visit);
        attempt.succeeded();
        if (passwords.isOutdated(account.passwordHash())) {
            replaceHash(account, passwords.hash(password));
        }
        return account;
    }

    /// Wants the code of who has set one up. Only who knows the password gets here, so a limit on the person locks
    /// nobody out.
    /// @return whether one was shown
    boolean secondFactor(Account account, @Nullable String code) {
        if (!account.hasTwoFactor()) {
            return false;
        }
        if (code == null || code.isBlank()) {
            throw new Refusal(
                    Refusal.Kind.UNAUTHENTICATED,
                    "code-required",
                    "Give the code your authenticator app shows, or one of your backup codes.");
        }
        var attempt = attempts.beginCode(account.id());
        if (!twoFactor.accept(account, code)) {
            throw new Refusal(
                    Refusal.Kind.UNAUTHENTICATED,
                    "code-wrong",
                    "This code is wrong, has passed, or was used before; wait for the next one.");
        }
        attempt.succeeded();
        return true;
    }

    /// The same person at work in another of their companies.
    Proven switchTo(Sessions.Current from, CompanyId company) {
        requireOwnProof(from);
        var account = of(from.member());
        return in(account, memberships(account), company, from.proof(), from.twoFactor());
    }

    /// What a person signs in with belongs to the person; a company's identity provider, which
    /// could say of anybody that they are here, neither changes it nor opens another company.
    void requireOwnProof(Sessions.Current current) {
        if (current.proof() == Proof.SINGLE_SIGN_ON) {
            throw new Refusal(
                    Refusal.Kind.FORBIDDEN,
                    "own-sign-in-needed",
                    "You are here by your company's single sign-on; sign in with your own password or passkey for this.");
        }
    }

    private Proven in(
            Account account, List<Membership> at, @Nullable CompanyId company, Proof proof, boolean twoFactor) {
        var wanted = company != null ? company : account.lastCompany();
        var first = at.stream()
                .filter(one -> one.company().equals(wanted))
                .findFirst()
                .or(() -> company == null ? at.stream().findFirst() : Optional.empty())
                .orElseThrow(() -> new Refusal(
                        Refusal.Kind.FORBIDDEN,
                        "not-your-company",
                        "You do not work in the company %s.".formatted(company)));
        // Where nobody has chosen, a company that is suspended, or takes only its own single sign-on, is passed over
        // for
        // one that opens.
        var chosen = company != null || at.size() == 1 || opens(first, proof)
                ? first
                : at.stream().filter(one -> opens(one, proof)).findFirst().orElse(first);
        if (!chosen.company().equals(account.lastCompany())) {
            platform.sql("update sign_in set last_company_id = :company where id = :id")
                    .param("company", chosen.company().value())
                    .param("id", account.id())
                    .update();
        }
        return new Proven(chosen.company(), chosen.member(), proof, twoFactor);
    }

    private boolean opens(Membership at, Proof proof) {
        return companies.isOpen(at.company()) && sessions.takes(at.company(), at.member(), proof);
    }

    private static void refuseDemo(Account account, Visit visit) {
        if (account.demo() && !visit.local()) {
            throw new Refusal(
                    Refusal.Kind.FORBIDDEN,
                    "demo-sign-in-only-from-loopback",
                    "Demo sign-ins have a published password and work only on the machine itself.",
                    Map.of());
        }
    }

    /// The companies the person works in now, the one joined first first.
    List<Membership> memberships(Account account) {
        return platform.sql("""
                select member.company_id, member.id, company.name, company.slug
                from member join company on company.id = member.company_id
                where member.sign_in_id = :id and member.active
                order by member.created_at, member.id
                """)
                .param("id", account.id())
                .query((row, number) -> new Membership(
                        CompanyId.from(row.getString("company_id")),
                        MemberId.from(row.getString("id")),
                        row.getString("name"),
                        row.getString("slug")))
                .list();
    }

    /// Sets a new password where the old one is still what the caller saw, ends the person's sessions everywhere
    /// but one, and writes to them.
    /// @return false where somebody else was faster
    boolean changePassword(Account account, String password, @Nullable UUID keep, String event) {
        if (!replaceHash(account, passwords.hash(password))) {
            return false;
        }
        var at = memberships(account);
        for (var one : at) {
            transactions.run(one.company(), () -> {
                sessions.endAll(one.company(), one.member(), keep, one.member());
                events.append(one.company(), Event.of(clock.instant(), event, one.member(), Map.of()));
            });
        }
        return true;
    }

    /// Tells all companies the person works in.
    void log(Account account, String event) {
        for (var at : memberships(account)) {
            transactions.run(
                    at.company(),
                    () -> events.append(at.company(), Event.of(clock.instant(), event, at.member(), Map.of())));
        }
    }

    /// Writes to the person in the company they joined first, if they work anywhere.
    void write(Account account, Function<Letters.Reader, Letter> letter) {
        memberships(account).stream().findFirst().ifPresent(one -> write(one.company(), one.member(), letter));
    }

    /// Writes to the person as they are known in this company.
    void write(CompanyId company, MemberId member, Function<Letters.Reader, Letter> letter) {
        transactions.run(company, () -> mails.queue(company, letter.apply(reader(company, member))));
    }

    /// Inside a transaction of the company.
    Letters.Reader reader(CompanyId company, MemberId member) {
        var zone = companies.find(company).orElseThrow().timeZone();
        return jdbc.sql("select email, name, language from member where company_id = :company and id = :id")
                .param("company", company.value())
                .param("id", member.value())
                .query((row, number) -> new Letters.Reader(
                        row.getString("email"), row.getString("name"), Language.from(row.getString("language")), zone))
                .single();
    }

    Optional<Account> find(String email) {
        return platform.sql("select " + COLUMNS + " from sign_in where email = :email")
                .param("email", normal(email))
                .query(SignIns::account)
                .optional();
    }

    Optional<Account> find(UUID id) {
        return platform.sql("select " + COLUMNS + " from sign_in where id = :id")
                .param("id", id)
                .query(SignIns::account)
                .optional();
    }

    Account of(Member member) {
        return find(member.company(), member.id()).orElseThrow();
    }

    /// Empty for who has not joined yet.
    Optional<Account> find(CompanyId company, MemberId member) {
        return platform.sql("select " + COLUMNS + """
                 from sign_in join member on member.sign_in_id = sign_in.id
                where member.company_id = :company and member.id = :member
                """)
                .param("company", company.value())
                .param("member", member.value())
                .query(SignIns::account)
                .optional();
    }

    private boolean replaceHash(Account account, String hash) {
        return platform.sql("update sign_in set password_hash = :hash where id = :id and password_hash = :old")
                        .param("hash", hash)
                        .param("id", account.id())
                        .param("old", account.passwordHash())
                        .update()
                == 1;
    }

    private static Account account(ResultSet row, int number) throws SQLException {
        var last = row.getString("last_company_id");
        return new Account(
                row.getObject("id", UUID.class),
                row.getString("email"),
                row.getString("password_hash"),
                row.getBoolean("demo"),
                last == null ? null : CompanyId.from(last),
                row.getString("totp_seed"),
                row.getString("totp_pending"),
                row.getInt("backup_codes"));
    }

    private static Refusal badCredentials() {
        return new Refusal(
                Refusal.Kind.UNAUTHENTICATED, "bad-credentials", "E-mail address and password do not belong together.");
    }

    static String normal(String email) {
        return email.strip().toLowerCase(Locale.ROOT);
    }
}
