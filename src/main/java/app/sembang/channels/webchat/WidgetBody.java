package app.sembang.channels.webchat;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The body of a browser's request: an object, of bounded size, whatever else was sent.
record WidgetBody(JsonNode json) {
    private static final int MOST = 256 * 1024;

    static WidgetBody read(HttpServletRequest request, JsonMapper mapper) throws IOException {
        if (request.getContentLengthLong() > MOST) {
            throw WidgetError.tooLarge();
        }
        var bytes = request.getInputStream().readNBytes(MOST + 1);
        if (bytes.length > MOST) {
            throw WidgetError.tooLarge();
        }
        try {
            var json = mapper.readTree(bytes);
            if (!json.isObject()) {
                throw WidgetError.validation("body", "Send a JSON object");
            }
            return new WidgetBody(json);
        } catch (JacksonException malformed) {
            throw WidgetError.validation("body", "Send well-formed JSON");
        }
    }

    @Nullable
    String text(String name) {
        var value = json.get(name);
        return value == null || !value.isString() ? null : value.stringValue();
    }

    String required(String name) {
        var value = text(name);
        if (value == null) {
            throw WidgetError.validation(name, "Send a text");
        }
        return value;
    }

    /// Null where it is none.
    @Nullable
    WidgetBody object(String name) {
        var value = json.get(name);
        return value == null || !value.isObject() ? null : new WidgetBody(value);
    }

    /// False where nothing is said.
    boolean ticked(String name) {
        var value = json.get(name);
        return value != null && value.isBoolean() && value.booleanValue();
    }

    int number(String name) {
        var value = json.get(name);
        if (value == null || !value.isInt()) {
            throw WidgetError.validation(name, "Send a whole number");
        }
        return value.intValue();
    }

    boolean flag(String name) {
        var value = json.get(name);
        if (value == null || !value.isBoolean()) {
            throw WidgetError.validation(name, "Send true or false");
        }
        return value.booleanValue();
    }
}
