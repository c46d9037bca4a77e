package app.sembang.assistant;

import app.sembang.assistant.Ground.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Divides the room a model has for what was looked up among its kinds, by a version's weights: each fills its
/// share with what fits best, and what one leaves goes to the next best of the others. Products are what the question
/// names and always shown, and so is what the company says of itself and what the customer bought.
final class EvidenceRoom {
    /// About six thousand tokens.
    static final int LETTERS = 18_000;

    private static final List<Kind> SHARED = List.of(Kind.TEMPLATE, Kind.FAQ, Kind.PASSAGE);

    private EvidenceRoom() {}

    static double weight(Kind kind, ModelVersion.Weights weights) {
        return switch (kind) {
            case TEMPLATE -> weights.successPatterns();
            case FAQ -> weights.faq();
            case PASSAGE -> weights.trainingMaterials();
            case PRODUCT -> weights.productCatalog();
            case COMPANY, ORDER -> 1;
        };
    }

    /// How many letters each kind may fill before it takes what another leaves; without those that get none.
    static Map<Kind, Integer> shares(ModelVersion.Weights weights) {
        double all = SHARED.stream().mapToDouble(kind -> weight(kind, weights)).sum();
        var shares = new EnumMap<Kind, Integer>(Kind.class);
        for (var kind : SHARED) {
            if (weight(kind, weights) > 0) shares.put(kind, (int) (LETTERS * weight(kind, weights) / all));
        }
        return shares;
    }

    /// Those that are shown, in their order.
    static List<Ground> within(List<Ground> found, ModelVersion.Weights weights) {
        var left = shares(weights);
        int common = 0;
        var shown = new ArrayList<Ground>();
        for (var ground : found) {
            if (!SHARED.contains(ground.kind())) shown.add(ground);
            else if (ground.text().length() <= left.getOrDefault(ground.kind(), -1)) {
                shown.add(ground);
                left.merge(ground.kind(), -ground.text().length(), Integer::sum);
            }
        }
        for (int room : left.values()) common += room;
        for (var ground : found) {
            boolean fits = left.containsKey(ground.kind()) && ground.text().length() <= common;
            if (!fits || shown.contains(ground)) continue;
            shown.add(ground);
            common -= ground.text().length();
        }
        return found.stream().filter(shown::contains).toList();
    }
}
