package app.sembang.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Bodies and words that a described operation may meet and should not: almost right with one thing wrong, or nothing
/// like what is asked for.
final class Nonsense {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String HERE = "\"~here~\"";
    private static final int DEEPEST = 5;
    /// Longer than any text is taken, shorter than any body.
    private static final int TOO_LONG = 300_000;

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "-1",
            "0",
            "2147483648",
            "9223372036854775808",
            "1e400",
            "-1e-400",
            "1.5",
            "NaN",
            "\"\"",
            "\" \"",
            "\"\\u0000\"",
            "\"a\\u0000b\"",
            "\"\\ud800\"",
            "\"\\udc00 turned round \\ud83d\"",
            "\"\\u202e\\u200b\\u200f\\ufeff\"",
            "\"'; drop table message; --\"",
            "\"<script>alert(1)</script>\"",
            "\"${jndi:ldap://127.0.0.1/x} {{7*7}} %s %n\"",
            "\"=cmd|' /C calc'!A0\"",
            "\"../../../../etc/passwd\"",
            "\"file:///etc/passwd\"",
            "\"http://169.254.169.254/latest/meta-data\"",
            "\"(a+)+$\"",
            "\"0000-00-00T00:00:00Z\"",
            "\"+999999999-12-31T23:59:59.999999999Z\"",
            "\"-999999999-01-01T00:00:00Z\"",
            "\"00000000-0000-0000-0000-000000000000\"",
            "\"00000000-0000-7000-8000-00000000dead\"",
            "[]",
            "{}",
            "[null]",
            "[[[[[[]]]]]]",
            "{\"\":null}",
            "[\"\\u0000\"]",
            "\"" + "x".repeat(70_000) + "\"",
            "\"" + "😀".repeat(5_000) + "\"",
            "[" + "1,".repeat(3_000) + "1]");

    private static final List<String> BODIES = List.of(
            "",
            " ",
            "null",
            "true",
            "0",
            "\"text\"",
            "[]",
            "{}",
            "{",
            "{\"a\":1",
            "{\"a\":1,\"a\":2}",
            "{'a':1}",
            "\u0000",
            "{\"\\u0000\":\"\\u0000\"}",
            "<a/>",
            "a=1&b=2",
            "[".repeat(2_000),
            "{\"a\":".repeat(1_500) + "1" + "}".repeat(1_500),
            "{\"a\":\"" + "x".repeat(2_000_000) + "\"}");

    private static final List<String> WORDS = List.of(
            "",
            "%20",
            "%00",
            "a%00b",
            "%ED%A0%80",
            "%FF",
            "-1",
            "0",
            "1.5",
            "99999999999999999999",
            "null",
            "true",
            "..%2f..%2fetc",
            "%27%20or%201=1--",
            "%25",
            "%F0%9F%98%80",
            "9999-99-99T00:00:00Z",
            "%2B999999999-12-31T23:59:59Z",
            "-999999999-01-01T00:00:00Z",
            "00000000-0000-7000-8000-00000000dead",
            "a%2Cb%2C%2C",
            "x".repeat(3_000));

    private final JsonNode schemas;
    private final RandomGenerator random;

    Nonsense(JsonNode document, RandomGenerator random) {
        this.schemas = document.at("/components/schemas");
        this.random = random;
    }

    /// For a place in an address; nothing that would make it another path.
    String word() {
        return any(WORDS);
    }

    /// @param right a body that fits, as text; empty where only the schema tells
    String body(JsonNode schema, String right) {
        if (random.nextInt(4) == 0) {
            return any(BODIES);
        }
        var body = right.isEmpty() || random.nextBoolean() ? fitting(schema, 0) : JSON.readTree(right);
        if (!(body instanceof ObjectNode object) || object.isEmpty()) {
            return any(VALUES);
        }
        return switch (random.nextInt(8)) {
            case 0 -> without(object);
            case 1 -> object.put("neverHeardOf", "x").toString();
            case 2 -> twice(object);
            default -> wrongIn(object);
        };
    }

    private String without(ObjectNode object) {
        object.remove(any(List.copyOf(object.propertyNames())));
        return object.toString();
    }

    private String twice(ObjectNode object) {
        var name = any(List.copyOf(object.propertyNames()));
        return object.toString()
                .replaceFirst("}$", ",\"" + name + "\":" + any(VALUES).replace("$", "") + "}");
    }

    /// One leaf of the tree, however deep, is not what it should be.
    private String wrongIn(ObjectNode object) {
        var place = object;
        while (true) {
            var name = any(List.copyOf(place.propertyNames()));
            var inner = place.get(name);
            if (inner instanceof ArrayNode array && !array.isEmpty() && random.nextBoolean()) {
                if (array.get(0) instanceof ObjectNode first && !first.isEmpty()) {
                    place = first;
                    continue;
                }
                array.set(0, "~here~");
            } else if (inner instanceof ObjectNode further && !further.isEmpty() && random.nextInt(3) > 0) {
                place = further;
                continue;
            } else {
                place.put(name, "~here~");
            }
            return object.toString().replace(HERE, any(VALUES));
        }
    }

    /// A body that fits but for one text, which is longer than any that is taken.
    ///
    /// @param field by the schema: `admin.email`, `parts[0].name`
    record TooLong(String field, String body) {}

    /// One for each text of a body.
    ///
    /// @param right a body that fits, as text; empty where only the schema tells
    List<TooLong> tooLong(JsonNode schema, String right) {
        var found = new ArrayList<TooLong>();
        var whole = resolved(schema);
        for (var property : whole.path("properties").properties()) {
            for (var wrong : tooLong(property.getValue(), property.getKey(), 1)) {
                var body = right.isEmpty() ? fitting(whole, 0) : JSON.readTree(right);
                found.add(new TooLong(
                        wrong.getKey(),
                        ((ObjectNode) body)
                                .set(property.getKey(), wrong.getValue())
                                .toString()));
            }
        }
        return found;
    }

    private List<Map.Entry<String, JsonNode>> tooLong(JsonNode described, String name, int depth) {
        var schema = resolved(described);
        var nodes = JSON.getNodeFactory();
        var found = new ArrayList<Map.Entry<String, JsonNode>>();
        if (depth > DEEPEST || schema.has("enum") || schema.has("const")) {
            return found;
        }
        switch (type(schema)) {
            case "string" -> found.add(Map.entry(name, nodes.stringNode("x".repeat(TOO_LONG))));
            case "array" ->
                tooLong(schema.path("items"), name + "[0]", depth + 1)
                        .forEach(item -> found.add(
                                Map.entry(item.getKey(), nodes.arrayNode().add(item.getValue()))));
            case "object" -> {
                schema.path("properties")
                        .properties()
                        .forEach(property -> tooLong(property.getValue(), name + "." + property.getKey(), depth + 1)
                                .forEach(inner -> found.add(Map.entry(
                                        inner.getKey(),
                                        ((ObjectNode) fitting(schema, depth))
                                                .set(property.getKey(), inner.getValue())))));
                if (schema.path("additionalProperties").isObject()) {
                    tooLong(schema.path("additionalProperties"), name, depth + 1)
                            .forEach(value -> found.add(
                                    Map.entry(value.getKey(), nodes.objectNode().set("en", value.getValue()))));
                }
            }
            default -> {}
        }
        return found;
    }

    /// Something the schema allows, as far as it says what it allows.
    private JsonNode fitting(JsonNode described, int depth) {
        var schema = resolved(described);
        if (schema.has("enum")) {
            return any(schema.path("enum").valueStream().toList());
        }
        var nodes = JSON.getNodeFactory();
        return switch (type(schema)) {
            case "object" -> {
                var object = nodes.objectNode();
                if (depth < DEEPEST) {
                    schema.path("properties")
                            .properties()
                            .forEach(
                                    property -> object.set(property.getKey(), fitting(property.getValue(), depth + 1)));
                }
                yield object;
            }
            case "array" -> nodes.arrayNode().add(fitting(schema.path("items"), depth + 1));
            case "integer" -> nodes.numberNode(1);
            case "number" -> nodes.numberNode(1.5);
            case "boolean" -> nodes.booleanNode(random.nextBoolean());
            case "null" -> nodes.nullNode();
            default -> nodes.stringNode(text(schema.path("format").asString("")));
        };
    }

    private static String text(String format) {
        return switch (format) {
            case "uuid" -> "00000000-0000-7000-8000-00000000dead";
            case "date-time" -> "2026-11-24T04:00:00Z";
            case "date" -> "2026-11-24";
            case "email" -> "someone@people.test";
            case "uri" -> "https://shop.example/";
            default -> "text";
        };
    }

    private JsonNode resolved(JsonNode schema) {
        if (schema.has("$ref")) {
            var reference = schema.path("$ref").asString();
            return resolved(schemas.path(reference.substring(reference.lastIndexOf('/') + 1)));
        }
        for (var choice : List.of("oneOf", "anyOf", "allOf")) {
            if (!schema.path(choice).isEmpty()) {
                return resolved(any(schema.path(choice).valueStream().toList()));
            }
        }
        return schema;
    }

    private static String type(JsonNode schema) {
        var type = schema.path("type");
        if (type.isArray()) {
            return type.path(0).asString();
        }
        return type.asString(schema.has("properties") ? "object" : "string");
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    /// Query parameters of an operation, each there or not, each sensible or not.
    String query(JsonNode operation) {
        var parts = new ArrayList<String>();
        for (var parameter : operation.path("parameters")) {
            if (parameter.path("in").asString("").equals("query") && random.nextBoolean()) {
                parts.add(parameter.path("name").asString() + "=" + word());
            }
        }
        return parts.isEmpty() ? "" : parts.stream().collect(Collectors.joining("&", "?", ""));
    }
}
