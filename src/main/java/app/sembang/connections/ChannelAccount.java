package app.sembang.connections;

import app.sembang.shared.Channel;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import app.sembang.shared.OutletId;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One account on one channel, as staff see it; it holds no secret.
///
/// @param provider whose wire the channel speaks, where there is more than one
/// @param lastError the vendor's words, while `status` is error
/// @param siteKey the public key of a website's chat
/// @param simulated made by the demo: speaks to the simulator instead of the vendor
/// @param notice what the vendor said of the account last, in its words
/// @param refusedAt when what claimed to come from the vendor last carried a wrong proof
/// @param outlet whose customers write here; null: the company's
/// @param settings what the channel lets a company choose, such as the origins a website's chat may be shown on, and
///     the `username` by which customers find a bot at its vendor
public record ChannelAccount(
        CompanyId company,
        ChannelAccountId id,
        Channel channel,
        @Nullable String provider,
        String name,
        Status status,
        @Nullable String lastError,
        @Nullable Instant lastEventAt,
        @Nullable String siteKey,
        boolean simulated,
        Map<String, Object> settings,
        @Nullable OutletId outlet,
        @Nullable String notice,
        @Nullable Instant noticeAt,
        @Nullable Instant refusedAt) {

    /// The provider of accounts connected by Meta's own dialog, with an app of the platform.
    public static final String BY_LOGIN = "login";

    public enum Status {
        CONNECTED,
        ERROR,
        DISCONNECTED;

        @JsonValue
        public String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        public static Status from(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }

    public ChannelCapabilities capabilities() {
        return ChannelCapabilities.of(channel, provider, settings);
    }
}
