package app.sembang.identity;

import app.sembang.audit.AuditLog;
import app.sembang.companies.Companies;
import app.sembang.database.CompanyTransactions;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Ids;
import app.sembang.shared.MemberId;
import app.sembang.shared.Refusal;
import app.sembang.shared.Texts;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Finds the member an identity provider speaks of, or takes them in where the company wants that.
/// A provider speaks for its own company: whom it names is looked for among that company's members,
/// and somebody who signs in elsewhere already is never taken in by its word.
@Component
class Newcomers {
    private static final Logger LOG = LoggerFactory.getLogger(Newcomers.class);
    private static final int LONGEST_NAME = 200;

    private final CompanyTransactions transactions;
    private final Companies companies;
    private final Members members;
    private final SignIns signIns;
    private final Passwords passwords;
    private final AuditLog audit;
    private final ApplicationEventPublisher publisher;
    private final JdbcClient jdbc;
    private final Clock clock;

    Newcomers(
            CompanyTransactions transactions,
            Companies companies,
            Members members,
            SignIns signIns,
            Passwords passwords,
            AuditLog audit,
            ApplicationEventPublisher publisher,
            JdbcClient jdbc,
            Clock clock) {
        this.transactions = transactions;
        this.companies = companies;
        this.members = members;
        this.signIns = signIns;
        this.passwords = passwords;
        this.audit = audit;
        this.publisher = publisher;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// @param email as the provider vouches for it
    /// @param name as the provider spells it, if it does
    SignIns.Proven recognise(SingleSignOn.Provider provider, String email, @Nullable String name) {
        var company = provider.company();
        var account = signIns.find(email).filter(known -> !known.demo());
        var member =
                provider.speaksFor(email) ? account.flatMap(known -> at(known, company)) : Optional.<MemberId>empty();
        if (member.isEmpty() && account.isEmpty() && provider.createUsers() && provider.speaksFor(email)) {
            member = Optional.of(takeIn(company, email, name));
        }
        return new SignIns.Proven(
                company, member.orElseThrow(() -> unknown(company)), Proof.SINGLE_SIGN_ON, provider.twoFactor());
    }

    private Optional<MemberId> at(SignIns.Account account, CompanyId company) {
        return signIns.memberships(account).stream()
                .filter(one -> one.company().equals(company))
                .map(SignIns.Membership::member)
                .findFirst();
    }

    /// Their password is one nobody knows; they may set one by the mail that resets it.
    private MemberId takeIn(CompanyId company, String email, @Nullable String name) {
        var hash = passwords.hash(SignInFlows.random() + SignInFlows.random());
        companies.requireOpen(company);
        return transactions.in(company, () -> {
            var signIn = Ids.next();
            int added = jdbc.sql("""
                    insert into sign_in (id, email, password_hash) values (:id, :email, :hash) on conflict do nothing
                    """)
                    .param("id", signIn)
                    .param("email", email)
                    .param("hash", hash)
                    .update();
            if (added == 0) {
                throw unknown(company);
            }
            return invited(company, email, signIn).orElseGet(() -> {
                var called = name == null || name.isBlank() ? email.substring(0, email.indexOf('@')) : name.strip();
                return members.takeIn(company, signIn, email, Texts.beginning(called, LONGEST_NAME));
            });
        });
    }

    /// Somebody the company has invited needs the invitation's link no more.
    private Optional<MemberId> invited(CompanyId company, String email, UUID signIn) {
        var member = jdbc.sql("""
                update member set sign_in_id = :signIn, joined_at = :now
                where company_id = :company and email = :email and sign_in_id is null and active
                returning id
                """)
                .param("signIn", signIn)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("company", company.value())
                .param("email", email)
                .query((row, number) -> MemberId.from(row.getString("id")))
                .optional();
        member.ifPresent(id -> {
            jdbc.sql("delete from invitation where company_id = :company and member_id = :member")
                    .param("company", company.value())
                    .param("member", id.value())
                    .update();
            audit.record(company, id, "invitation_accepted", id, Map.of(), Map.of("by", "single_sign_on"));
            publisher.publishEvent(new DutyChanged(company, id));
        });
        return member;
    }

    private static Refusal unknown(CompanyId company) {
        LOG.info("Single sign-on of company {}: nobody to let in", company);
        return new Refusal(
                Refusal.Kind.FORBIDDEN,
                "single-sign-on-unknown",
                "Your company's single sign-on knows you, but nobody has let you in here; ask an admin.");
    }
}
