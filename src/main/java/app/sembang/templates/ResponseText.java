package app.sembang.templates;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A response, parsed once into what stands and what is filled in. Values are inserted as they are: a customer named
/// `{x}` or `$1` keeps the name.
final class ResponseText {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z][a-z0-9_]{0,49})}");

    /// Marks of a text that was put together wrongly; none may reach a customer.
    private static final Pattern BROKEN =
            Pattern.compile("[{}]|\\[\\[|]]|%s|\\*\\*\\s*\\*\\*|\\b(?:null|undefined|NaN)\\b");

    private static final String SEPARATORS = " ,，、";

    private final List<Part> parts;

    private ResponseText(List<Part> parts) {
        this.parts = parts;
    }

    private sealed interface Part {
        record Literal(String text) implements Part {}

        record Variable(String name) implements Part {}
    }

    /// The words that cannot be sent as they stand, each with its reason.
    static class Malformed extends Exception {
        Malformed(String message) {
            super(message);
        }
    }

    static ResponseText parse(String response) throws Malformed {
        var parts = new ArrayList<Part>();
        var found = PLACEHOLDER.matcher(response);
        int from = 0;
        while (found.find()) {
            addLiteral(parts, response.substring(from, found.start()));
            parts.add(new Part.Variable(found.group(1)));
            from = found.end();
        }
        addLiteral(parts, response.substring(from));
        return new ResponseText(List.copyOf(parts));
    }

    private static void addLiteral(List<Part> parts, String text) throws Malformed {
        var broken = BROKEN.matcher(text);
        if (broken.find()) {
            throw new Malformed("'%s' cannot be sent; a placeholder is written {snake_case}."
                    .formatted(excerpt(text, broken.start(), broken.end())));
        }
        if (!text.isEmpty()) parts.add(new Part.Literal(text));
    }

    private static String excerpt(String text, int start, int end) {
        return text.substring(start, Math.min(text.length(), Math.max(end, start + 20)));
    }

    Set<String> variables() {
        var names = new TreeSet<String>();
        for (var part : parts) {
            if (part instanceof Part.Variable(var name)) names.add(name);
        }
        return names;
    }

    /// The text to send; empty when a value is missing. A value that is an empty text takes the separator beside it
    /// along: "Hi {customer_name}!" becomes "Hi!".
    Optional<String> render(Function<String, @Nullable String> values) {
        var text = new StringBuilder();
        var dropSeparators = false;
        for (var part : parts) {
            switch (part) {
                case Part.Literal(var literal) -> text.append(dropSeparators ? withoutLeading(literal) : literal);
                case Part.Variable(var name) -> {
                    var value = values.apply(name);
                    if (value == null) return Optional.empty();
                    if (value.isEmpty()) dropTrailing(text);
                    text.append(value);
                }
            }
            dropSeparators = part instanceof Part.Variable && text.isEmpty();
        }
        return text.toString().isBlank() ? Optional.empty() : Optional.of(text.toString());
    }

    private static void dropTrailing(StringBuilder text) {
        while (!text.isEmpty() && SEPARATORS.indexOf(text.charAt(text.length() - 1)) >= 0) {
            text.setLength(text.length() - 1);
        }
    }

    private static String withoutLeading(String literal) {
        int start = 0;
        while (start < literal.length() && SEPARATORS.indexOf(literal.charAt(start)) >= 0) start++;
        return literal.substring(start);
    }
}
