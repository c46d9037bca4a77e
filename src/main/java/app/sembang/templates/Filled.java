package app.sembang.templates;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A text with what stands in place of its placeholders.
///
/// @param unresolved placeholders nothing is known for; they stand in the text as they are
public record Filled(String text, List<String> unresolved) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z][a-z0-9_]{0,49})}");
    private static final String SEPARATORS = " ,，、";

    /// An empty value takes the separator before it along: "Hi {customer_name}!" becomes "Hi!".
    static Filled of(String text, Function<String, @Nullable String> values) {
        var filled = new StringBuilder();
        var unresolved = new ArrayList<String>();
        var found = PLACEHOLDER.matcher(text);
        int from = 0;
        while (found.find()) {
            filled.append(text, from, found.start());
            from = found.end();
            var value = values.apply(found.group(1));
            if (value == null) {
                filled.append(found.group());
                if (!unresolved.contains(found.group(1))) unresolved.add(found.group(1));
            } else if (value.isEmpty()) {
                while (!filled.isEmpty() && SEPARATORS.indexOf(filled.charAt(filled.length() - 1)) >= 0) {
                    filled.setLength(filled.length() - 1);
                }
            } else {
                filled.append(value);
            }
        }
        return new Filled(filled.append(text, from, text.length()).toString(), List.copyOf(unresolved));
    }

    static List<String> placeholders(String text) {
        return PLACEHOLDER
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();
    }
}
