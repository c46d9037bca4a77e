package app.sembang.templates;

import app.sembang.shared.Language;
import app.sembang.templates.TemplateStore.Eligible;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A company with templates, for tests of matching alone.
final class Shop {
    static final Instant NOW = Instant.parse("2026-11-24T02:00:00Z");

    private final List<Eligible> templates = new ArrayList<>();
    private final List<TemplateVariable> variables = new ArrayList<>();
    private List<Language> languages = CompanyProfile.all(Language.EN);

    Shop serves(Language... served) {
        languages = List.of(served);
        return this;
    }

    Shop knows(String variable, String value) {
        var everywhere = Map.of(Language.EN, value, Language.MS, value, Language.ZH, value, Language.TA, value);
        variables.add(new TemplateVariable(UUID.randomUUID(), false, variable, everywhere, Map.of()));
        return this;
    }

    Shop knowsIn(Language language, String variable, String value) {
        variables.add(new TemplateVariable(UUID.randomUUID(), false, variable, Map.of(language, value), Map.of()));
        return this;
    }

    Shop has(TemplateDraft draft) {
        return has(draft, new Selection(true, false, null, null), false);
    }

    Shop has(TemplateDraft draft, Selection selection, boolean global) {
        templates.add(new Eligible(template(draft, selection, global), null));
        return this;
    }

    Shop leavesUnused(TemplateDraft draft) {
        var selection = new Selection(false, false, null, null);
        templates.add(new Eligible(template(draft, selection, true), "disabled"));
        return this;
    }

    private static Template template(TemplateDraft draft, Selection selection, boolean global) {
        return new Template(
                TemplateId.next(),
                global,
                draft.name(),
                draft.category(),
                draft.industryCategory(),
                draft.language(),
                false,
                draft.patterns(),
                draft.examples(),
                draft.response(),
                draft.variations(),
                draft.localizedVersions(),
                draft.priority(),
                draft.recommended(),
                draft.active(),
                draft.validFrom(),
                draft.validTo(),
                draft.context(),
                draft.expectedOutcome(),
                draft.followUp(),
                1,
                null,
                selection,
                0,
                null,
                NOW,
                NOW);
    }

    static TemplateDraft draft(String name, Category category, List<String> patterns, String response) {
        return draft(name, category, Language.EN, patterns, response, List.of(), 0);
    }

    static TemplateDraft draft(
            String name,
            Category category,
            Language language,
            List<String> patterns,
            String response,
            List<String> variations,
            int priority) {
        return new TemplateDraft(
                null,
                name,
                category,
                null,
                language,
                patterns,
                List.of(),
                response,
                variations,
                Map.of(),
                priority,
                false,
                true,
                null,
                null,
                null,
                null,
                null);
    }

    Matcher open() {
        return new Matcher(new CompanyProfile("Kedai Batik", null, languages), templates, variables);
    }

    static @Nullable String answerOf(Match match) {
        return match instanceof Match.Answered answered ? answered.text() : null;
    }

    static String nameOf(Match match) {
        return match instanceof Match.Answered answered ? answered.name() : "-";
    }
}
