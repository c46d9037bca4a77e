package app.sembang.channels.webchat;

import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import app.sembang.shared.OutletId;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One website with a chat.
///
/// @param origins where the chat may stand: scheme, host and perhaps port; `https://*.example.com` for all below a
/// domain
/// @param logoUrl of the site, where it is not the company's
record Site(
        String key,
        CompanyId company,
        ChannelAccountId account,
        String name,
        List<String> origins,
        @Nullable String logoUrl,
        SiteSettings settings,
        @Nullable OutletId outlet) {

    String title() {
        var title = settings.title();
        return title == null ? name : title;
    }

    /// @param host of our own, as the request says it; its origin is always allowed
    boolean allows(String origin, @Nullable String host) {
        return isOwn(origin, host) || origins.stream().anyMatch(allowed -> matches(allowed, origin));
    }

    static boolean isOwn(String origin, @Nullable String host) {
        int authority = origin.indexOf("://");
        return host != null && authority > 0 && origin.substring(authority + 3).equalsIgnoreCase(host);
    }

    private static boolean matches(String allowed, String origin) {
        var wanted = allowed.toLowerCase(Locale.ROOT);
        var given = origin.toLowerCase(Locale.ROOT);
        int star = wanted.indexOf("://*.");
        if (star < 0) {
            return wanted.equals(given);
        }
        return given.startsWith(wanted.substring(0, star + 3))
                && given.endsWith(wanted.substring(star + 4))
                && given.length() > wanted.length() - 1;
    }

    /// Origins a browser is told of; a setting that is none is left out.
    static boolean isOrigin(String text) {
        if (!text.matches("https?://[A-Za-z0-9*.\\-\\[\\]:]+")) {
            return false;
        }
        try {
            return URI.create(text.replace("*.", "any.")).getHost() != null;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
