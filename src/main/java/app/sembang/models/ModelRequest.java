package app.sembang.models;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A question to whichever model the company uses.
///
/// @param answerSchema JSON schema the answer's text must satisfy
/// @param maxTokens covers thinking and answer together; below 2,000 a thinking model may say nothing
/// @param temperature left out for models that refuse it
/// @param model instead of the one configured at the first provider; a secondary one uses its own
/// @param deadline after which nobody waits for the answer
public record ModelRequest(
        List<SystemBlock> system,
        List<Turn> turns,
        List<Tool> tools,
        @Nullable String answerSchema,
        int maxTokens,
        @Nullable Double temperature,
        @Nullable String model,
        Instant deadline) {
    public ModelRequest {
        system = List.copyOf(system);
        turns = List.copyOf(turns);
        tools = List.copyOf(tools);
        if (maxTokens < 1) {
            throw new IllegalArgumentException("Not a number of tokens: " + maxTokens);
        }
    }
}
