package app.sembang.mail;

import app.sembang.shared.Language;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;

/// What letters say, by language: files named `<name>_<language>.properties` beside the class that writes them.
public class LetterTexts {
    private final Map<Language, Properties> texts = new EnumMap<>(Language.class);

    /// @throws IllegalStateException where a language is missing in the build
    public LetterTexts(Class<?> writer, String name) {
        for (var language : Language.values()) {
            texts.put(language, read(writer, "%s_%s.properties".formatted(name, language.tag())));
        }
    }

    /// @throws IllegalStateException where there is no such text
    public String in(Language language, String key) {
        var known = texts.get(language);
        var text = known == null ? null : known.getProperty(key);
        if (text == null) {
            throw new IllegalStateException("No text for %s in %s".formatted(key, language));
        }
        return text;
    }

    private static Properties read(Class<?> writer, String name) {
        try (var stream = writer.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException(name + " is missing in the build");
            }
            var properties = new Properties();
            properties.load(new InputStreamReader(stream, StandardCharsets.UTF_8));
            return properties;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
