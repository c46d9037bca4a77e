package app.sembang.identity;

import app.sembang.audit.Event;
import app.sembang.audit.EventLog;
import app.sembang.companies.Companies;
import app.sembang.companies.Week;
import app.sembang.database.CompanyTransactions;
import app.sembang.shared.Language;
import app.sembang.shared.Refusal;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// What people see and change of themselves.
@Component
class Profiles {
    private final CompanyTransactions transactions;
    private final Companies companies;
    private final SignIns signIns;
    private final Sessions sessions;
    private final Passwords passwords;
    private final Letters letters;
    private final EventLog events;
    private final ApplicationEventPublisher publisher;
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Clock clock;

    Profiles(
            CompanyTransactions transactions,
            Companies companies,
            SignIns signIns,
            Sessions sessions,
            Passwords passwords,
            Letters letters,
            EventLog events,
            ApplicationEventPublisher publisher,
            JdbcClient jdbc,
            JsonMapper json,
            Clock clock) {
        this.transactions = transactions;
        this.companies = companies;
        this.signIns = signIns;
        this.sessions = sessions;
        this.passwords = passwords;
        this.letters = letters;
        this.events = events;
        this.publisher = publisher;
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    private record Row(
            String name,
            String email,
            Language language,
            String signature,
            boolean available,
            @Nullable Week hours,
            boolean onShift) {}

    Profile of(Sessions.Current current) {
        var member = current.member();
        var row = transactions.in(
                member.company(),
                () -> jdbc.sql("""
                        select name, email, language, signature, available, hours, on_shift from member
                        where company_id = :company and id = :id
                        """)
                        .param("company", member.company().value())
                        .param("id", member.id().value())
                        .query((one, number) -> new Row(
                                one.getString("name"),
                                one.getString("email"),
                                Language.from(one.getString("language")),
                                one.getString("signature"),
                                one.getBoolean("available"),
                                one.getString("hours") == null
                                        ? null
                                        : json.readValue(one.getString("hours"), Week.class),
                                one.getBoolean("on_shift")))
                        .single());
        var account = signIns.of(member);
        return new Profile(
                member.id(),
                row.name(),
                row.email(),
                member.role(),
                member.permissions(),
                row.language(),
                row.signature(),
                row.available(),
                row.hours(),
                row.onShift(),
                Profile.Workplace.of(companies.find(member.company()).orElseThrow()),
                signIns.memberships(account).stream()
                        .filter(one -> current.proof() != Proof.SINGLE_SIGN_ON
                                || one.company().equals(member.company()))
                        .map(one -> new Profile.Workplaces(one.company(), one.name(), one.slug()))
                        .toList(),
                account.hasTwoFactor(),
                current.confined(),
                null);
    }

    /// What is null stays as it is.
    void change(Member me, @Nullable String name, @Nullable Language language, @Nullable String signature) {
        transactions.run(
                me.company(),
                () -> jdbc.sql("""
                        update member set name = coalesce(:name, name), language = coalesce(:language, language),
                                          signature = coalesce(:signature, signature)
                        where company_id = :company and id = :id
                        """)
                        .param("name", name == null ? null : name.strip())
                        .param("language", language == null ? null : language.tag())
                        .param("signature", signature)
                        .param("company", me.company().value())
                        .param("id", me.id().value())
                        .update());
        sessions.forget(me.id());
    }

    /// One who is not available is given no new conversations.
    void available(Member me, boolean available) {
        transactions.run(me.company(), () -> {
            jdbc.sql("""
                    update member set available = :available, present = present or :available,
                                      seen_at = case when seen_at is not null and :available then :now else seen_at end
                     where company_id = :company and id = :id
                    """)
                    .param("available", available)
                    .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                    .param("company", me.company().value())
                    .param("id", me.id().value())
                    .update();
            events.append(
                    me.company(),
                    Event.of(clock.instant(), available ? "member_available" : "member_away", me.id(), Map.of()));
            publisher.publishEvent(new DutyChanged(me.company(), me.id()));
        });
    }

    void changePassword(Sessions.Current current, String old, String fresh, Visit visit) {
        var known = signIns.of(current.member());
        var account = signIns.account(known.email(), old, Attempts.Door.SIGN_IN, visit);
        passwords.check("newPassword", fresh, account.email(), current.member().name());
        if (!signIns.changePassword(
                signIns.find(account.id()).orElseThrow(), fresh, current.session(), "password_changed")) {
            throw new Refusal(Refusal.Kind.CONFLICT, "password-changed-meanwhile", "Your password was just changed.");
        }
        signIns.write(account, reader -> letters.passwordChanged(reader, clock.instant()));
    }
}
