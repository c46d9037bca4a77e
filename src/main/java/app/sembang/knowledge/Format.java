package app.sembang.knowledge;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The files a material may be read from, known by the ending of their name.
public enum Format {
    PDF("pdf"),
    DOCX("docx"),
    TXT("txt"),
    MARKDOWN("md", "markdown"),
    HTML("html", "htm");

    @SuppressWarnings("ImmutableEnumChecker") // List.of cannot be changed.
    private final List<String> endings;

    Format(String... endings) {
        this.endings = List.of(endings);
    }

    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static Format from(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }

    static Optional<Format> ofFile(String name) {
        var ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> format.endings.contains(ending))
                .findFirst();
    }
}
