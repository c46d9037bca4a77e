package app.sembang.platform;

import app.sembang.identity.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What `access-matrix.txt` says.
///
/// @param endpoints by `METHOD path`
/// @param recipes how a row is made, by the name the lines use for it
record AccessMatrix(Map<String, Line> endpoints, Map<String, Recipe> recipes) {
    private static final Path FILE = Path.of("src/test/resources/access-matrix.txt");

    /// @param roles none: no sign-in needed
    /// @param subjects what the ids in the path name, in order
    record Line(String method, String path, List<Role> roles, List<String> subjects, String body) {
        Line about(String agent) {
            return new Line(method, path, roles, subjects, body.replace("$agent", agent));
        }

        /// The path with these ids in place of its braces.
        String with(List<String> ids) {
            var filled = path;
            for (var id : ids) {
                filled = filled.replaceFirst("\\{[^}]+}", id);
            }
            return filled;
        }
    }

    record Recipe(String path, String body) {}

    static AccessMatrix read() throws IOException {
        var endpoints = new TreeMap<String, Line>();
        var recipes = new LinkedHashMap<String, Recipe>();
        for (var line : Files.readAllLines(FILE)) {
            if (line.startsWith("make ")) {
                var parts = line.split(" ", 4);
                recipes.put(parts[1], new Recipe(parts[2], parts[3]));
            } else if (!line.isBlank() && !line.startsWith("#")) {
                var parts = line.split("\\|", 4);
                var words = names(parts[0]);
                endpoints.put(
                        words.get(0) + " " + words.get(1),
                        new Line(
                                words.get(0),
                                words.get(1),
                                parts[1].strip().equals("everyone")
                                        ? List.of()
                                        : names(parts[1]).stream()
                                                .map(Role::from)
                                                .toList(),
                                parts.length > 2 && !parts[2].strip().equals("-") ? names(parts[2]) : List.of(),
                                parts.length > 3 ? parts[3].strip() : ""));
            }
        }
        return new AccessMatrix(endpoints, recipes);
    }

    private static List<String> names(String text) {
        return Arrays.stream(text.strip().split("\\s+", -1))
                .filter(name -> !name.isEmpty())
                .toList();
    }
}
