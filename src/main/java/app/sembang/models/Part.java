package app.sembang.models;

/// A piece of a turn.
public sealed interface Part {
    record Text(String text) implements Part {}

    /// The model wants a tool called. `inputJson` is always a JSON object.
    record ToolUse(String id, String name, String inputJson) implements Part {}

    /// The answer to a [ToolUse]; every one of a reply needs its own in the next turn of the user.
    record ToolResult(String toolUseId, String content, boolean error) implements Part {}

    /// A block only its provider understands, such as the model's thinking: goes back unchanged within
    /// the same exchange, and is left out when another provider answers.
    record Kept(String json) implements Part {}
}
