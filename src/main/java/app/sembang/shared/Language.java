package app.sembang.shared;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;

/// The languages Sembang answers in, as BCP 47 tags. `bm`, an older name of Malay, is understood on input.
public enum Language {
    EN,
    MS,
    ZH,
    TA;

    @JsonValue
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static Language from(String tag) {
        return find(tag).orElseThrow(() -> new IllegalArgumentException("Not a language Sembang answers in: " + tag));
    }

    /// The language of a tag such as `ms`, `bm` or `zh-Hans-MY`; empty for any other.
    public static Optional<Language> find(String tag) {
        return switch (tag.toLowerCase(Locale.ROOT).split("[-_]", 2)[0]) {
            case "en" -> Optional.of(EN);
            case "ms", "bm" -> Optional.of(MS);
            case "zh" -> Optional.of(ZH);
            case "ta" -> Optional.of(TA);
            default -> Optional.empty();
        };
    }
}
