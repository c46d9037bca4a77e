package app.sembang.platform;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
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
        var mute = new ArrayList<String>();
        described()
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    if (operation.getValue().path("summary").asString("").isBlank()
                            || operation.getValue().path("tags").isEmpty()
                            || operation
                                    .getValue()
                                    .path("operationId")
                                    .asString("")
                                    .isBlank()) {
                        mute.add(operation.getKey() + " " + path.getKey());
                    }
                }));

        assertThat(mute).isEmpty();
    }

    @Test
    void aPersonCanBrowseIt() {
        assertThat(new StaffApp(port).get("/swagger-ui/index.html").status()).isEqualTo(200);
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
