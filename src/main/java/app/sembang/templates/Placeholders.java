package app.sembang.templates;

import app.sembang.shared.Language;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What stands in place of a company's placeholders.
/// The company's own value wins, then what the question knows, then the platform's value, then the fallbacks.
final class Placeholders {
    /// Known to every company; the values come with the question, the company's name from the company.
    static final Set<String> BUILT_IN = Set.of("customer_name", "company_name", "agent_name", "business_hours");

    private final String companyName;
    private final Map<String, TemplateVariable> own = new HashMap<>();
    private final Map<String, TemplateVariable> shared = new HashMap<>();

    Placeholders(String companyName, List<TemplateVariable> variables) {
        this.companyName = companyName;
        variables.forEach(variable -> (variable.global() ? shared : own).put(variable.name(), variable));
    }

    boolean knows(String name) {
        return BUILT_IN.contains(name) || own.containsKey(name) || shared.containsKey(name);
    }

    /// Null when nothing is known and nothing stands for it.
    @Nullable
    String value(String name, Language language, Map<String, String> known) {
        var mine = own.get(name);
        var theirs = shared.get(name);
        var value = mine == null ? null : mine.values().get(language);
        if (isMissing(value)) value = known.get(name);
        if (isMissing(value) && name.equals("company_name")) value = companyName;
        if (isMissing(value) && theirs != null) value = theirs.values().get(language);
        if (!isMissing(value)) return value;
        if (mine != null && mine.fallback().containsKey(language))
            return mine.fallback().get(language);
        if (theirs != null && theirs.fallback().containsKey(language))
            return theirs.fallback().get(language);
        if (name.equals("customer_name")) return "";
        var only = onlyValue(mine);
        return only == null ? onlyValue(theirs) : only;
    }

    /// What was filled in once, such as an address, is the same in every language.
    private static @Nullable String onlyValue(@Nullable TemplateVariable variable) {
        return variable == null || variable.values().size() != 1
                ? null
                : variable.values().values().iterator().next();
    }

    private static boolean isMissing(@Nullable String value) {
        return value == null || value.isBlank();
    }
}
