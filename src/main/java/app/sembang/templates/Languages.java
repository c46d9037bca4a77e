package app.sembang.templates;

import app.sembang.shared.Language;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Decides what a text is written in, word by word, and what it is answered in.
final class Languages {
    private Languages() {}

    static LanguageDecision decide(Reading reading, @Nullable Language conversation, List<Language> served) {
        Map<Language, Double> shares = new EnumMap<>(Language.class);
        return new LanguageDecision(new LanguageMix(null, false, true, shares, 0), served.getFirst());
    }
}
