package app.sembang.templates;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Phrases that customers may use, found by what they have in common with a message.
///
/// @param <T> what a phrase belongs to
final class ExampleIndex<T> {
    private static final int MOST = 20;
    private static final double GRAMMAR = 0.2;
    private static final double SPOKEN_FOR = 0.4;
    private static final double DETAIL = 0.3;
    private static final double CONCEPT = 1.5;

    /// What a word says that no phrase holds, as a share of the rarest one that some phrase holds.
    private static final double UNKNOWN = 0.7;

    /// What a topic says that none of the company's phrases speaks of: it cannot be meant by another template.
    private static final double UNSHARED = 0.5;

    /// What the other words of a phrase count beside its concepts.
    private static final double BESIDE_CONCEPTS = 0.2;

    private final List<Example<T>> examples = new ArrayList<>();
    private final IdentityHashMap<T, Integer> owners = new IdentityHashMap<>();
    private final Map<String, int[]> holders = new HashMap<>();
    private final Map<String, Double> weights = new HashMap<>();
    private double unknown;
    private int[] ownerOf = {};
    private double[] sums = {};
    private double[] conceptSums = {};

    record Example<T>(T owner, Features features) {}

    /// @param likeness of all that is said, from 0 to 1
    /// @param relation of the concepts alone, from 0 to 1
    record Near<T>(Example<T> example, double likeness, double relation) {}

    void add(T owner, Features features) {
        examples.add(new Example<>(owner, features));
    }

    /// To be called once, after the last phrase is added.
    void weigh() {
        var counts = new HashMap<String, Integer>();
        for (int at = 0; at < examples.size(); at++) {
            for (var feature : examples.get(at).features.all()) {
                int count = counts.merge(feature, 1, Integer::sum);
                var known = holders.get(feature);
                if (known == null) known = new int[4];
                if (count > known.length) known = Arrays.copyOf(known, known.length * 2);
                known[count - 1] = at;
                holders.put(feature, known);
            }
        }
        counts.forEach((feature, count) -> holders.computeIfPresent(feature, (same, all) -> Arrays.copyOf(all, count)));
        counts.forEach((feature, count) -> weights.put(feature, kind(feature) * rarity(count)));
        unknown = UNKNOWN * rarity(1);
        ownerOf = examples.stream()
                .mapToInt(example -> owners.computeIfAbsent(example.owner, unseen -> owners.size()))
                .toArray();
        sums = new double[examples.size()];
        conceptSums = new double[examples.size()];
        for (int at = 0; at < sums.length; at++) {
            var features = examples.get(at).features.all();
            boolean onlyDetails = features.stream().noneMatch(ExampleIndex::isTopic);
            for (var feature : features) {
                sums[at] += weight(feature);
                boolean other = !Features.isGrammar(feature) && !Features.isSpokenFor(feature);
                if (Concepts.isConcept(feature)) conceptSums[at] += weight(feature);
                else if (other) conceptSums[at] += weight(feature) * (onlyDetails ? 1 : BESIDE_CONCEPTS);
            }
        }
    }

    private static boolean isTopic(String feature) {
        return Concepts.isConcept(feature) && !Concepts.isDetail(feature);
    }

    private double rarity(int count) {
        return Math.log(2 + (double) examples.size() / count);
    }

    private static double kind(String feature) {
        if (Features.isGrammar(feature)) return GRAMMAR;
        if (Features.isSpokenFor(feature)) return SPOKEN_FOR;
        if (Concepts.isConcept(feature)) return Concepts.isDetail(feature) ? DETAIL : CONCEPT;
        return 1;
    }

    private double weight(String feature) {
        var known = weights.get(feature);
        return known != null ? known : kind(feature) * unknown * (Concepts.isConcept(feature) ? UNSHARED : 1);
    }

    /// The phrases most alike to a message, of each owner the most alike one, and for each the F1 of what both say,
    /// rare words weighing more.
    List<Near<T>> near(Features message) {
        var common = new double[examples.size()];
        var commonConcepts = new double[examples.size()];
        var ownersConcepts = new double[owners.size()];
        double sum = 0;
        double conceptSum = 0;
        for (var feature : message.all()) {
            double weight = weight(feature);
            boolean concept = Concepts.isConcept(feature);
            sum += weight;
            if (concept) conceptSum += weight;
            int owner = -1;
            for (int holder : holders.getOrDefault(feature, NONE)) {
                common[holder] += weight;
                if (!concept) continue;
                commonConcepts[holder] += weight;
                if (ownerOf[holder] != owner) ownersConcepts[ownerOf[holder]] += weight;
                owner = ownerOf[holder];
            }
        }
        return nearest(message, common, commonConcepts, ownersConcepts, sum, conceptSum);
    }

    private List<Near<T>> nearest(
            Features message,
            double[] common,
            double[] commonConcepts,
            double[] ownersConcepts,
            double sum,
            double conceptSum) {
        var ranks = new double[owners.size()];
        var relations = new double[owners.size()];
        var nearest = new int[owners.size()];
        for (int at = 0; at < common.length; at++) {
            if (common[at] == 0) continue;
            int owner = ownerOf[at];
            double relation = relation(ownersConcepts[owner], conceptSum, commonConcepts[at], conceptSums[at]);
            double rank = likeness(common[at], sum, sums[at]) + relation;
            relations[owner] = Math.max(relations[owner], relation);
            if (rank <= ranks[owner]) continue;
            ranks[owner] = rank;
            nearest[owner] = at;
        }
        double least = least(ranks);
        var near = new ArrayList<Near<T>>();
        for (int owner = 0; owner < ranks.length; owner++) {
            if (ranks[owner] == 0 || ranks[owner] < least) continue;
            int at = nearest[owner];
            var example = examples.get(at);
            double likeness = likeness(common[at], sum, sums[at]);
            double resemblance = message.resembles(example.features);
            near.add(new Near<>(example, Math.max(likeness, (likeness + resemblance) / 2), relations[owner]));
        }
        return near;
    }

    /// How much of what the message speaks of some phrase of the owner does, and how much of one phrase the message.
    private static double relation(double ownersCommon, double message, double common, double phrase) {
        if (common == 0) return 0;
        double told = ownersCommon / message;
        double meant = common / phrase;
        return 2 * told * meant / (told + meant);
    }

    private static double likeness(double common, double one, double other) {
        return common == 0 ? 0 : 2 * common / (one + other);
    }

    /// The rank of the last of the best; equals of it are as good.
    private static double least(double[] ranks) {
        var told = Arrays.stream(ranks).filter(rank -> rank > 0).sorted().toArray();
        return told.length <= MOST ? 0 : told[told.length - MOST];
    }

    private static final int[] NONE = {};
}
