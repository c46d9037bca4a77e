package app.sembang.scoring;

import app.sembang.language.Lexicon;
import app.sembang.scoring.BehaviourScore.Point;
import app.sembang.shared.Language;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// Why a point was given, in the words of the person who reads it.
final class Reasons {
    private static final Map<String, String> TEXTS = new Lexicon(Reasons.class).table("reasons.txt");

    private Reasons() {}

    /// With the contact's own words where the point was found in some.
    static String of(Point point, List<Line> lines, Locale locale) {
        var language = Language.find(locale.getLanguage()).orElse(Language.EN);
        var text = Objects.requireNonNull(TEXTS.get(point.code() + "." + language.tag()));
        if (point.line() == null || point.span() == null) {
            return text;
        }
        var words = lines.get(point.line())
                .text()
                .substring(point.span().start(), point.span().end());
        return text + ": “" + words + "”";
    }
}
