package app.sembang.templates;

import app.sembang.language.Reading;
import app.sembang.shared.Language;
import app.sembang.templates.TemplateFinding.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Asks every template in use what its own patterns and examples ask for, all templates together: who does not answer
/// himself will not answer customers either.
final class TemplateCheck {
    /// Of one wording; the longest lists repeat themselves.
    private static final int MOST_PHRASES = 40;

    private static final int MOST_SHOWN = 5;

    private final List<Template> templates;
    private final Matcher matcher;
    private final Instant now;

    TemplateCheck(List<Template> templates, Matcher matcher, Instant now) {
        this.templates = templates;
        this.matcher = matcher;
        this.now = now;
    }

    List<TemplateFinding> findings() {
        var findings = new ArrayList<TemplateFinding>();
        for (var template : templates) {
            if (isOutOfTime(template)) {
                findings.add(finding(Kind.OUT_OF_TIME, template, null, null, List.of(), List.of()));
            } else {
                ask(template, findings);
            }
        }
        samePatterns(findings);
        findings.sort(Comparator.comparing(TemplateFinding::kind));
        return findings;
    }

    private boolean isOutOfTime(Template template) {
        var from = template.validFrom();
        var to = template.validTo();
        return (from != null && now.isBefore(from)) || (to != null && !now.isBefore(to));
    }

    private void ask(Template template, List<TemplateFinding> findings) {
        var shadows = new LinkedHashMap<TemplateId, List<String>>();
        var names = new LinkedHashMap<TemplateId, String>();
        var unanswered = new ArrayList<String>();
        var reasons = new LinkedHashSet<String>();
        boolean fires = false;
        for (var wording : template.wordings().entrySet()) {
            for (var phrase : phrases(wording.getValue())) {
                var match = matcher.match(
                        new Question(phrase, wording.getKey(), Map.of("customer_name", "Aina"), 0, null, null), now);
                if (match instanceof Match.Answered answered
                        && answered.template().equals(template.id())) {
                    fires = true;
                } else if (match instanceof Match.Answered other) {
                    names.put(other.template(), other.name());
                    shadows.computeIfAbsent(other.template(), id -> new ArrayList<>())
                            .add(phrase);
                } else {
                    unanswered.add(phrase);
                    reasons.addAll(why(match, template));
                }
            }
        }
        if (!fires) {
            var phrases = new ArrayList<>(unanswered);
            shadows.values().forEach(phrases::addAll);
            var first = shadows.keySet().stream().findFirst().orElse(null);
            findings.add(finding(
                    Kind.NEVER_FIRES,
                    template,
                    first,
                    first == null ? null : names.get(first),
                    phrases,
                    List.copyOf(reasons)));
            return;
        }
        shadows.forEach((other, phrases) ->
                findings.add(finding(Kind.SHADOWED, template, other, names.get(other), phrases, List.of())));
    }

    private static List<String> phrases(Wording wording) {
        var phrases = new ArrayList<>(wording.examples());
        phrases.addAll(wording.patterns());
        return phrases.subList(0, Math.min(MOST_PHRASES, phrases.size()));
    }

    private static List<String> why(Match match, Template template) {
        var own = match.candidates().stream()
                .filter(candidate -> candidate.templateId().equals(template.id()))
                .findFirst();
        return own.map(Candidate::rejectedBecause)
                .orElseGet(() -> match instanceof Match.Abstained abstained
                        ? List.of(abstained.reason().code())
                        : List.of());
    }

    /// Each pair once, told of the younger one.
    private void samePatterns(List<TemplateFinding> findings) {
        record Written(Language language, String words) {}
        var known = new LinkedHashMap<Written, Template>();
        var same = new LinkedHashMap<List<Object>, List<String>>();
        var about = new LinkedHashMap<List<Object>, Template[]>();
        for (var template : templates) {
            template.wordings().forEach((language, wording) -> {
                for (var pattern : wording.patterns()) {
                    var first = known.putIfAbsent(new Written(language, normal(pattern)), template);
                    if (first == null || first.id().equals(template.id())) continue;
                    var key = List.<Object>of(template.id(), first.id(), language);
                    same.computeIfAbsent(key, pair -> new ArrayList<>()).add(pattern);
                    about.put(key, new Template[] {template, first});
                }
            });
        }
        same.forEach((key, patterns) -> {
            var pair = about.get(key);
            if (pair == null) return;
            findings.add(new TemplateFinding(
                    Kind.SAME_PATTERN,
                    pair[0].id(),
                    pair[0].name(),
                    (Language) key.get(2),
                    pair[1].id(),
                    pair[1].name(),
                    shown(patterns),
                    List.of()));
        });
    }

    private static String normal(String pattern) {
        return Reading.of(pattern).tokens().stream().map(Reading.Token::stem).collect(Collectors.joining(" "));
    }

    private static TemplateFinding finding(
            Kind kind,
            Template template,
            @Nullable TemplateId other,
            @Nullable String otherName,
            List<String> phrases,
            List<String> reasons) {
        return new TemplateFinding(
                kind, template.id(), template.name(), null, other, otherName, shown(phrases), reasons);
    }

    private static List<String> shown(List<String> phrases) {
        return phrases.stream().distinct().limit(MOST_SHOWN).toList();
    }
}
