package app.sembang.identity;

import app.sembang.audit.AuditLog;
import app.sembang.database.CompanyTransactions;
import app.sembang.shared.CompanyId;
import app.sembang.shared.MemberId;
import app.sembang.shared.Refusal;
import java.time.Clock;
import java.util.Map;
import org.springframework.stereotype.Component;

/// Takes a second factor off whose phone and backup codes are lost. What a person signs in with belongs to the person,
/// in all their companies: an admin of one decides for those who work nowhere else and have no more rights than others;
/// for admins, and for people of several companies, who runs the platform does.
@Component
class TwoFactorResets {
    private final SignIns signIns;
    private final TwoFactor twoFactor;
    private final Sessions sessions;
    private final People people;
    private final CompanyTransactions transactions;
    private final AuditLog audit;
    private final Letters letters;
    private final Clock clock;

    TwoFactorResets(
            SignIns signIns,
            TwoFactor twoFactor,
            Sessions sessions,
            People people,
            CompanyTransactions transactions,
            AuditLog audit,
            Letters letters,
            Clock clock) {
        this.signIns = signIns;
        this.twoFactor = twoFactor;
        this.sessions = sessions;
        this.people = people;
        this.transactions = transactions;
        this.audit = audit;
        this.letters = letters;
        this.clock = clock;
    }

    void byAdmin(Member me, MemberId id) {
        var user = people.find(me.company(), id);
        if (user.role().administers()) {
            throw new Refusal(
                    Refusal.Kind.FORBIDDEN,
                    "operator-resets",
                    "An admin's second factor is reset by those who run this installation.");
        }
        var account = signIns.find(me.company(), id).orElseThrow(TwoFactorResets::off);
        if (signIns.memberships(account).size() > 1) {
            throw new Refusal(
                    Refusal.Kind.FORBIDDEN,
                    "operator-resets",
                    "This person works in other companies too; those who run this installation reset it.");
        }
        reset(account, me.company(), id, me.id());
    }

    /// @param email of somebody who works in the company
    void byOperator(Member operator, CompanyId company, String email) {
        var account = signIns.find(email).orElseThrow(() -> nobody(email));
        var member = signIns.memberships(account).stream()
                .filter(one -> one.company().equals(company))
                .findFirst()
                .orElseThrow(() -> nobody(email));
        reset(account, company, member.member(), operator.id());
    }

    private void reset(SignIns.Account account, CompanyId company, MemberId member, MemberId by) {
        if (!account.hasTwoFactor()) {
            throw off();
        }
        twoFactor.turnOff(account);
        for (var at : signIns.memberships(account)) {
            transactions.run(at.company(), () -> {
                sessions.endAll(at.company(), at.member(), null, at.company().equals(company) ? by : null);
                audit.record(
                        at.company(),
                        by,
                        "two_factor_reset",
                        at.member(),
                        Map.of("twoFactor", true),
                        Map.of("twoFactor", false));
            });
            sessions.forget(at.member());
        }
        signIns.write(company, member, reader -> letters.twoFactorReset(reader, clock.instant()));
    }

    private static Refusal off() {
        return new Refusal(Refusal.Kind.CONFLICT, "two-factor-off", "Two-step sign-in is off.");
    }

    private static Refusal nobody(String email) {
        return Refusal.notFound("user", email);
    }
}
