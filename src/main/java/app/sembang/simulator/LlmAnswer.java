package app.sembang.simulator;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// What a simulated model is told to answer.
public sealed interface LlmAnswer {
    /// @param input a JSON object
    record ToolCall(String name, String input) {}

    /// What the model says, in the words of whoever asks.
    ///
    /// @param stop `end`, `tool`, `length` or `refusal`
    /// @param thinks before it speaks, where the vendor shows that
    record Said(String text, List<ToolCall> calls, String stop, boolean thinks) implements LlmAnswer {}

    /// These bytes, whatever was asked; a recorded answer.
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Raw(int status, String contentType, byte[] body, Map<String, String> headers) implements LlmAnswer {}

    static LlmAnswer text(String text) {
        return new Said(text, List.of(), "end", false);
    }

    /// A text may go before the call.
    static LlmAnswer calls(String tool, String input) {
        return new Said("", List.of(new ToolCall(tool, input)), "tool", false);
    }

    static LlmAnswer cutOff(String text) {
        return new Said(text, List.of(), "length", false);
    }

    static LlmAnswer refusal() {
        return new Said("", List.of(), "refusal", false);
    }

    static LlmAnswer raw(int status, String contentType, String body, Map<String, String> headers) {
        return new Raw(status, contentType, body.getBytes(StandardCharsets.UTF_8), headers);
    }
}
