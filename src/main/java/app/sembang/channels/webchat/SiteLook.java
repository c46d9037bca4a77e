package app.sembang.channels.webchat;

import app.sembang.shared.Language;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How the launcher looks.
///
/// @param label beside its picture, by the tags of languages
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record SiteLook(
        @Nullable String color,
        @Nullable String side,
        @Nullable String language,
        Map<String, String> label) {
    static SiteLook of(SiteSettings settings) {
        return new SiteLook(
                settings.color(),
                settings.side().value(),
                settings.language() == null ? null : settings.language().tag(),
                labels(settings));
    }

    private static Map<String, String> labels(SiteSettings settings) {
        var labels = new TreeMap<String, String>();
        for (var language : Language.values()) {
            var label = settings.text(language, SiteSettings.Wording::launcherLabel);
            if (label != null) {
                labels.put(language.tag(), label);
            }
        }
        return labels;
    }
}
