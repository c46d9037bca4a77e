package app.sembang.simulator;

import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/// One call a simulated model received.
///
/// @param vendor `anthropic`, `openai`, `compatible` or `ollama`
/// @param status what was answered, 0 when nothing was
public record LlmCall(Instant at, String vendor, String path, JsonNode body, int status) {
    /// The base prompt, wherever the vendor has it.
    public String system() {
        var field = body.path("system");
        if (!field.isMissingNode()) return text(field);
        return StreamSupport.stream(body.path("messages").spliterator(), false)
                .filter(message -> message.path("role").stringValue("").matches("system|developer"))
                .map(message -> text(message.path("content")))
                .collect(Collectors.joining("\n\n"));
    }

    /// What the user said last, without answers of tools; empty where nothing was said.
    public String lastUserText() {
        var last = "";
        for (var message : body.path("messages")) {
            if (!message.path("role").stringValue("").equals("user")) continue;
            var text = text(message.path("content"));
            if (!text.isEmpty()) last = text;
        }
        return last;
    }

    /// What the last message answers to a tool; empty where it is none.
    public String lastToolResult() {
        var messages = body.path("messages");
        var last = messages.path(messages.size() - 1);
        if (last.path("role").stringValue("").equals("tool")) return text(last.path("content"));
        var found = "";
        for (var block : last.path("content")) {
            if (block.path("type").stringValue("").equals("tool_result")) found = text(block.path("content"));
        }
        return found;
    }

    /// The schema the answer has to satisfy; missing where there is none.
    public JsonNode schema() {
        var anthropic = body.path("output_config").path("format").path("schema");
        if (anthropic.isObject()) return anthropic;
        var openAi = body.path("response_format").path("json_schema").path("schema");
        return openAi.isObject() ? openAi : body.path("format");
    }

    static String text(JsonNode content) {
        if (content.isString()) return content.stringValue("");
        return StreamSupport.stream(content.spliterator(), false)
                .filter(block -> block.path("type").stringValue("").equals("text"))
                .map(block -> block.path("text").stringValue(""))
                .collect(Collectors.joining("\n\n"));
    }
}
