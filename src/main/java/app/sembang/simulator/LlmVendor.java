package app.sembang.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What one vendor of models does its own way.
interface LlmVendor {
    String name();

    /// What the caller shows as its key; null where it shows none.
    @Nullable
    String key(HttpExchange exchange);

    /// @throws LlmRefusal as the vendor refuses it
    void check(HttpExchange exchange, JsonNode body);

    boolean streams(JsonNode body);

    JsonNode answer(JsonNode body, LlmAnswer.Said said);

    /// Events as they go over the wire, each whole.
    List<String> stream(JsonNode body, LlmAnswer.Said said);

    String streamType();

    /// What a stream says in place of its rest.
    String brokenOff();

    JsonNode error(int status, String type, String message);

    JsonNode models();
}
