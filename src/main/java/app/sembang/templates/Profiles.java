package app.sembang.templates;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What each template is about as a whole: of all its phrases in all its languages, how many speak of a thing. A
/// message need not resemble one phrase to speak of the same: what only one template speaks of tells for it, what most
/// speak of ("how much") for none in particular.
final class Profiles {
    private static final double CONCEPT = 1.5;
    private static final double DETAIL = 0.3;
    private static final double SPOKEN_FOR = 0.2;
    private static final double GRAMMAR = 0.05;

    /// What a thing says that no template speaks of.
    private static final double UNKNOWN = 0.35;

    private final Map<TemplateId, Integer> places = new HashMap<>();
    private final List<Map<String, Integer>> counts = new ArrayList<>();
    private final List<Integer> phrases = new ArrayList<>();
    private final Map<String, List<Share>> holders = new HashMap<>();
    private final Map<String, Double> weights = new HashMap<>();
    private double[] lengths = {};
    private double unknown;

    private record Share(int place, double weight) {}

    /// How much of what the message and each template speak of is the same, from 0 to 1.
    static final class Kinship {
        private final Map<TemplateId, Integer> places;
        private final double[] values;
        private double best;
        private double second;

        private Kinship(Map<TemplateId, Integer> places, double[] values) {
            this.places = places;
            this.values = values;
            for (double value : values) {
                second = Math.max(second, Math.min(best, value));
                best = Math.max(best, value);
            }
        }

        double of(TemplateId template) {
            var place = places.get(template);
            return place == null ? 0 : values[place];
        }

        /// The highest of all others, for a template of that value.
        double bestBeside(double own) {
            return own == best ? second : best;
        }
    }

    void add(TemplateId template, Features phrase) {
        if (phrase.all().isEmpty()) return;
        int place = places.computeIfAbsent(template, unseen -> {
            counts.add(new HashMap<>());
            phrases.add(0);
            return counts.size() - 1;
        });
        phrases.set(place, phrases.get(place) + 1);
        for (var feature : phrase.all()) counts.get(place).merge(feature, 1, Integer::sum);
    }

    /// To be called once, after the last phrase is added.
    void weigh() {
        var templates = new HashMap<String, Integer>();
        counts.forEach(own -> own.keySet().forEach(feature -> templates.merge(feature, 1, Integer::sum)));
        templates.forEach((feature, count) -> weights.put(feature, kind(feature) * rarity(count)));
        unknown = UNKNOWN * rarity(1);
        lengths = new double[counts.size()];
        for (int place = 0; place < lengths.length; place++) {
            double square = 0;
            for (var counted : counts.get(place).entrySet()) {
                double share = Math.sqrt((double) counted.getValue() / phrases.get(place));
                double weight = weights.getOrDefault(counted.getKey(), 0.0) * share;
                holders.computeIfAbsent(counted.getKey(), unseen -> new ArrayList<>())
                        .add(new Share(place, weight));
                square += weight * weight;
            }
            lengths[place] = Math.sqrt(square);
        }
    }

    private double rarity(int count) {
        return Math.log(1 + (double) counts.size() / count);
    }

    private static double kind(String feature) {
        if (Features.isGrammar(feature)) return GRAMMAR;
        if (Features.isSpokenFor(feature)) return SPOKEN_FOR;
        if (Concepts.isConcept(feature)) return Concepts.isDetail(feature) ? DETAIL : CONCEPT;
        return 1;
    }

    Kinship near(Features message) {
        var values = new double[lengths.length];
        double square = 0;
        for (var feature : message.all()) {
            var known = weights.get(feature);
            double weight = known != null ? known : kind(feature) * unknown;
            square += weight * weight;
            for (var share : holders.getOrDefault(feature, List.of())) values[share.place] += weight * share.weight;
        }
        double length = Math.sqrt(square);
        for (int place = 0; place < values.length; place++) {
            if (values[place] > 0) values[place] /= length * lengths[place];
        }
        return new Kinship(places, values);
    }
}
