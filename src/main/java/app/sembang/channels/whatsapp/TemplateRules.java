package app.sembang.channels.whatsapp;

import app.sembang.channels.whatsapp.TemplateDraft.Button;
import app.sembang.shared.Refusal.FieldError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What Meta demands of a template. Checked before it is submitted: a refusal there costs a day, and one of a hundred
/// submissions an hour.
final class TemplateRules {
    private static final int LONGEST_NAME = 512;
    private static final int LONGEST_BODY = 1024;
    private static final int LONGEST_LINE = 60;
    private static final int LONGEST_LABEL = 25;
    private static final int LONGEST_URL = 2000;
    private static final int MOST_BUTTONS = 10;
    private static final int MOST_URLS = 2;

    private final List<FieldError> errors = new ArrayList<>();
    private final TemplateDraft draft;

    private TemplateRules(TemplateDraft draft) {
        this.draft = draft;
    }

    /// What is wrong with it, empty where Meta would take it.
    static List<FieldError> broken(TemplateDraft draft) {
        var rules = new TemplateRules(draft);
        rules.check();
        return rules.errors;
    }

    private void check() {
        demand(
                draft.name().matches("[a-z0-9_]{1," + LONGEST_NAME + "}"),
                "name",
                "Use only a-z, 0-9 and _, at most 512 of them.");
        demand(
                draft.language().matches("[a-z]{2,3}(_[A-Z]{2,4})?"),
                "language",
                "Use a code of Meta's, such as ms, en_US or zh_CN.");
        if (draft.header() != null) {
            length(draft.header(), LONGEST_LINE, "header");
            demand(
                    TemplateDraft.variables(draft.header()).size() <= 1,
                    "header",
                    "The header can hold one variable only.");
            variables(draft.header(), "header");
        }
        length(draft.body(), LONGEST_BODY, "body");
        variables(draft.body(), "body");
        placed(draft.body());
        if (draft.footer() != null) {
            length(draft.footer(), LONGEST_LINE, "footer");
            demand(TemplateDraft.variables(draft.footer()).isEmpty(), "footer", "The footer cannot hold variables.");
        }
        buttons();
    }

    private void length(String text, int most, String field) {
        demand(!text.isBlank() && text.length() <= most, field, "Use 1 to %d characters.".formatted(most));
    }

    /// Numbered from 1 without a gap, or named; never both. Each with an example.
    private void variables(String text, String field) {
        var names = TemplateDraft.variables(text);
        boolean named = draft.isNamed();
        for (var name : names) {
            demand(
                    name.matches(named ? "[a-z][a-z0-9_]*" : "\\d+"),
                    field,
                    "Number all variables, as in {{1}}, or name all of them, as in {{first_name}}.");
            var example = draft.examples().get(name);
            demand(
                    example != null && !example.isBlank(),
                    "examples." + name,
                    "Give an example of the variable {{%s}}.".formatted(name));
        }
        if (!named) {
            var wanted = IntStream.rangeClosed(1, names.size())
                    .mapToObj(String::valueOf)
                    .toList();
            demand(names.equals(wanted), field, "Number the variables from {{1}} on, in their order.");
        }
    }

    private void placed(String text) {
        var names = TemplateDraft.variables(text);
        if (names.isEmpty()) {
            return;
        }
        var stripped = text.strip();
        demand(
                !stripped.startsWith("{{") && !stripped.endsWith("}}"),
                "body",
                "A variable cannot be the first or the last thing in the text.");
        demand(!text.replaceAll("\\s", "").contains("}}{{"), "body", "Put words between two variables.");
        // Meta counts words; in scripts without spaces every character stands for one.
        var words = TemplateDraft.VARIABLE.matcher(text).replaceAll(" ");
        long count = words.codePoints().filter(TemplateRules::isIdeograph).count() + wordsOf(words);
        demand(
                count >= 2L * names.size() + 1,
                "body",
                "The text is too short for %d variables; write more words around them.".formatted(names.size()));
    }

    private static int wordsOf(String text) {
        var letters = text.codePoints()
                .map(point -> isIdeograph(point) ? ' ' : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
        return letters.isEmpty() ? 0 : letters.split("\\s+").length;
    }

    private static boolean isIdeograph(int point) {
        return Character.UnicodeScript.of(point) == Character.UnicodeScript.HAN;
    }

    private void buttons() {
        var all = draft.buttons();
        demand(all.size() <= MOST_BUTTONS, "buttons", "Use at most %d buttons.".formatted(MOST_BUTTONS));
        demand(count(Button.Kind.URL) <= MOST_URLS, "buttons", "Use at most two links.");
        demand(count(Button.Kind.PHONE_NUMBER) <= 1, "buttons", "Use at most one telephone number.");
        demand(count(Button.Kind.COPY_CODE) <= 1, "buttons", "Use at most one code to copy.");
        demand(isGrouped(), "buttons", "Put the quick replies next to each other, before or after the others.");
        var labels = new HashSet<String>();
        for (int i = 0; i < all.size(); i++) {
            var button = all.get(i);
            var field = "buttons[%d]".formatted(i);
            if (button.kind() != Button.Kind.COPY_CODE) {
                length(button.label(), LONGEST_LABEL, field + ".label");
                demand(labels.add(button.label()), field + ".label", "Each button needs a label of its own.");
                demand(
                        TemplateDraft.variables(button.label()).isEmpty(),
                        field + ".label",
                        "A label cannot hold variables.");
            }
            value(button, field + ".value");
        }
    }

    private void value(Button button, String field) {
        switch (button.kind()) {
            case QUICK_REPLY -> {}
            case COPY_CODE -> demand(isGiven(button.value(), 15), field, "Give an example of 1 to 15 characters.");
            case PHONE_NUMBER ->
                demand(
                        button.value() != null && button.value().matches("\\+?\\d{7,20}"),
                        field,
                        "Give the number with its country, as in +60355501000.");
            case URL -> {
                demand(
                        isGiven(button.value(), LONGEST_URL)
                                && String.valueOf(button.value()).matches("https?://\\S+"),
                        field,
                        "Give an address with https://, at most 2000 characters long.");
                var names = TemplateDraft.variables(button.value());
                demand(
                        names.isEmpty()
                                || (names.size() == 1
                                        && String.valueOf(button.value()).endsWith("}}")),
                        field,
                        "An address can hold one variable, at its end.");
            }
        }
    }

    private static boolean isGiven(@Nullable String value, int most) {
        return value != null && !value.isBlank() && value.length() <= most;
    }

    private long count(Button.Kind kind) {
        return draft.buttons().stream().filter(button -> button.kind() == kind).count();
    }

    private boolean isGrouped() {
        Predicate<Button> quick = button -> button.kind() == Button.Kind.QUICK_REPLY;
        long changes = IntStream.range(1, draft.buttons().size())
                .filter(i -> quick.test(draft.buttons().get(i))
                        != quick.test(draft.buttons().get(i - 1)))
                .count();
        return changes <= 1;
    }

    private void demand(boolean holds, String field, String message) {
        boolean known = errors.stream().anyMatch(error -> error.field().equals(field));
        if (!holds && !known) {
            errors.add(new FieldError(field, message));
        }
    }
}
