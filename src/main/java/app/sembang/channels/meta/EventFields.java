package app.sembang.channels.meta;

import app.sembang.channels.ChannelDoor.Unreadable;
import app.sembang.shared.Money;
import app.sembang.shared.Sha256;
import app.sembang.shared.Texts;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Currency;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// How single values stand in Meta's events.
public final class EventFields {
    private static final int LONGEST_ID = 400;
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_KEY = 250;
    private static final int LONGEST_KIND = 100;
    private static final long YEAR_10000 = 253_402_300_800_000L;

    private EventFields() {}

    /// The first of these that is there and says something, as it can be stored.
    static @Nullable String first(JsonNode node, String... names) {
        for (var name : names) {
            var value = node.path(name);
            var text = value.isString() ? value.stringValue() : value.isIntegralNumber() ? value.asString() : "";
            if (!text.isEmpty()) {
                return Texts.storable(text);
            }
        }
        return null;
    }

    static String required(JsonNode node, String name) throws Unreadable {
        var text = first(node, name);
        if (text == null || text.length() > LONGEST_ID) {
            throw new Unreadable("The event has no " + name + ".");
        }
        return text;
    }

    static @Nullable String name(@Nullable String given) {
        if (given == null || given.isBlank()) {
            return null;
        }
        return Texts.beginning(given.strip(), LONGEST_NAME);
    }

    /// Null where it is no amount of money that can be kept.
    ///
    /// @param field that holds the amount, beside its `currency`
    public static @Nullable Money price(JsonNode item, String field) {
        try {
            var currency = Currency.getInstance(item.path("currency").asString(""));
            var amount = new BigDecimal(item.path(field).asString(""));
            return amount.precision() - amount.scale() > 15
                    ? null
                    : Money.of(
                            amount.setScale(currency.getDefaultFractionDigits(), RoundingMode.HALF_UP),
                            currency.getCurrencyCode());
        } catch (IllegalArgumentException | ArithmeticException notMoney) {
            return null;
        }
    }

    /// Both channels count in milliseconds.
    static @Nullable Instant time(JsonNode millis) {
        long time = millis.asLong(0);
        return time > 0 && time < YEAR_10000 ? Instant.ofEpochMilli(time) : null;
    }

    static String key(String key) {
        return key.length() <= LONGEST_KEY ? key : digest(key.getBytes(StandardCharsets.UTF_8));
    }

    static String kind(String kind) {
        return Texts.storable(kind.length() <= LONGEST_KIND ? kind : kind.substring(0, LONGEST_KIND));
    }

    static String digest(byte[] bytes) {
        return "sha256:" + Sha256.hex(bytes);
    }
}
