package app.sembang.models;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param connectWithin for a connection
/// @param firstByteWithin until an answer begins to come; after that the next provider is asked
/// @param testWithin for the small call that tries a provider's settings
/// @param privateHosts hosts in our own network that companies may name in an address, such as
/// `ollama.internal` or `127.0.0.1:11434`; these may be called by http too
/// @param platformDailyTokens what one company may use in a day by the platform's keys; none: no limit
/// @param prices by model, in US dollars for a million tokens
@ConfigurationProperties("sembang.llm")
record ModelSettings(
        Vendor anthropic,
        Vendor openai,
        @DefaultValue("2s") Duration connectWithin,
        @DefaultValue("8s") Duration firstByteWithin,
        @DefaultValue("15s") Duration testWithin,
        @DefaultValue List<String> privateHosts,
        @Nullable Long platformDailyTokens,
        @DefaultValue Map<String, Price> prices) {
    /// @param key the platform's own, for companies that have none; blank: there is none
    /// @param model where nobody names one
    record Vendor(URI baseUrl, @Nullable String key, String model) {
        boolean hasKey() {
            return key != null && !key.isBlank();
        }

        @Override
        public String toString() {
            return "Vendor[baseUrl=%s, model=%s]".formatted(baseUrl, model);
        }
    }

    /// @param cacheRead a tenth of the input's where left out
    /// @param cacheWrite one and a quarter of the input's where left out
    record Price(
            BigDecimal input,
            BigDecimal output,
            @Nullable BigDecimal cacheRead,
            @Nullable BigDecimal cacheWrite) {
        private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

        BigDecimal of(ModelReply.Usage usage) {
            var read = cacheRead == null ? input.movePointLeft(1) : cacheRead;
            var write = cacheWrite == null ? input.multiply(new BigDecimal("1.25")) : cacheWrite;
            return times(input, usage.input())
                    .add(times(read, usage.cacheRead()))
                    .add(times(write, usage.cacheWrite()))
                    .add(times(output, usage.output()));
        }

        private static BigDecimal times(BigDecimal price, int tokens) {
            return price.multiply(BigDecimal.valueOf(tokens)).divide(MILLION);
        }
    }

    /// Null for a kind the platform has no key for.
    @Nullable
    Vendor vendor(ProviderKind kind) {
        return switch (kind) {
            case ANTHROPIC -> anthropic;
            case OPENAI -> openai;
            case COMPATIBLE, OLLAMA -> null;
        };
    }

    /// Of the model, or of the one it is a dated release of; null where the list has neither.
    @Nullable
    Price price(String model) {
        var price = prices.get(model);
        return price != null ? price : prices.get(model.replaceFirst("-\\d{8}$|-\\d{4}-\\d{2}-\\d{2}$", ""));
    }
}
