package app.sembang.scoring;

import app.sembang.language.Lexicon;
import app.sembang.scoring.BehaviourScore.Code;
import app.sembang.scoring.BehaviourScore.Point;
import app.sembang.shared.Language;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Why a point was given, in the words of the person who reads it.
final class Reasons {
    private static final Map<String, String> TEXTS = new Lexicon(Reasons.class).table("reasons.txt");

    private Reasons() {}

    /// With the contact's own words where the point was found in some.
    static String of(Point point, List<Line> lines, Locale locale) {
        var words = point.line() == null || point.span() == null
                ? null
                : lines.get(point.line())
                        .text()
                        .substring(point.span().start(), point.span().end());
        return of(point.code(), locale, words);
    }

    /// @param words of the contact it was found in, if in some
    static String of(Code code, Locale locale, @Nullable String words) {
        var language = Language.find(locale.getLanguage()).orElse(Language.EN);
        var text = Objects.requireNonNull(TEXTS.get(code + "." + language.tag()));
        return words == null ? text : text + ": “" + words + "”";
    }
}
