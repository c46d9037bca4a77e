package app.sembang.assistant;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// Takes out of a text what tells who somebody is, before it goes to a model or into a trace. The same number keeps the
/// same stand-in within a text, so that it stays readable.
final class Redaction {
    private static final Pattern PERSONAL =
            Pattern.compile("(?<email>[\\p{Alnum}._%+-]+@[\\p{Alnum}.-]+\\.\\p{Alpha}{2,})"
                    + "|(?<identity>(?<!\\d)\\d{6}-?\\d{2}-?\\d{4}(?!\\d))"
                    + "|(?<card>(?<!\\d)\\d(?:[ -]?\\d){12,18}(?!\\d))"
                    + "|(?<phone>(?<!\\d)\\+?6?0\\d{1,2}[ -]?\\d{3,4}[ -]?\\d{3,4}(?!\\d))");

    private Redaction() {}

    /// @param standIns what each stands for
    record Redacted(String text, Map<String, String> standIns) {
        /// Of an answer to it, with what the stand-ins in it stand for.
        String restored(String answer) {
            var restored = answer;
            for (var standIn : standIns.entrySet()) {
                restored = restored.replace(standIn.getKey(), standIn.getValue());
            }
            return restored;
        }
    }

    static String of(String text) {
        return redact(text).text();
    }

    static Redacted redact(String text) {
        var standIns = new HashMap<String, String>();
        var known = new HashMap<String, String>();
        var counts = new HashMap<String, Integer>();
        var found = PERSONAL.matcher(text);
        var redacted = new StringBuilder();
        int at = 0;
        while (found.find()) {
            var kind = found.namedGroups().keySet().stream()
                    .filter(name -> found.group(name) != null)
                    .findFirst()
                    .orElseThrow();
            var standIn = standIn(kind, found.group(), known, counts);
            standIns.putIfAbsent(standIn, found.group());
            redacted.append(text, at, found.start()).append(standIn);
            at = found.end();
        }
        return new Redacted(redacted.append(text.substring(at)).toString(), standIns);
    }

    private static String standIn(String kind, String found, Map<String, String> known, Map<String, Integer> counts) {
        return known.computeIfAbsent(
                kind + found.replaceAll("[ -]", ""), unseen -> "<" + kind + counts.merge(kind, 1, Integer::sum) + ">");
    }
}
