package app.sembang.knowledge;

import app.sembang.language.Spelling;
import app.sembang.shared.Language;
import app.sembang.shared.OutletId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The passages of one company, ready to be searched: BM25 on a scale of 1. The score of a passage is the share of what
/// the question wants that the passage has, what is rare counting more; a question of which too much is left open finds
/// nothing. Never changes.
final class KnowledgeIndex {
    /// Below it a passage does not answer the question. Measured with the evaluation's questions, see
    /// KnowledgeIndexTests.
    static final double THRESHOLD = 0.3;

    private static final double SATURATION = 1.2;
    private static final double LENGTH = 0.5;
    /// How often a word of the title counts.
    private static final float TITLE = 2;

    /// A word no passage has, on the scale on which the rarest has 1.
    private static final double UNKNOWN = 0.7;
    /// A thing we know in every language, and no passage speaks of: the stronger sign that nothing answers.
    private static final double ABSENT = 1.2;

    private static final double LEAST_WEIGHT = 0.3;
    /// How much of a term's weight is earned by being there; the rest by how often.
    private static final double PRESENT = 0.6;

    private static final double EXTRA = 0.1;
    private static final double SUSPICIOUS = 0.5;
    private static final double PREFERENCE = 1.05;

    /// A passage as it is searched.
    ///
    /// @param hash the same for all that say the same
    record Entry(
            UUID id,
            @Nullable MaterialId material,
            @Nullable FaqId faq,
            String title,
            String heading,
            String text,
            String hash,
            @Nullable Language language,
            boolean suspicious,
            @Nullable OutletId outlet,
            Validity validity) {}

    record Scored(Entry entry, double score) {
        private double rank(Set<Language> preferred) {
            return entry.language != null && preferred.contains(entry.language) ? score * PREFERENCE : score;
        }
    }

    private record Posting(int passage, float count) {}

    private final List<Entry> entries;
    private final Map<String, List<Posting>> postings = new HashMap<>();
    private final Spelling spelling = new Spelling(0);
    private final float[] lengths;
    private final double usualLength;
    private final double rarest;

    /// @param entries the newest first: of two that say the same it is the one found
    KnowledgeIndex(List<Entry> entries) {
        this.entries = List.copyOf(entries);
        this.lengths = new float[entries.size()];
        double sum = 0;
        for (int at = 0; at < entries.size(); at++) {
            add(at, entries.get(at));
            sum += lengths[at];
        }
        postings.keySet().forEach(spelling::learn);
        usualLength = Math.max(1, sum / Math.max(1, entries.size()));
        rarest = rarity(1);
    }

    /// What a question asks for; a misspelt word is read as the passages' own that it was meant to be.
    List<Terms.Wanted> wanted(String question) {
        return Terms.wanted(question, word -> spelling.knows(word) ? word : spelling.meant(word));
    }

    private void add(int at, Entry entry) {
        var counts = new HashMap<String, Float>();
        for (var term : Terms.of(entry.title + ".\n" + entry.heading)) counts.merge(term.term(), TITLE, Float::sum);
        for (var term : Terms.of(entry.text)) counts.merge(term.term(), 1f, Float::sum);
        counts.forEach((term, count) -> {
            postings.computeIfAbsent(term, unseen -> new ArrayList<>()).add(new Posting(at, count));
            lengths[at] += count;
        });
    }

    private double rarity(int passages) {
        return Math.log(1 + (entries.size() - passages + 0.5) / (passages + 0.5));
    }

    /// @param preferred where two fit about as well, the one in such a language comes first
    /// @param eligible what may be found at all
    List<Scored> search(List<Terms.Wanted> wanted, Set<Language> preferred, Predicate<Entry> eligible, int most) {
        var scores = new double[entries.size()];
        double all = 0;
        for (var one : wanted) {
            double weight = weight(one);
            if (!one.extra()) all += weight;
            addTo(scores, one, one.extra() ? weight * EXTRA : weight);
        }
        if (all == 0) all = wanted.stream().mapToDouble(this::weight).sum() * EXTRA;
        var found = new ArrayList<Scored>();
        for (int at = 0; at < scores.length; at++) {
            var entry = entries.get(at);
            double score = Math.min(1, scores[at] / all) * (entry.suspicious ? SUSPICIOUS : 1);
            if (score >= THRESHOLD && eligible.test(entry)) found.add(new Scored(entry, score));
        }
        var seen = new HashSet<String>();
        found.sort(Comparator.comparingDouble((Scored scored) -> scored.rank(preferred))
                .reversed());
        return found.stream()
                .filter(scored -> seen.add(scored.entry.hash))
                .limit(most)
                .toList();
    }

    private double weight(Terms.Wanted wanted) {
        return wanted.terms().stream()
                .map(postings::get)
                .filter(known -> known != null)
                .mapToDouble(known -> LEAST_WEIGHT + (1 - LEAST_WEIGHT) * rarity(known.size()) / rarest)
                .max()
                .orElse(wanted.isMeaning() ? ABSENT : UNKNOWN);
    }

    /// A passage that has several of the terms has what is wanted once.
    private void addTo(double[] scores, Terms.Wanted wanted, double weight) {
        var best = new HashMap<Integer, Double>();
        for (var term : wanted.terms()) {
            for (var posting : postings.getOrDefault(term, List.of())) {
                double length = 1 - LENGTH + LENGTH * lengths[posting.passage] / usualLength;
                double often = posting.count / (posting.count + SATURATION * length);
                double earned = weight * (PRESENT + (1 - PRESENT) * often);
                if (wanted.terms().size() == 1) {
                    scores[posting.passage] += earned;
                } else {
                    best.merge(posting.passage, earned, Math::max);
                }
            }
        }
        best.forEach((passage, earned) -> scores[passage] += earned);
    }
}
