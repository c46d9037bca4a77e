package app.sembang.platform;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestCompany;
import app.sembang.identity.Members;
import app.sembang.shared.Language;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;

@ProductTest
class FieldMessagesTests {
    private static final Path SOURCES = Path.of("src/main/java");
    /// The sentence about a field, where it stands as it is said; `%s` and `%d` are filled in later.
    private static final Pattern SAID = Pattern.compile(
            "(?:Refusal\\.invalid\\(\\s*[^,]+,|\\bunusable\\()\\s*\"((?:[^\"\\\\]|\\\\.)+)\"(?:\\s*\\+\\s*\"([^\"]+)\")?");

    private final FieldMessages messages;
    private final Members members;

    @LocalServerPort
    private int port;

    FieldMessagesTests(FieldMessages messages, Members members) {
        this.messages = messages;
        this.members = members;
    }

    @Test
    void everySentenceAboutAFieldIsThereInEveryLanguage() throws IOException {
        var said = new ArrayList<String>();
        try (var files = Files.walk(SOURCES)) {
            for (var file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                var match = SAID.matcher(Files.readString(file));
                while (match.find()) {
                    said.add((match.group(1) + (match.group(2) == null ? "" : match.group(2)))
                            .replaceAll("%[sd]", "7")
                            .replaceAll("([a-z]:?) $", "$1 7")
                            .replaceAll("^(Use one of 7)$", "$1."));
                }
            }
        }

        assertThat(said).hasSizeGreaterThan(60);
        for (var language : List.of(Language.MS, Language.ZH, Language.TA)) {
            assertThat(said)
                    .as("src/main/resources/app/sembang/platform/field-messages.json, " + language)
                    .allSatisfy(sentence ->
                            assertThat(messages.in(language, sentence)).isNotEqualTo(sentence));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ms | Gunakan sekurang-kurangnya 8 aksara",
                "zh-Hans-MY,en;q=0.5 | 至少使用 8 个字符",
                "ta | குறைந்தது 8 எழுத்துகள்",
                "en | Use at least 8 characters",
                "fr | Use at least 8 characters"
            })
    void aFieldIsRefusedInTheCallersLanguage(String accepted, String said) {
        var admin = TestCompany.found(port, members).admin();

        assertThat(refused(admin, accepted, "Aina", "short")).contains(said);
    }

    @Test
    void whatTheFrameworkSaysIsTranslatedToo() {
        var admin = TestCompany.found(port, members).admin();

        assertThat(refused(admin, "ms", " ", "correct horse battery")).isEqualTo("mesti diisi");
        assertThat(refused(admin, "ta", "x".repeat(201), "correct horse battery"))
                .contains("200");
    }

    private static String refused(StaffApp admin, String language, String name, String password) {
        return admin.send(
                        "POST",
                        "/api/v1/users",
                        "{\"name\":\"%s\",\"email\":\"aina@aina.test\",\"role\":\"viewer\",\"password\":\"%s\"}"
                                .formatted(name, password),
                        "Accept-Language",
                        language)
                .json()
                .at("/errors/0/message")
                .asString();
    }
}
