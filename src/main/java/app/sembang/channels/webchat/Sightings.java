package app.sembang.channels.webchat;

import app.sembang.connections.ChannelAccounts;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.Channel;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// On which sites a chat's tag is in place: browsers name the page's site with the first thing the tag asks
/// for. Whoever knows the public key may name any, so few are kept, and nothing follows from one.
@RestController
@Tag(name = "Channels")
@AllowedTo(Role.COMPANY_ADMIN)
class Sightings {
    private static final int MOST = 20;
    private static final int LONGEST = 300;

    private final JdbcClient jdbc;
    private final CompanyTransactions transactions;
    private final ChannelAccounts accounts;
    private final Sites sites;
    private final Clock clock;
    private final Cache<String, Boolean> noted = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofMinutes(10))
            .build();

    Sightings(JdbcClient jdbc, CompanyTransactions transactions, ChannelAccounts accounts, Sites sites, Clock clock) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.accounts = accounts;
        this.sites = sites;
        this.clock = clock;
    }

    /// @param referer as the browser sent it
    void saw(Site site, @Nullable String referer) {
        origin(referer).ifPresent(origin -> {
            if (noted.asMap().putIfAbsent(site.key() + " " + origin, Boolean.TRUE) == null) {
                transactions.run(site.company(), () -> note(site, origin));
            }
        });
    }

    private static Optional<String> origin(@Nullable String referer) {
        try {
            var page = URI.create(referer == null ? "" : referer);
            var origin = page.getScheme() + "://" + page.getAuthority();
            return Site.isOrigin(origin) && !origin.contains("*") && origin.length() <= LONGEST
                    ? Optional.of(origin)
                    : Optional.empty();
        } catch (IllegalArgumentException nonsense) {
            return Optional.empty();
        }
    }

    private void note(Site site, String origin) {
        jdbc.sql("""
                insert into webchat_sighting (company_id, channel_account_id, origin, seen_at)
                values (:company, :account, :origin, :now)
                on conflict (company_id, channel_account_id, origin) do update set seen_at = excluded.seen_at
                """)
                .param("company", site.company().value())
                .param("account", site.account().value())
                .param("origin", origin)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
        jdbc.sql("""
                delete from webchat_sighting
                 where company_id = :company
                   and channel_account_id = :account
                   and origin in (
                       select origin from webchat_sighting
                        where company_id = :company and channel_account_id = :account
                        order by seen_at desc, origin
                       offset :most)
                """)
                .param("company", site.company().value())
                .param("account", site.account().value())
                .param("most", MOST)
                .update();
    }

    /// @param allowed whether pages of it may show the chat
    @Schema(name = "WebsiteSighting")
    record Sighted(String origin, Instant at, boolean allowed) {}

    @GetMapping("/api/v1/channel-accounts/{id}/website/sightings")
    @Operation(
            summary = "List on which sites the chat's tag was seen lately, the newest first",
            description =
                    "As browsers tell, once in ten minutes for each. Empty: the tag is in no page that was opened, or the pages send no referrer.")
    Page<Sighted> list(Member me, @PathVariable ChannelAccountId id, HttpServletRequest request) {
        var site = accounts.find(me.company(), id)
                .filter(account -> account.channel() == Channel.WEBCHAT)
                .flatMap(account -> Optional.ofNullable(account.siteKey()))
                .orElseThrow(() -> Refusal.notFound("website chat", id));
        var known = sites.find(site);
        var host = request.getHeader(HttpHeaders.HOST);
        return new Page<>(
                transactions.as(
                        me.access(),
                        () -> jdbc.sql("""
                        select origin, seen_at from webchat_sighting
                         where company_id = :company and channel_account_id = :account
                         order by seen_at desc, origin
                        """)
                                .param("company", me.company().value())
                                .param("account", id.value())
                                .query((row, number) -> {
                                    var origin = row.getString("origin");
                                    return new Sighted(
                                            origin,
                                            row.getObject("seen_at", OffsetDateTime.class)
                                                    .toInstant(),
                                            known.map(one -> one.allows(origin, host))
                                                    .orElse(false));
                                })
                                .list()),
                null);
    }
}
