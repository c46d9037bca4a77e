package app.sembang.assistant;

import app.sembang.shared.Language;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Ties what a text states to what it rests on: facts to all that state the same, sentences to what they are copied
/// from, and to a product of which nothing else is said its name. By rules alone, whoever worded the text.
final class BorneClaims {
    /// What is shorter may stand anywhere by chance.
    private static final int SHORTEST_QUOTE = 12;
    /// So few letters between two stretches part no thought: "10 am to 9 pm".
    private static final int BESIDE = 5;

    private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?])\\s+|(?<=[。！？])|\\s*\\n\\s*|$");

    private final String text;
    private final List<Ground> evidence;
    private final List<BorneClaim> claims = new ArrayList<>();

    private BorneClaims(String text, List<Ground> evidence) {
        this.text = text;
        this.evidence = evidence;
    }

    /// In the order of the text; none lies in another.
    static List<BorneClaim> in(String text, Language language, List<Ground> evidence) {
        if (evidence.isEmpty() || text.isBlank()) return List.of();
        var borne = new BorneClaims(text, evidence);
        borne.facts(language);
        borne.quotes();
        borne.names();
        return borne.joined();
    }

    private void facts(Language language) {
        var alone = evidence.stream()
                .map(ground -> new OutputChecks(List.of(ground), language, Integer.MAX_VALUE, null))
                .toList();
        var together = new OutputChecks(evidence, language, Integer.MAX_VALUE, null);
        for (var claim : Claims.in(text)) {
            var span = claim.span();
            var ids = new ArrayList<String>();
            for (int at = 0; at < evidence.size(); at++) {
                if (alone.get(at).bear(text, claim)) ids.add(evidence.get(at).id());
            }
            if (ids.isEmpty() && together.bear(text, claim)) ids.addAll(ids(ground -> ground.price() != null));
            add(span.start(), span.end(), ids);
        }
    }

    private void quotes() {
        var ends = SENTENCE_END.matcher(text);
        int from = 0;
        while (ends.find()) {
            quote(from, ends.start());
            from = ends.end();
        }
    }

    private void quote(int start, int end) {
        var said = plain(text.substring(start, end));
        if (said.length() < SHORTEST_QUOTE) return;
        add(
                start,
                end,
                ids(ground -> ground.kind() != Ground.Kind.PRODUCT
                        && plain(ground.text()).contains(said)));
    }

    private void names() {
        for (var ground : evidence) {
            if (ground.kind() != Ground.Kind.PRODUCT || isTied(ground)) continue;
            int at = text.toLowerCase(Locale.ROOT).indexOf(ground.title().toLowerCase(Locale.ROOT));
            if (at >= 0) add(at, Math.min(text.length(), at + ground.title().length()), List.of(ground.id()));
        }
    }

    private boolean isTied(Ground ground) {
        return claims.stream().anyMatch(claim -> claim.evidence().contains(ground.id()));
    }

    private List<String> ids(Predicate<Ground> which) {
        return evidence.stream().filter(which).map(Ground::id).toList();
    }

    /// What is marked already stays as it is.
    private void add(int start, int end, List<String> ids) {
        boolean taken = claims.stream().anyMatch(claim -> claim.start() < end && start < claim.end());
        if (!taken && !ids.isEmpty() && start < end) claims.add(new BorneClaim(start, end, List.copyOf(ids)));
    }

    private List<BorneClaim> joined() {
        claims.sort(Comparator.comparingInt(BorneClaim::start));
        var joined = new ArrayList<BorneClaim>();
        for (var claim : claims) {
            if (joined.isEmpty() || !goesOn(joined.getLast(), claim)) joined.add(claim);
            else joined.add(new BorneClaim(joined.removeLast().start(), claim.end(), claim.evidence()));
        }
        return List.copyOf(joined);
    }

    private boolean goesOn(BorneClaim last, BorneClaim next) {
        return last.evidence().equals(next.evidence())
                && next.start() - last.end() <= BESIDE
                && !text.substring(last.end(), next.start()).matches("(?s).*[.!?。！？\\n].*");
    }

    private static String plain(String text) {
        return text.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    }
}
