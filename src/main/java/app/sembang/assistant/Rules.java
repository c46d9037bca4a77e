package app.sembang.assistant;

import app.sembang.language.Cues;
import app.sembang.language.Phrases;
import app.sembang.language.Reading;
import java.util.Optional;

/// A company's own if-then rules, tried in order.
final class Rules {
    private Rules() {}

    /// @param number its place in the list, from 1
    record Applying(int number, ModelVersion.Rule rule) {}

    static Optional<Applying> find(ModelVersion.Setup setup, String text) {
        var rules = setup.allRules();
        if (rules.isEmpty()) return Optional.empty();
        var tokens = Reading.of(text).tokens();
        for (int i = 0; i < rules.size(); i++) {
            var rule = rules.get(i);
            var phrases = new Phrases<ModelVersion.Rule>(Cues::isAside);
            rule.words().forEach(words -> phrases.add(Reading.of(words).tokens(), rule));
            if (!phrases.in(tokens).isEmpty()) return Optional.of(new Applying(i + 1, rule));
        }
        return Optional.empty();
    }
}
