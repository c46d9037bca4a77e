package app.sembang.platform;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The committed description of the API is the one the server gives. `-Dopenapi.write=true` writes it anew.
@ProductTest
class OpenApiTests {
    private static final Path COMMITTED = Path.of("docs", "openapi.json");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    @LocalServerPort
    private int port;

    @Test
    void theCommittedDescriptionIsWhatTheServerServes() throws IOException {
        var served = normal(described());
        if (Boolean.getBoolean("openapi.write")) {
            Files.createDirectories(COMMITTED.getParent());
            Files.writeString(COMMITTED, served);
        }

        assertThat(COMMITTED).as("run ./sembang openapi and commit the file").exists();
        assertThat(served).as("run ./sembang openapi and commit the file").isEqualTo(Files.readString(COMMITTED));
    }

    @Test
    void everyOperationSaysWhatItDoesAndWhereItBelongs() {
        var ids = new HashSet<String>();

        assertThat(findings((operation, found) -> {
                    if (operation.path("summary").asString("").isBlank()) found.add("has no summary");
                    if (operation.path("tags").isEmpty()) found.add("has no tag");
                    if (operation.path("tags").toString().contains("-controller")) found.add("has no tag of its own");
                    var id = operation.path("operationId").asString("");
                    if (!id.matches("[a-z][A-Za-z]+")) found.add("has no readable operationId: " + id);
                    if (!ids.add(id)) found.add("shares its operationId: " + id);
                }))
                .isEmpty();
    }

    @Test
    void everyOperationSaysWhatItAnswersAndThatItMayRefuse() {
        assertThat(findings((operation, found) -> {
                    if (!operation
                            .at("/responses/default/content/application~1problem+json/schema/$ref")
                            .asString("")
                            .equals("#/components/schemas/Problem")) {
                        found.add("refuses without a Problem");
                    }
                    var successes = operation.path("responses").properties().stream()
                            .filter(response -> response.getKey().startsWith("2")
                                    || response.getKey().equals("303"))
                            .toList();
                    if (successes.isEmpty()) found.add("never succeeds");
                    successes.forEach(response -> {
                        var content = response.getValue().path("content");
                        boolean maybeEmpty = List.of("202", "204", "303").contains(response.getKey());
                        if (content.isEmpty() && !maybeEmpty) found.add(response.getKey() + " has no shape");
                        content.properties().forEach(body -> {
                            if (body.getKey().contains("*")) found.add(response.getKey() + " is of any media type");
                            untyped(body.getValue().path("schema"), response.getKey(), found);
                        });
                    });
                    operation.at("/requestBody/content").forEach(body -> untyped(body.path("schema"), "body", found));
                    operation
                            .path("parameters")
                            .forEach(parameter -> untyped(
                                    parameter.path("schema"),
                                    "parameter " + parameter.path("name").asString(),
                                    found));
                }))
                .isEmpty();
    }

    @Test
    void everyPropertyHasAType() {
        var found = new ArrayList<String>();
        described().at("/components/schemas").properties().forEach(schema -> {
            assertThat(schema.getKey()).matches("[A-Z][A-Za-z]+").doesNotEndWith("View");
            untyped(schema.getValue(), schema.getKey(), found);
        });

        assertThat(found).isEmpty();
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        var document = described();
        var references = document.findValuesAsString("$ref");

        assertThat(references).isNotEmpty();
        assertThat(references)
                .allSatisfy(reference -> assertThat(
                                document.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse());
    }

    /// What the database may leave empty is null in an answer, and what it may not is never.
    @Test
    void saysWhatMayBeNullAndWhatMayBeLeftOut() {
        var schemas = described().at("/components/schemas");

        var row = schemas.path("ConversationRow");
        assertThat(values(row.path("required"))).contains("id", "assignee", "lastMessage", "updatedAt");
        assertThat(row.at("/properties/assignee").toString())
                .isEqualTo("{\"oneOf\":[{\"$ref\":\"#/components/schemas/Person\"},{\"type\":\"null\"}]}");
        assertThat(row.at("/properties/status").toString())
                .isEqualTo("{\"$ref\":\"#/components/schemas/ConversationStatus\"}");
        assertThat(values(schemas.at("/ContactName/properties/name/type"))).containsExactly("string", "null");
        assertThat(values(schemas.at("/NewMessage/required"))).containsExactly("type");
        assertThat(values(schemas.at("/TemplateDraft/required"))).containsExactly("name", "response");
        assertThat(values(schemas.at("/NewCompletion/properties/status/enum"))).containsExactly("completed", "lost");
    }

    @Test
    void aMessagesContentIsOneOfItsKinds() {
        var schemas = described().at("/components/schemas");
        var content = schemas.path("Content");

        assertThat(content.at("/discriminator/propertyName").asString()).isEqualTo("type");
        assertThat(content.at("/discriminator/mapping/media").asString())
                .isEqualTo("#/components/schemas/ContentMedia");
        assertThat(content.path("oneOf")).hasSize(15);
        assertThat(values(schemas.at("/ContentText/required"))).containsExactly("text", "type");
        assertThat(values(schemas.at("/ContentText/properties/type/enum"))).containsExactly("text");
    }

    @Test
    void aPersonCanBrowseIt() {
        assertThat(new StaffApp(port).get("/swagger-ui/index.html").status()).isEqualTo(200);
    }

    private List<String> findings(BiConsumer<JsonNode, List<String>> look) {
        var all = new ArrayList<String>();
        described()
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    var found = new ArrayList<String>();
                    look.accept(operation.getValue(), found);
                    found.forEach(what -> all.add(operation.getKey() + " " + path.getKey() + " " + what));
                }));
        return all;
    }

    /// A schema that would let anything through. A map says what its values are, or that they are anything.
    private static void untyped(JsonNode schema, String where, List<String> found) {
        boolean object = schema.path("type").asString("").equals("object");
        if (!schema.has("$ref") && !schema.has("type") && !schema.has("oneOf")) {
            found.add(where + " has no type");
        }
        if (object && !schema.has("properties") && !schema.has("additionalProperties")) {
            found.add(where + " is a bare object");
        }
        if (schema.has("items")) {
            untyped(schema.path("items"), where + "[]", found);
        }
        schema.path("oneOf").forEach(part -> untyped(part, where, found));
        schema.path("properties")
                .properties()
                .forEach(property -> untyped(property.getValue(), where + "." + property.getKey(), found));
    }

    private static List<String> values(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }

    private JsonNode described() {
        return new StaffApp(port).get("/v3/api-docs").json();
    }

    /// Keys in order, so that the file changes only where the API does.
    private static String normal(JsonNode document) {
        Map<?, ?> sorted = JSON.convertValue(document, TreeMap.class);
        return JSON.writeValueAsString(sorted) + "\n";
    }
}
