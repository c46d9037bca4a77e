package app.sembang.channels.whatsapp;

import app.sembang.conversations.Content;
import app.sembang.conversations.Content.VendorTemplate;
import app.sembang.shared.Refusal.FieldError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Whether what is given fits a template: Meta takes neither too much nor too little, and each thing only where its
/// kind belongs (132000, 132012).
final class TemplateFilling {
    private static final String PLACE = "content.parameters.";
    private static final Set<String> IN_TEXT = Set.of("text", "currency", "date_time");

    private final List<FieldError> errors = new ArrayList<>();
    private final JsonNode template;
    private final JsonNode given;

    private TemplateFilling(JsonNode template, JsonNode given) {
        this.template = template;
        this.given = given;
    }

    /// @param template its components as Meta lists them
    /// @param given the components of the message
    /// @return what is wrong, empty where Meta would take it
    static List<FieldError> wrong(JsonNode template, JsonNode given, VendorTemplate message) {
        var filling = new TemplateFilling(template, given);
        filling.above(message.media());
        filling.words("body", filling.part("BODY").path("text").asString(""), filling.given("body"), IN_TEXT);
        filling.buttons();
        filling.others();
        return filling.errors;
    }

    private void above(Content.Media.@Nullable File file) {
        var header = part("HEADER");
        var given = given("header");
        var format = header.path("format").asString("TEXT").toLowerCase(Locale.ROOT);
        if (format.equals("text")) {
            if (file != null) {
                wrong("content.media", "This template has no room for a file above its text.");
            }
            words("header", header.path("text").asString(""), given, Set.of("text"));
            return;
        }
        var kinds = new ArrayList<>(given.stream().map(TemplateFilling::type).toList());
        if (file != null) {
            kinds.add(Content.Media.Kind.sentAs(file.contentType()).value());
        }
        if (!kinds.equals(List.of(format))) {
            wrong("content.media", "This template needs exactly one thing above its text: %s.".formatted(format));
        }
    }

    private void words(String part, String text, List<JsonNode> given, Set<String> kinds) {
        var names = TemplateDraft.variables(text);
        boolean named = !names.stream().allMatch(name -> name.matches("\\d+"));
        var filled = new HashSet<String>();
        for (int i = 0; i < given.size(); i++) {
            var one = given.get(i);
            var name = named
                    ? one.path("parameter_name").asString("?")
                    : i < names.size() ? names.get(i) : Integer.toString(i + 1);
            var field = PLACE + part + "." + name;
            if (!names.contains(name)) {
                wrong(field, "This template has no variable {{%s}} there.".formatted(name));
            } else if (!filled.add(name)) {
                wrong(field, "{{%s}} is filled in twice.".formatted(name));
            } else if (!kinds.contains(type(one))) {
                wrong(field, "{{%s}} takes words only.".formatted(name));
            } else if (isBlank(one)) {
                wrong(field, "Fill in {{%s}}.".formatted(name));
            }
        }
        names.stream()
                .filter(name -> !filled.contains(name))
                .forEach(name -> wrong(PLACE + part + "." + name, "Fill in {{%s}}.".formatted(name)));
    }

    private void buttons() {
        var buttons = part("BUTTONS").path("buttons");
        var filled = new HashSet<Integer>();
        for (var one : components("button").toList()) {
            int place = place(one);
            var field = PLACE
                    + "buttons[%s]".formatted(place < 0 ? one.path("index").asString("") : place);
            if (place < 0 || place >= buttons.size()) {
                wrong(field, "This template has no such button.");
            } else if (!filled.add(place)) {
                wrong(field, "This button is filled in twice.");
            } else {
                button(field, buttons.get(place), one);
            }
        }
        for (int place = 0; place < buttons.size(); place++) {
            if (demands(buttons.get(place)) && !filled.contains(place)) {
                wrong(PLACE + "buttons[%d]".formatted(place), "This button needs a value.");
            }
        }
    }

    private void button(String field, JsonNode button, JsonNode given) {
        var kind = kind(button);
        if (kind.isEmpty()) {
            return;
        }
        var values = given.path("parameters");
        if (kind.equals("none")) {
            wrong(field, "This button takes no value.");
        } else if (!kind.equalsIgnoreCase(given.path("sub_type").asString(""))) {
            wrong(field, "This button takes a value of the kind %s.".formatted(kind));
        } else if (values.size() != 1 || !type(values.path(0)).equals(valueOf(kind)) || isBlank(values.path(0))) {
            wrong(field, "This button takes one %s, which is not empty.".formatted(valueOf(kind)));
        }
    }

    /// Of which kind what fills the button must be; "none" where nothing does, empty where Sembang does not know.
    private static String kind(JsonNode button) {
        return switch (button.path("type").asString("")) {
            case "QUICK_REPLY" -> "quick_reply";
            case "COPY_CODE" -> "copy_code";
            case "URL" -> demands(button) ? "url" : "none";
            case "PHONE_NUMBER" -> "none";
            default -> "";
        };
    }

    private static String valueOf(String kind) {
        return switch (kind) {
            case "quick_reply" -> "payload";
            case "copy_code" -> "coupon_code";
            default -> "text";
        };
    }

    private static boolean demands(JsonNode button) {
        return switch (button.path("type").asString("")) {
            case "URL" ->
                !TemplateDraft.variables(button.path("url").asString("")).isEmpty();
            case "COPY_CODE" -> true;
            default -> false;
        };
    }

    /// What is neither above, nor in, nor below the text: Meta takes it only where the template has the like.
    private void others() {
        var parts = Set.of("header", "body", "button");
        for (var one : given) {
            var type = type(one);
            if (!parts.contains(type) && part(type.toUpperCase(Locale.ROOT)).isMissingNode()) {
                wrong(PLACE + type, "This template has no such part.");
            }
        }
    }

    private JsonNode part(String type) {
        return template.valueStream()
                .filter(one -> one.path("type").asString("").equals(type))
                .findFirst()
                .orElse(template.path("none"));
    }

    private Stream<JsonNode> components(String type) {
        return given.valueStream().filter(one -> type(one).equals(type));
    }

    private List<JsonNode> given(String type) {
        return components(type)
                .flatMap(one -> one.path("parameters").valueStream())
                .toList();
    }

    /// Written as a number or as its digits; -1 for anything else.
    private static int place(JsonNode button) {
        var index = button.path("index").asString("");
        return index.matches("\\d{1,3}") ? Integer.parseInt(index) : -1;
    }

    private static String type(JsonNode one) {
        return one.path("type").asString("").toLowerCase(Locale.ROOT);
    }

    private static boolean isBlank(JsonNode value) {
        var words = value.path(type(value));
        return words.isMissingNode()
                || words.isNull()
                || (words.isString() && words.asString("").isBlank());
    }

    private void wrong(String field, String message) {
        errors.add(new FieldError(field, message));
    }
}
