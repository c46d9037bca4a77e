package app.sembang.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The parameters of a call: JSON, form, multipart or query, as Telegram takes them.
record Parameters(ObjectNode values, Map<String, Upload> files) {
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Upload(String name, String type, byte[] content) {}

    private static final int MOST_BYTES = 50 << 20;
    private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)\"?");
    private static final Pattern FIELD_NAME = Pattern.compile("[; ]name=\"([^\"]*)\"");
    private static final Pattern FILE_NAME = Pattern.compile("filename=\"([^\"]*)\"");

    static Parameters of(ObjectNode values) {
        return new Parameters(values, Map.of());
    }

    static Parameters read(HttpExchange exchange) throws IOException {
        var body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) throw new TelegramRefusal(413, "Request Entity Too Large");
        var given = exchange.getRequestHeaders().getFirst("Content-Type");
        var type = given == null ? "" : given;
        var kind = type.toLowerCase(Locale.ROOT);
        if (kind.startsWith("application/json")) return of(body.length == 0 ? empty() : json(body));
        var parameters = new Parameters(empty(), new HashMap<>());
        var query = exchange.getRequestURI().getRawQuery();
        if (query != null) parameters.addForm(query);
        if (kind.startsWith("multipart/form-data")) parameters.addMultipart(body, type);
        else if (body.length > 0) parameters.addForm(new String(body, StandardCharsets.UTF_8));
        return parameters;
    }

    /// A parameter as text; numbers and truth values too, as Telegram is lenient here.
    @Nullable
    String text(String name) {
        var value = values.path(name);
        return value.isValueNode() && !value.isNull() ? value.asString() : null;
    }

    boolean flag(String name) {
        var value = text(name);
        return value != null && (value.equalsIgnoreCase("true") || value.equals("1"));
    }

    long number(String name, long otherwise) {
        var value = text(name);
        if (value == null) return otherwise;
        try {
            return Long.parseLong(value.strip());
        } catch (NumberFormatException _) {
            return otherwise;
        }
    }

    /// A parameter that is a JSON value, also when it came as a string, as forms send it.
    @Nullable
    JsonNode structure(String name) {
        var value = values.path(name);
        if (value.isMissingNode() || value.isNull()) return null;
        if (!value.isString()) return value;
        if (value.stringValue().isBlank()) return null;
        try {
            return Simulator.JSON.readTree(value.stringValue());
        } catch (JacksonException _) {
            throw new TelegramRefusal(400, "Bad Request: can't parse " + name + " JSON object");
        }
    }

    private static ObjectNode empty() {
        return Simulator.JSON.createObjectNode();
    }

    private static ObjectNode json(byte[] body) {
        try {
            if (Simulator.JSON.readTree(body) instanceof ObjectNode object) return object;
        } catch (JacksonException _) {
            // Answered below, like a document that is no object.
        }
        throw new TelegramRefusal(400, "Bad Request: can't parse request: can't parse JSON object");
    }

    private void addForm(String form) {
        int start = 0;
        while (start < form.length()) {
            int end = form.indexOf('&', start);
            if (end < 0) end = form.length();
            int equals = form.indexOf('=', start);
            if (equals > start && equals < end) {
                values.put(decoded(form.substring(start, equals)), decoded(form.substring(equals + 1, end)));
            }
            start = end + 1;
        }
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw new TelegramRefusal(400, "Bad Request: can't parse request");
        }
    }

    /// One byte is one char in ISO 8859-1, so that positions in the text are positions in the bytes.
    private void addMultipart(byte[] body, String type) {
        var boundary = BOUNDARY.matcher(type);
        if (!boundary.find()) throw new TelegramRefusal(400, "Bad Request: boundary is missing");
        var line = "--" + boundary.group(1);
        var raw = new String(body, StandardCharsets.ISO_8859_1);
        int at = raw.indexOf(line);
        while (at >= 0) {
            int head = at + line.length() + 2;
            int content = raw.indexOf("\r\n\r\n", head);
            int next = raw.indexOf("\r\n" + line, head);
            if (content < 0 || next < 0) return;
            addPart(raw.substring(head, content), raw.substring(Math.min(content + 4, next), next));
            at = next + 2;
        }
    }

    private void addPart(String head, String content) {
        var name = FIELD_NAME.matcher(head);
        if (!name.find()) return;
        var bytes = content.getBytes(StandardCharsets.ISO_8859_1);
        var file = FILE_NAME.matcher(head);
        if (file.find()) {
            var fileName = new String(file.group(1).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            files.put(name.group(1), new Upload(fileName, partType(head), bytes));
        } else {
            values.put(name.group(1), new String(bytes, StandardCharsets.UTF_8));
        }
    }

    private static String partType(String head) {
        for (var line : head.lines().toList()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-type:"))
                return line.substring(13).strip();
        }
        return "application/octet-stream";
    }
}
