package app.sembang.channels.webchat;

import app.sembang.connections.ChannelAccount;
import app.sembang.connections.ChannelAccounts;
import app.sembang.shared.ChannelAccountId;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// The websites by their public keys. Changed settings are known within ten seconds.
@Component
class Sites {
    private final ChannelAccounts accounts;
    private final SiteSetup setup;
    private final Cache<String, Site> known = Caffeine.newBuilder()
            .maximumSize(20_000)
            .expireAfterWrite(Duration.ofSeconds(10))
            .build();

    Sites(ChannelAccounts accounts, SiteSetup setup) {
        this.accounts = accounts;
        this.setup = setup;
    }

    /// What is known of them here was changed.
    void forget(ChannelAccountId account) {
        known.asMap().values().removeIf(site -> site.account().equals(account));
    }

    Optional<Site> find(String siteKey) {
        var cached = known.getIfPresent(siteKey);
        if (cached != null) {
            return Optional.of(cached);
        }
        if (siteKey.length() > 100) {
            return Optional.empty();
        }
        var site = accounts.owner(siteKey)
                .flatMap(owner -> accounts.find(owner.company(), owner.account()))
                .filter(account -> account.status() != ChannelAccount.Status.DISCONNECTED)
                .map(account -> site(siteKey, account));
        site.ifPresent(found -> known.put(siteKey, found));
        return site;
    }

    private Site site(String siteKey, ChannelAccount account) {
        var origins = account.settings().get("allowedOrigins") instanceof List<?> list
                ? list.stream()
                        .map(String::valueOf)
                        .map(origin -> origin.endsWith("/") ? origin.substring(0, origin.length() - 1) : origin)
                        .filter(Site::isOrigin)
                        .toList()
                : List.<String>of();
        return new Site(
                siteKey,
                account.company(),
                account.id(),
                account.name(),
                origins,
                account.settings().get("logoUrl") instanceof String logo && !logo.isBlank() ? logo : null,
                setup.of(account).settings(),
                account.outlet());
    }
}
