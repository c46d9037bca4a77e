package app.sembang.identity;

import app.sembang.audit.AuditLog;
import app.sembang.audit.Event;
import app.sembang.audit.EventLog;
import app.sembang.companies.Companies;
import app.sembang.database.AfterCommit;
import app.sembang.database.CompanyTransactions;
import app.sembang.database.InstallationKeys;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Ids;
import app.sembang.shared.MemberId;
import app.sembang.shared.Refusal;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Signed-in browsers. A refresh token is used once; coming with one that was used before, later than a second tab
/// may, means that somebody copied it, and ends the session for both.
@Component
class Sessions {
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final CompanyTransactions transactions;
    private final Companies companies;
    private final EventLog events;
    private final AuditLog audit;
    private final ObjectProvider<Entrance> entrances;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final byte[] key;
    private final Duration idle;
    private final Cache<SessionKey, Current> recent = Caffeine.newBuilder()
            .maximumSize(20_000)
            .expireAfterWrite(Duration.ofSeconds(10))
            .build();

    record SessionKey(CompanyId company, UUID session) {}

    /// Who is behind a request.
    /// @param proof what the session was begun with
    /// @param twoFactor the session was begun with a second factor
    /// @param confined may do nothing but set up the second factor the company asks for
    record Current(Member member, UUID session, Proof proof, boolean twoFactor, boolean confined) {}

    /// A session just begun or gone on with, and the token to come again with.
    record Opened(Current current, RowToken token, Duration idle) {}

    /// A signed-in browser as its owner sees it.
    record Browser(
            UUID id,
            @Nullable String userAgent,
            @Nullable String ip,
            Instant createdAt,
            Instant lastUsedAt,
            boolean current) {}

    /// What the shown token is to its session: the one in use, the one before, or neither.
    private record Shown(
            boolean current, boolean previous, @Nullable Instant rotatedAt) {}

    Sessions(
            CompanyTransactions transactions,
            Companies companies,
            EventLog events,
            AuditLog audit,
            ObjectProvider<Entrance> entrances,
            JdbcClient jdbc,
            Clock clock,
            InstallationKeys keys,
            @Value("${INACTIVITY_LOGOUT_DAYS:365}") int inactivityDays) {
        this.transactions = transactions;
        this.companies = companies;
        this.events = events;
        this.audit = audit;
        this.entrances = entrances;
        this.jdbc = jdbc;
        this.clock = clock;
        this.key = keys.jwtSecret();
        this.idle = Duration.ofDays(inactivityDays);
    }

    Opened begin(SignIns.Proven who, Visit visit) {
        companies.requireOpen(who.company());
        entrances.forEach(entrance -> entrance.admit(who.company(), visit.address()));
        var token = RowToken.make(who.company(), Ids.next());
        return transactions.in(who.company(), () -> {
            requireTaken(who);
            var now = now();
            jdbc.sql("""
                    insert into session (company_id, id, member_id, token_hash, expires_at, user_agent, ip, proof, two_factor,
                                         created_at, last_used_at)
                    values (:company, :id, :member, :hash, :expires, :agent, :ip::inet, :proof, :twoFactor, :now, :now)
                    """)
                    .param("company", who.company().value())
                    .param("id", token.row())
                    .param("member", who.member().value())
                    .param("hash", token.hash())
                    .param("expires", now.plus(idle))
                    .param("agent", visit.userAgent())
                    .param("ip", visit.address())
                    .param("proof", who.proof().value())
                    .param("twoFactor", who.twoFactor())
                    .param("now", now)
                    .update();
            jdbc.sql(
                            "update member set joined_at = :now where company_id = :company and id = :id and joined_at is null")
                    .param("now", now)
                    .param("company", who.company().value())
                    .param("id", who.member().value())
                    .update();
            events.append(
                    who.company(),
                    Event.of(clock.instant(), "signed_in", who.member(), Map.of("sessionId", token.row())));
            audit.record(
                    who.company(),
                    who.member(),
                    "signed_in",
                    token.row(),
                    Map.of(),
                    Map.of("by", who.proof().value()));
            return new Opened(current(who.company(), token.row()).orElseThrow(Sessions::ended), token, idle);
        });
    }

    /// Whether the company lets this member in by this proof: where it asks for its own single sign-on, all but its
    /// admins come in by nothing else. An admin's way stays open for the day the provider is down.
    boolean takes(CompanyId company, MemberId member, Proof proof) {
        return proof == Proof.SINGLE_SIGN_ON || transactions.in(company, () -> takesAnyProof(company, member));
    }

    private boolean takesAnyProof(CompanyId company, MemberId member) {
        return jdbc.sql("""
                select not exists (
                    select from single_sign_on own join member on member.company_id = own.company_id and member.id = :id
                     where own.company_id = :company and own.required and member.role <> 'company_admin')
                """)
                .param("company", company.value())
                .param("id", member.value())
                .query(Boolean.class)
                .single();
    }

    private void requireTaken(SignIns.Proven who) {
        if (who.proof() != Proof.SINGLE_SIGN_ON && !takesAnyProof(who.company(), who.member())) {
            throw new Refusal(
                    Refusal.Kind.FORBIDDEN,
                    "single-sign-on-required",
                    "This company lets its people in by its own single sign-on only.",
                    Map.of("slug", companies.find(who.company()).orElseThrow().slug()));
        }
    }

    Opened goOn(String text, Visit visit) {
        var token = RowToken.parse(text).orElseThrow(Sessions::ended);
        companies.requireOpen(token.company());
        entrances.forEach(entrance -> entrance.admit(token.company(), visit.address()));
        return transactions
                .in(
                        token.company(),
                        () -> current(token.company(), token.row()).flatMap(current -> rotate(current, token)))
                .orElseThrow(Sessions::ended);
    }

    /// Empty when the token was stolen; the session has ended then, which must be kept, so nothing is thrown here.
    private Optional<Opened> rotate(Current current, RowToken token) {
        var shown = lock(token);
        var next = token.next(key);
        var now = now();
        if (shown.current()) {
            jdbc.sql("""
                    update session set token_hash = :next, previous_hash = token_hash, rotated_at = :now,
                                       expires_at = :expires, last_used_at = :now
                    where company_id = :company and id = :id
                    """)
                    .param("next", next.hash())
                    .param("now", now)
                    .param("expires", now.plus(idle))
                    .param("company", token.company().value())
                    .param("id", token.row())
                    .update();
            return Optional.of(new Opened(current, next, idle));
        }
        var rotatedAt = shown.rotatedAt();
        if (shown.previous() && rotatedAt != null && !clock.instant().isAfter(rotatedAt.plus(GRACE))) {
            return Optional.of(new Opened(current, next, idle));
        }
        revoke(token.company(), token.row());
        log(token.company(), "session_stolen", current.member().id(), token.row());
        return Optional.empty();
    }

    /// A token that does not open anything any more ends nothing either.
    void end(String text) {
        RowToken.parse(text)
                .ifPresent(token -> transactions.run(
                        token.company(),
                        () -> current(token.company(), token.row()).ifPresent(current -> {
                            var shown = lock(token);
                            if (shown.current() || shown.previous()) {
                                revoke(token.company(), token.row());
                                log(
                                        token.company(),
                                        "signed_out",
                                        current.member().id(),
                                        token.row());
                            }
                        })));
    }

    /// Whose refresh token this is, where it is the one in use or may still count.
    Optional<Current> behind(String text) {
        return RowToken.parse(text)
                .flatMap(token -> transactions.in(
                        token.company(),
                        () -> current(token.company(), token.row()).filter(current -> {
                            var shown = lock(token);
                            return shown.current() || shown.previous();
                        })));
    }

    /// Who is behind an access token now. A role taken away or a session ended elsewhere counts after ten seconds.
    Optional<Current> who(SessionKey key) {
        var known = recent.getIfPresent(key);
        if (known != null) {
            return Optional.of(known);
        }
        var current = transactions.in(key.company(), () -> current(key.company(), key.session()));
        current.ifPresent(found -> recent.put(key, found));
        return current;
    }

    /// After something about the member has changed.
    void forget(MemberId member) {
        recent.asMap().values().removeIf(known -> known.member().id().equals(member));
    }

    /// After something about many members has changed.
    void forget(CompanyId company) {
        recent.asMap().keySet().removeIf(key -> key.company().equals(company));
    }

    /// The member's browsers, last used first.
    List<Browser> list(CompanyId company, MemberId member, @Nullable UUID current) {
        return transactions.in(
                company,
                () -> jdbc.sql("""
                        select id, user_agent, host(ip) as ip, created_at, last_used_at from session
                        where company_id = :company and member_id = :member and revoked_at is null and expires_at > :now
                        order by last_used_at desc, id desc
                        """)
                        .param("company", company.value())
                        .param("member", member.value())
                        .param("now", now())
                        .query((row, number) -> {
                            var id = row.getObject("id", UUID.class);
                            return new Browser(
                                    id,
                                    row.getString("user_agent"),
                                    row.getString("ip"),
                                    row.getObject("created_at", OffsetDateTime.class)
                                            .toInstant(),
                                    row.getObject("last_used_at", OffsetDateTime.class)
                                            .toInstant(),
                                    id.equals(current));
                        })
                        .list());
    }

    /// Signs one of the member's browsers out.
    void end(Member member, UUID session) {
        transactions.run(member.company(), () -> {
            var ended = revoke(member.company(), member.id(), session, null);
            if (ended.isEmpty()) {
                throw Refusal.notFound("session", session);
            }
            log(member.company(), "signed_out", member.id(), session);
        });
    }

    /// Signs the member's browsers out, but for one. Inside a transaction of the company.
    /// @param by who does; null where nobody signed in does
    void endAll(CompanyId company, MemberId member, @Nullable UUID except, @Nullable MemberId by) {
        var ended = revoke(company, member, null, except);
        if (!ended.isEmpty()) {
            events.append(
                    company,
                    Event.of(clock.instant(), "sessions_ended", by, Map.of("memberId", member, "count", ended.size())));
        }
    }

    /// The session's owner has just shown a second factor.
    void strengthen(Current current) {
        transactions.run(
                current.member().company(),
                () -> jdbc.sql("update session set two_factor = true where company_id = :company and id = :id")
                        .param("company", current.member().company().value())
                        .param("id", current.session())
                        .update());
        forget(current.member().id());
    }

    private List<UUID> revoke(CompanyId company, MemberId member, @Nullable UUID only, @Nullable UUID except) {
        var ended = jdbc.sql("""
                update session set revoked_at = :now
                where company_id = :company and member_id = :member and revoked_at is null and expires_at > :now
                  and (cast(:only as uuid) is null or id = cast(:only as uuid))
                  and (cast(:except as uuid) is null or id <> cast(:except as uuid))
                returning id
                """)
                .param("now", now())
                .param("company", company.value())
                .param("member", member.value())
                .param("only", only == null ? null : only.toString())
                .param("except", except == null ? null : except.toString())
                .query((row, number) -> UUID.fromString(row.getString("id")))
                .list();
        // Whoever asks before the commit would still find them.
        AfterCommit.run(() -> ended.forEach(session -> recent.invalidate(new SessionKey(company, session))));
        return ended;
    }

    private Optional<Current> current(CompanyId company, UUID session) {
        return jdbc.sql("select " + Members.COLUMNS + """
                , session.proof, session.two_factor, not session.two_factor and exists (
                      select from security_policy policy
                       where policy.company_id = session.company_id and policy.two_factor_required) as confined
                from session join member on member.company_id = session.company_id and member.id = session.member_id
                where session.company_id = :company and session.id = :id
                  and session.revoked_at is null and session.expires_at > :now and member.active
                  and (session.proof = 'single_sign_on' or member.role = 'company_admin' or not exists (
                      select from single_sign_on own where own.company_id = session.company_id and own.required))
                """)
                .param("company", company.value())
                .param("id", session)
                .param("now", now())
                .query((row, number) -> new Current(
                        Members.member(row, number),
                        session,
                        Proof.from(row.getString("proof")),
                        row.getBoolean("two_factor"),
                        row.getBoolean("confined")))
                .optional();
    }

    private Shown lock(RowToken token) {
        var hash = token.hash();
        return jdbc.sql("""
                select token_hash, previous_hash, rotated_at from session
                where company_id = :company and id = :id for update
                """)
                .param("company", token.company().value())
                .param("id", token.row())
                .query((row, number) -> {
                    var rotated = row.getObject("rotated_at", OffsetDateTime.class);
                    return new Shown(
                            MessageDigest.isEqual(row.getBytes("token_hash"), hash),
                            MessageDigest.isEqual(row.getBytes("previous_hash"), hash),
                            rotated == null ? null : rotated.toInstant());
                })
                .single();
    }

    private void revoke(CompanyId company, UUID session) {
        jdbc.sql("update session set revoked_at = coalesce(revoked_at, :now) where company_id = :company and id = :id")
                .param("now", now())
                .param("company", company.value())
                .param("id", session)
                .update();
        recent.invalidate(new SessionKey(company, session));
    }

    private void log(CompanyId company, String kind, MemberId member, UUID session) {
        events.append(company, Event.of(clock.instant(), kind, member, Map.of("sessionId", session)));
        audit.record(company, member, kind, session);
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private static Refusal ended() {
        return new Refusal(Refusal.Kind.UNAUTHENTICATED, "session-ended", "You are signed out; sign in again.");
    }
}
