package app.sembang.identity;

import app.sembang.audit.AuditLog;
import app.sembang.companies.Companies;
import app.sembang.database.CompanyTransactions;
import app.sembang.mail.Mails;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Ids;
import app.sembang.shared.Language;
import app.sembang.shared.MemberId;
import app.sembang.shared.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Invites people into a company. The link in the mail works once, for a week; of it only a hash is kept. Who signs
/// in elsewhere already accepts with the password they have.
@Component
class Invitations {
    static final Duration VALID = Duration.ofDays(7);

    private final CompanyTransactions transactions;
    private final Companies companies;
    private final SignIns signIns;
    private final Passwords passwords;
    private final Letters letters;
    private final Mails mails;
    private final AuditLog audit;
    private final ApplicationEventPublisher publisher;
    private final JdbcClient jdbc;
    private final Clock clock;

    Invitations(
            CompanyTransactions transactions,
            Companies companies,
            SignIns signIns,
            Passwords passwords,
            Letters letters,
            Mails mails,
            AuditLog audit,
            ApplicationEventPublisher publisher,
            JdbcClient jdbc,
            Clock clock) {
        this.transactions = transactions;
        this.companies = companies;
        this.signIns = signIns;
        this.passwords = passwords;
        this.letters = letters;
        this.mails = mails;
        this.audit = audit;
        this.publisher = publisher;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// What the invited person is shown.
    record Invitation(
            String companyName,
            String companySlug,
            String email,
            String name,
            Role role,
            Language language,
            Instant expiresAt,
            boolean hasPassword) {}

    private record Open(MemberId member, String email, String name, Role role, Language language, Instant expiresAt) {}

    void requireMail() {
        if (!mails.available()) {
            throw new Refusal(
                    Refusal.Kind.UNAVAILABLE,
                    "mail-not-set-up",
                    "This installation has no mail server (SMTP_HOST), so nobody can be invited; give a password.");
        }
    }

    /// Inside a transaction of the company. An older link of the person stops working.
    void send(CompanyId company, MemberId member, @Nullable MemberId by) {
        var until = clock.instant().plus(VALID);
        var token = open(jdbc, company, member, until);
        var name = companies.find(company).orElseThrow().name();
        mails.queue(company, letters.invitation(signIns.reader(company, member), name, token.text(), until));
        audit.record(company, by, "member_invited", member);
    }

    /// Only the newest invitation of a person is open.
    static RowToken open(JdbcClient jdbc, CompanyId company, MemberId member, Instant until) {
        var token = RowToken.make(company, member.value());
        jdbc.sql("""
                insert into invitation (company_id, member_id, token_hash, expires_at)
                values (:company, :member, :hash, :until)
                on conflict (company_id, member_id) do update
                   set token_hash = excluded.token_hash, expires_at = excluded.expires_at
                """)
                .param("company", company.value())
                .param("member", member.value())
                .param("hash", token.hash())
                .param("until", until.atOffset(ZoneOffset.UTC))
                .update();
        return token;
    }

    void sendAgain(Member me, MemberId member) {
        requireMail();
        transactions.run(me.company(), () -> {
            requireInvited(me.company(), member);
            if (mails.since(
                            me.company(),
                            signIns.reader(me.company(), member).email(),
                            clock.instant().minus(Duration.ofHours(1)))
                    >= 5) {
                throw new Refusal(
                        Refusal.Kind.TOO_MANY,
                        "too-many-mails",
                        "This person was sent five mails within an hour; wait a while.",
                        Map.of("retryAfter", Duration.ofHours(1).toSeconds()));
            }
            send(me.company(), member, me.id());
        });
    }

    void withdraw(Member me, MemberId member) {
        transactions.run(me.company(), () -> {
            requireInvited(me.company(), member);
            jdbc.sql("delete from invitation where company_id = :company and member_id = :member")
                    .param("company", me.company().value())
                    .param("member", member.value())
                    .update();
            jdbc.sql("update member set active = false where company_id = :company and id = :member")
                    .param("company", me.company().value())
                    .param("member", member.value())
                    .update();
            audit.record(me.company(), me.id(), "invitation_withdrawn", member);
        });
    }

    /// Whether the address has a password already is told to who holds the link, for they read its mail.
    Invitation show(String text) {
        var token = parse(text);
        var company = token.company();
        var open = transactions.in(company, () -> open(token)).orElseThrow(Invitations::gone);
        var inviting = companies.find(company).orElseThrow();
        return new Invitation(
                inviting.name(),
                inviting.slug(),
                open.email(),
                open.name(),
                open.role(),
                open.language(),
                open.expiresAt(),
                signIns.find(open.email()).isPresent());
    }

    /// @param password a new one, or the one the person signs in elsewhere with, then with the code they use there
    SignIns.Proven accept(String text, @Nullable String name, String password, @Nullable String code, Visit visit) {
        var token = parse(text);
        var open = transactions.in(token.company(), () -> open(token)).orElseThrow(Invitations::gone);
        if (signIns.find(open.email()).isPresent()) {
            var account = signIns.account(open.email(), password, Attempts.Door.INVITATION, visit);
            boolean coded = signIns.secondFactor(account, code);
            transactions.run(token.company(), () -> join(token, account.id(), name));
            return new SignIns.Proven(token.company(), open.member(), Proof.PASSWORD, coded);
        }
        passwords.check("password", password, open.email(), open.name());
        var hash = passwords.hash(password);
        transactions.run(token.company(), () -> {
            var id = Ids.next();
            int added = jdbc.sql("""
                    insert into sign_in (id, email, password_hash) values (:id, :email, :hash) on conflict do nothing
                    """)
                    .param("id", id)
                    .param("email", open.email())
                    .param("hash", hash)
                    .update();
            if (added == 0) {
                throw gone();
            }
            join(token, id, name);
        });
        return new SignIns.Proven(token.company(), open.member(), Proof.PASSWORD, false);
    }

    private void join(RowToken token, UUID signIn, @Nullable String name) {
        int used = jdbc.sql("""
                delete from invitation where company_id = :company and member_id = :member and token_hash = :hash
                """)
                .param("company", token.company().value())
                .param("member", token.row())
                .param("hash", token.hash())
                .update();
        if (used == 0) {
            throw gone();
        }
        jdbc.sql("""
                update member set sign_in_id = :signIn, joined_at = :now, name = coalesce(:name, name)
                where company_id = :company and id = :member
                """)
                .param("signIn", signIn)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("name", name == null || name.isBlank() ? null : name.strip())
                .param("company", token.company().value())
                .param("member", token.row())
                .update();
        var member = new MemberId(token.row());
        audit.record(token.company(), member, "invitation_accepted", member);
        publisher.publishEvent(new DutyChanged(token.company(), member));
    }

    private Optional<Open> open(RowToken token) {
        return jdbc.sql("""
                select member.id, member.email, member.name, member.role, member.language, invitation.expires_at
                from invitation join member on member.company_id = invitation.company_id and member.id = invitation.member_id
                where invitation.company_id = :company and invitation.member_id = :member
                  and invitation.token_hash = :hash and invitation.expires_at > :now and member.active
                """)
                .param("company", token.company().value())
                .param("member", token.row())
                .param("hash", token.hash())
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .query((row, number) -> new Open(
                        MemberId.from(row.getString("id")),
                        row.getString("email"),
                        row.getString("name"),
                        Role.from(row.getString("role")),
                        Language.from(row.getString("language")),
                        row.getObject("expires_at", OffsetDateTime.class).toInstant()))
                .optional();
    }

    private void requireInvited(CompanyId company, MemberId member) {
        boolean invited = jdbc.sql("""
                select active and sign_in_id is null from member where company_id = :company and id = :member for update
                """)
                .param("company", company.value())
                .param("member", member.value())
                .query(Boolean.class)
                .optional()
                .orElse(false);
        if (!invited) {
            throw Refusal.notFound("open invitation of", member);
        }
    }

    private static RowToken parse(String text) {
        return RowToken.parse(text).orElseThrow(Invitations::gone);
    }

    private static Refusal gone() {
        return new Refusal(
                Refusal.Kind.NOT_FOUND,
                "invitation-gone",
                "This invitation was used, withdrawn or has expired; ask for a new one.");
    }
}
