package app.sembang;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;

/// Events as no vendor would send them.
public final class Mutated {
    private Mutated() {}

    /// Somewhere in it a value becomes another one.
    public static String once(JsonNode event, Random random) {
        var text = event.toString();
        var values = List.of("null", "[]", "{}", "12", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "-1e99", "true", "[[]]");
        var places = new ArrayList<Integer>();
        for (int i = 0; i + 1 < text.length(); i++) {
            if (text.charAt(i) == ':'
                    && (text.charAt(i + 1) == '"' || text.charAt(i + 1) == '[' || text.charAt(i + 1) == '{')) {
                places.add(i + 1);
            }
        }
        int from = places.get(random.nextInt(places.size()));
        int to = end(text, from);
        return text.substring(0, from) + values.get(random.nextInt(values.size())) + text.substring(to);
    }

    private static int end(String text, int from) {
        int depth = 0;
        boolean quoted = false;
        for (int i = from; i < text.length(); i++) {
            char at = text.charAt(i);
            if (quoted) {
                if (at == '\\') i++;
                else if (at == '"') quoted = false;
            } else if (at == '"') quoted = true;
            else if (at == '{' || at == '[') depth++;
            else if (at == '}' || at == ']') depth--;
            if (!quoted && depth == 0 && ((at == '"' && i > from) || at == '}' || at == ']')) return i + 1;
        }
        return text.length();
    }
}
