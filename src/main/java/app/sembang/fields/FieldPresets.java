package app.sembang.fields;

import app.sembang.companies.Company;
import app.sembang.companies.IndustryCategories;
import app.sembang.language.Lexicon;
import app.sembang.shared.Language;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Fields that are usual in a field of business, in the words of the country: whether a home is freehold, whether a
/// course has its accreditation. Offered, never made by themselves.
@Component
public class FieldPresets {
    private final IndustryCategories industries;
    private final List<Usual> all;

    FieldPresets(IndustryCategories industries, JsonMapper json) {
        this.industries = industries;
        this.all = json.readValue(
                new Lexicon(FieldPresets.class).bytes("presets.json"), new TypeReference<List<Usual>>() {});
    }

    /// What has such fields.
    public enum Of {
        CONTACT,
        PRODUCT,
        CONVERSATION;

        @JsonValue
        public String value() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param country null: everywhere
    /// @param choices of a choice, by language; those that are called the same everywhere stand under English only
    private record Usual(
            Of of,
            List<String> industries,
            @Nullable String country,
            FieldKind kind,
            Map<Language, String> name,
            @Nullable Map<Language, List<String>> choices) {
        Preset in(Language language) {
            var own = choices == null ? Map.<Language, List<String>>of() : choices;
            return new Preset(
                    name.getOrDefault(language, ""),
                    kind,
                    own.getOrDefault(language, own.getOrDefault(Language.EN, List.of())));
        }
    }

    /// As it can be made.
    @Schema(name = "FieldPreset")
    public record Preset(String name, FieldKind kind, List<String> choices) {}

    /// Those that fit what the company does and where, without those it has.
    ///
    /// @param had the company's own already; one that has a preset's name in any language counts for it
    public List<Preset> of(Company company, Of what, Language language, Collection<OwnField> had) {
        var industry = industries.of(company).map(IndustryCategories.Category::code);
        if (industry.isEmpty()) return List.of();
        var names = had.stream().map(OwnField::name).map(OwnFields::folded).collect(Collectors.toSet());
        return all.stream()
                .filter(usual -> usual.of() == what
                        && usual.industries().contains(industry.get())
                        && (usual.country() == null || usual.country().equals(company.country())))
                .filter(usual ->
                        usual.name().values().stream().map(OwnFields::folded).noneMatch(names::contains))
                .map(usual -> usual.in(language))
                .toList();
    }
}
