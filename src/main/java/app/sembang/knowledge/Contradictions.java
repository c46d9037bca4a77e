package app.sembang.knowledge;

import app.sembang.knowledge.KnowledgeIndex.Entry;
import app.sembang.language.Reading;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Where a company says of one thing two different amounts, times or shares. A sentence is about the same as another
/// when it speaks of nothing the other does not speak of.
final class Contradictions {
    /// Fewer words than these name nothing.
    private static final int LEAST_TERMS = 2;

    private static final int MOST = 100;

    private static final String NUMBER = "(\\d[\\d,]*+(?:\\.\\d+)?)";
    private static final Map<String, Pattern> VALUES = Map.of(
            "money",
            Pattern.compile("(?i)\\b(?:rm|myr)\\s?" + NUMBER + "|" + NUMBER + "\\s?(?:ringgit|令吉|块|ரிங்கிட்)"),
            "days",
            Pattern.compile("(?i)" + NUMBER + "\\s?(?:(?:working |business )?(?:day|week|month|year)s?\\b"
                    + "|(?:hari|minggu|bulan|tahun)\\b|个?(?:天|工作日|星期|周|月|年)|(?:நாட்|நாள்|வார|மாத|ஆண்டு|வருட))"),
            "percent",
            Pattern.compile(NUMBER + "\\s?[%％]"));
    /// What a question asks for and its answer gives.
    private static final Set<String> ASKED = Set.of("#price", "#days", "#hours");

    private static final Pattern SENTENCE = Pattern.compile("(?:[^.!?。！？\\n;；]|\\.(?=\\d))+");

    /// @param terms what it speaks of, its values aside
    private record Statement(Entry entry, String kind, String sentence, Set<String> terms, Set<BigDecimal> values) {}

    /// Two that cannot both be so, what was changed last first.
    record Found(Entry newer, String newerSays, Entry older, String olderSays) {}

    private Contradictions() {}

    /// @param entries the newest first
    static List<Found> in(List<Entry> entries) {
        var statements = new ArrayList<Statement>();
        for (var entry : entries) statements.addAll(statements(entry));
        var holders = new HashMap<String, List<Integer>>();
        for (int at = 0; at < statements.size(); at++) {
            for (var term : statements.get(at).terms) {
                holders.computeIfAbsent(term, unseen -> new ArrayList<>()).add(at);
            }
        }
        var found = new ArrayList<Found>();
        var seen = new HashSet<List<Object>>();
        for (int at = 0; at < statements.size() && found.size() < MOST; at++) {
            var one = statements.get(at);
            var rarest = Collections.min(
                    one.terms,
                    Comparator.comparingInt(
                            term -> holders.getOrDefault(term, List.of()).size()));
            for (int other : holders.getOrDefault(rarest, List.of())) {
                if (!contradict(one, statements.get(other))) continue;
                var newer = statements.get(Math.min(at, other));
                var older = statements.get(Math.max(at, other));
                if (seen.add(List.of(newer.entry.id(), newer.sentence, older.entry.id(), older.sentence))) {
                    found.add(new Found(newer.entry, newer.sentence, older.entry, older.sentence));
                }
            }
        }
        return found.stream().limit(MOST).toList();
    }

    /// The first speaks of nothing the second does not.
    private static boolean contradict(Statement one, Statement other) {
        boolean apart = one.entry.outlet() != null
                && other.entry.outlet() != null
                && !one.entry.outlet().equals(other.entry.outlet());
        return !one.entry.id().equals(other.entry.id())
                && !apart
                && one.kind.equals(other.kind)
                && other.terms.containsAll(one.terms)
                && Collections.disjoint(one.values, other.values);
    }

    private static List<Statement> statements(Entry entry) {
        var statements = new ArrayList<Statement>();
        var about = terms(entry.faq() == null ? entry.heading() : entry.title());
        var sentences = SENTENCE.matcher(entry.text());
        while (sentences.find()) {
            var sentence = sentences.group().strip();
            VALUES.forEach((kind, pattern) -> {
                var values = values(pattern, sentence);
                if (values.isEmpty()) return;
                var terms = new HashSet<>(about);
                terms.addAll(terms(without(sentence)));
                if (terms.size() >= LEAST_TERMS) statements.add(new Statement(entry, kind, sentence, terms, values));
            });
        }
        return statements;
    }

    private static Set<BigDecimal> values(Pattern pattern, String sentence) {
        return pattern.matcher(sentence)
                .results()
                .map(result -> result.group(1) != null || result.groupCount() < 2 ? result.group(1) : result.group(2))
                .map(number -> new BigDecimal(number.replace(",", "")).stripTrailingZeros())
                .collect(Collectors.toSet());
    }

    private static String without(String sentence) {
        var text = sentence.toLowerCase(Locale.ROOT);
        for (var pattern : ordered(VALUES.values()))
            text = pattern.matcher(text).replaceAll(" ");
        return text;
    }

    private static List<Pattern> ordered(Collection<Pattern> patterns) {
        return patterns.stream().sorted(Comparator.comparing(Pattern::pattern)).toList();
    }

    /// What it asks or says, by meaning where that is known, else by word.
    private static Set<String> terms(String text) {
        if (Reading.of(text).tokens().isEmpty()) return Set.of();
        return Terms.wanted(text).stream()
                .filter(wanted -> !wanted.extra())
                .map(wanted -> wanted.terms().getFirst())
                .filter(term -> !ASKED.contains(term))
                .collect(Collectors.toSet());
    }
}
