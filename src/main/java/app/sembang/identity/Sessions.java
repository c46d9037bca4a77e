package app.sembang.identity;

import app.sembang.audit.Event;
import app.sembang.audit.EventLog;
import app.sembang.companies.Companies;
import app.sembang.database.CompanyTransactions;
import app.sembang.database.InstallationKeys;
import app.sembang.shared.CompanyId;
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
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Signed-in browsers. A refresh token is used once; coming with one that was used before, later than a second tab may,
/// means that somebody copied it, and ends the session for both.
@Component
class Sessions {
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final CompanyTransactions transactions;
    private final Companies companies;
    private final EventLog events;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final byte[] key;
    private final Duration idle;
    private final Cache<SessionKey, Member> recent = Caffeine.newBuilder()
            .maximumSize(20_000)
            .expireAfterWrite(Duration.ofSeconds(10))
            .build();

    record SessionKey(CompanyId company, UUID session) {}

    /// A session just begun or gone on with, and the token to come again with.
    record Opened(Member member, RefreshToken token, Duration idle) {}

    /// What the shown token is to its session: the one in use, the one before, or neither.
    private record Shown(
            boolean current, boolean previous, @Nullable Instant rotatedAt) {}

    Sessions(
            CompanyTransactions transactions,
            Companies companies,
            EventLog events,
            JdbcClient jdbc,
            Clock clock,
            InstallationKeys keys,
            @Value("${INACTIVITY_LOGOUT_DAYS:365}") int inactivityDays) {
        this.transactions = transactions;
        this.companies = companies;
        this.events = events;
        this.jdbc = jdbc;
        this.clock = clock;
        this.key = keys.jwtSecret();
        this.idle = Duration.ofDays(inactivityDays);
    }

    Opened begin(SignIns.Proven who, Visit visit) {
        companies.requireOpen(who.company());
        var token = RefreshToken.first(who.company());
        return transactions.in(who.company(), () -> {
            var now = now();
            jdbc.sql("""
                    insert into session (company_id, id, member_id, token_hash, expires_at, user_agent, ip, created_at, last_used_at)
                    values (:company, :id, :member, :hash, :expires, :agent, :ip::inet, :now, :now)
                    """)
                    .param("company", who.company().value())
                    .param("id", token.session())
                    .param("member", who.member().value())
                    .param("hash", token.hash())
                    .param("expires", now.plus(idle))
                    .param("agent", visit.userAgent())
                    .param("ip", visit.address())
                    .param("now", now)
                    .update();
            log(who.company(), "signed_in", who.member(), token.session());
            return new Opened(member(who.company(), token.session()).orElseThrow(), token, idle);
        });
    }

    Opened goOn(String text) {
        var token = RefreshToken.parse(text).orElseThrow(Sessions::ended);
        companies.requireOpen(token.company());
        return transactions
                .in(
                        token.company(),
                        () -> member(token.company(), token.session()).flatMap(member -> rotate(member, token)))
                .orElseThrow(Sessions::ended);
    }

    /// Empty when the token was stolen; the session has ended then, which must be kept, so nothing is thrown here.
    private Optional<Opened> rotate(Member member, RefreshToken token) {
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
                    .param("id", token.session())
                    .update();
            return Optional.of(new Opened(member, next, idle));
        }
        var rotatedAt = shown.rotatedAt();
        if (shown.previous() && rotatedAt != null && !clock.instant().isAfter(rotatedAt.plus(GRACE))) {
            return Optional.of(new Opened(member, next, idle));
        }
        revoke(token.company(), token.session());
        log(token.company(), "session_stolen", member.id(), token.session());
        return Optional.empty();
    }

    /// A token that does not open anything any more ends nothing either.
    void end(String text) {
        RefreshToken.parse(text)
                .ifPresent(token -> transactions.run(
                        token.company(),
                        () -> member(token.company(), token.session()).ifPresent(member -> {
                            var shown = lock(token);
                            if (shown.current() || shown.previous()) {
                                revoke(token.company(), token.session());
                                log(token.company(), "signed_out", member.id(), token.session());
                            }
                        })));
    }

    /// Who is behind an access token now. A role taken away or a session ended elsewhere counts after ten seconds.
    Optional<Member> who(SessionKey key) {
        var known = recent.getIfPresent(key);
        if (known != null) {
            return Optional.of(known);
        }
        var member = transactions.in(key.company(), () -> member(key.company(), key.session()));
        member.ifPresent(found -> recent.put(key, found));
        return member;
    }

    /// After something about the member has changed.
    void forget(MemberId member) {
        recent.asMap().values().removeIf(known -> known.id().equals(member));
    }

    private Optional<Member> member(CompanyId company, UUID session) {
        return jdbc.sql("""
                select member.company_id, member.id, member.role, member.name, member.language
                from session join member on member.company_id = session.company_id and member.id = session.member_id
                where session.company_id = :company and session.id = :id
                  and session.revoked_at is null and session.expires_at > :now and member.active
                """)
                .param("company", company.value())
                .param("id", session)
                .param("now", now())
                .query(Members::member)
                .optional();
    }

    private Shown lock(RefreshToken token) {
        var hash = token.hash();
        return jdbc.sql("""
                select token_hash, previous_hash, rotated_at from session
                where company_id = :company and id = :id for update
                """)
                .param("company", token.company().value())
                .param("id", token.session())
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
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private static Refusal ended() {
        return new Refusal(Refusal.Kind.UNAUTHENTICATED, "session-ended", "You are signed out; sign in again.");
    }
}
