package app.sembang.models;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a model answered. `text` joins the text parts; `parts` is what goes back as the assistant's
/// turn when tools are answered.
///
/// @param provider kind of provider, such as `anthropic`
/// @param costUsd by the price list of the settings; null for a model without a price
public record ModelReply(
        String text,
        List<Part.ToolUse> toolUses,
        List<Part> parts,
        Stop stop,
        Usage usage,
        String provider,
        String model,
        Duration took,
        @Nullable BigDecimal costUsd) {
    /// Why the model stopped. A text that ended with MAX_TOKENS is cut and not fit to be sent.
    public enum Stop {
        END,
        MAX_TOKENS,
        TOOL_USE,
        REFUSAL,
        OTHER
    }

    /// Tokens. `input` is what was neither read from nor written to the cache; the three add up.
    public record Usage(int input, int cacheRead, int cacheWrite, int output) {
        public int total() {
            return input + cacheRead + cacheWrite + output;
        }
    }

    public ModelReply {
        toolUses = List.copyOf(toolUses);
        parts = List.copyOf(parts);
    }
}
