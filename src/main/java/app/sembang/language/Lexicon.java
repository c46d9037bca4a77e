package app.sembang.language;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The word lists that lie beside a package as data. `#` begins a comment line.
///
/// @param beside a class of the package
public record Lexicon(Class<?> beside) {
    /// Lines of `key=value`; several keys of one value are separated by commas.
    public Map<String, String> table(String name) {
        var table = new HashMap<String, String>();
        for (var line : lines(name)) {
            var separator = line.indexOf('=');
            for (var key : line.substring(0, separator).split(",", -1)) {
                table.put(key.strip(), line.substring(separator + 1).strip());
            }
        }
        return Map.copyOf(table);
    }

    /// Words separated by white space.
    public List<String> words(String name) {
        return lines(name).stream()
                .flatMap(line -> Arrays.stream(line.split("\\s+", -1)))
                .toList();
    }

    /// Lines of `section: entry entry`, of which a section may have several.
    public Map<String, List<String>> sections(String name, String separator) {
        var sections = new HashMap<String, List<String>>();
        for (var line : lines(name)) {
            var colon = line.indexOf(':');
            var entries = sections.computeIfAbsent(line.substring(0, colon), section -> new ArrayList<>());
            for (var entry : line.substring(colon + 1).split(separator, -1)) {
                if (!entry.isBlank()) entries.add(entry.strip());
            }
        }
        return sections;
    }

    public List<String> lines(String name) {
        var text = new String(bytes(name), StandardCharsets.UTF_8);
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    public byte[] bytes(String name) {
        try (InputStream file = beside.getResourceAsStream(name)) {
            return Objects.requireNonNull(file, name).readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
