package app.sembang.templates;

import app.sembang.shared.Language;
import app.sembang.templates.TemplateStore.Eligible;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the template that answers a message.
final class Matcher {
    private final CompanyProfile company;

    Matcher(CompanyProfile company, List<Eligible> templates, List<TemplateVariable> variables) {
        this.company = company;
    }

    Match match(Question question, Instant now) {
        var decision = decideLanguage(question.text(), question.language());
        return new Match.Abstained(Match.Reason.NO_TEMPLATE, decision.mix(), decision.reply(), List.of());
    }

    LanguageDecision decideLanguage(String text, @Nullable Language conversation) {
        return Languages.decide(Reading.of(text), conversation, company.languages());
    }
}
