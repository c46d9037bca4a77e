package app.sembang.templates;

import app.sembang.language.Lexicon;
import java.util.List;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Templates to begin with: what shops and clinics are asked every day, in four languages.
public final class StarterTemplates {
    private StarterTemplates() {}

    /// To be created in the platform's name, which offers them to every company. They use the placeholders
    /// `business_hours` and `address`; [#variables] names those that are not built in.
    public static List<TemplateDraft> all(JsonMapper json) {
        return json.readValue(
                new Lexicon(StarterTemplates.class).bytes("starter-templates.json"), new TypeReference<>() {});
    }

    /// To be defined in the platform's name before [#all] is created, and with its own values by each company.
    public static List<VariableDraft> variables() {
        return List.of(new VariableDraft("address", null, Map.of(), Map.of()));
    }
}
