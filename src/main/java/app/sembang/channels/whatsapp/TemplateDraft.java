package app.sembang.channels.whatsapp;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A message template in its parts, and as Meta writes it.
///
/// @param header one line of text above the body; null where there is none or it is no text
/// @param above a file above the body, in place of the line; null where there is none, or where it stays as
/// it is
/// @param examples of the variables by their names, as Meta's reviewers read them
@JsonInclude(JsonInclude.Include.NON_NULL)
record TemplateDraft(
        String name,
        String language,
        Category category,
        @Nullable String header,
        String body,
        @Nullable String footer,
        List<Button> buttons,
        Map<String, String> examples,
        @Nullable Above above) {
    static final Pattern VARIABLE = Pattern.compile("\\{\\{\\s*([^{}\\s]*)\\s*}}");

    enum Category {
        AUTHENTICATION,
        MARKETING,
        UTILITY;

        @JsonValue
        String value() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    TemplateDraft(
            String name,
            String language,
            Category category,
            @Nullable String header,
            String body,
            @Nullable String footer,
            List<Button> buttons,
            Map<String, String> examples) {
        this(name, language, category, header, body, footer, buttons, examples, null);
    }

    /// @param handle by which Meta finds the example it was given
    record Above(Format format, String handle) {
        enum Format {
            IMAGE,
            VIDEO,
            DOCUMENT;

            /// As what Meta shows a file; empty for what it takes in no template.
            static Optional<Format> of(String contentType) {
                return switch (contentType) {
                    case "image/jpeg", "image/png" -> Optional.of(IMAGE);
                    case "video/mp4" -> Optional.of(VIDEO);
                    case "application/pdf" -> Optional.of(DOCUMENT);
                    default -> Optional.empty();
                };
            }

            @JsonValue
            String value() {
                return name().toLowerCase(Locale.ROOT);
            }
        }

        private Map<String, Object> wire() {
            var component = new LinkedHashMap<String, Object>();
            component.put("type", "HEADER");
            component.put("format", format.name());
            component.put("example", Map.of("header_handle", List.of(handle)));
            return component;
        }
    }

    TemplateDraft under(Above file) {
        return new TemplateDraft(name, language, category, header, body, footer, buttons, examples, file);
    }

    /// @param value the address or the telephone number; of a code to copy, an example
    record Button(Kind kind, String label, @Nullable String value) {
        enum Kind {
            QUICK_REPLY,
            URL,
            PHONE_NUMBER,
            COPY_CODE;

            @JsonValue
            String value() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }

    /// The names of a text's variables, each once, in their order.
    static List<String> variables(@Nullable String text) {
        var names = new ArrayList<String>();
        var found = VARIABLE.matcher(text == null ? "" : text);
        while (found.find()) {
            if (!names.contains(found.group(1))) {
                names.add(found.group(1));
            }
        }
        return names;
    }

    boolean isNamed() {
        return !isNumbers(variables(header)) || !isNumbers(variables(body));
    }

    private static boolean isNumbers(List<String> names) {
        return names.stream().allMatch(name -> name.matches("\\d+"));
    }

    /// The body of the call that makes it.
    Map<String, Object> wire() {
        var wire = new LinkedHashMap<String, Object>();
        wire.put("name", name);
        wire.put("category", category.name());
        wire.put("language", language);
        wire.put("parameter_format", isNamed() ? "NAMED" : "POSITIONAL");
        wire.put("components", components());
        return wire;
    }

    List<Map<String, Object>> components() {
        var components = new ArrayList<Map<String, Object>>();
        if (above != null) {
            components.add(above.wire());
        } else if (header != null) {
            components.add(text("HEADER", header, "header_text"));
        }
        components.add(text("BODY", body, "body_text"));
        if (footer != null) {
            components.add(new LinkedHashMap<>(Map.of("type", "FOOTER", "text", footer)));
        }
        if (!buttons.isEmpty()) {
            var component = new LinkedHashMap<String, Object>();
            component.put("type", "BUTTONS");
            component.put("buttons", buttons.stream().map(this::wire).toList());
            components.add(component);
        }
        return components;
    }

    /// With the parts of the one it takes the place of that Sembang cannot show: a file above the text,
    /// unless words or another one take its place, and buttons of other kinds.
    List<Object> componentsInsteadOf(JsonNode before) {
        var kept = new ArrayList<Object>();
        var others = new ArrayList<Object>();
        for (var component : before) {
            switch (component.path("type").asString("")) {
                case "HEADER" -> {
                    if (headerKind(component) != null && header == null && above == null) {
                        kept.add(component);
                    }
                }
                case "BODY", "FOOTER" -> {}
                case "BUTTONS" ->
                    component.path("buttons").forEach(button -> {
                        if (!isShown(button)) {
                            others.add(button);
                        }
                    });
                default -> kept.add(component);
            }
        }
        for (var component : components()) {
            if (component.get("buttons") instanceof List<?> shown) {
                others.addAll(0, shown);
            } else {
                kept.add(component);
            }
        }
        if (!others.isEmpty()) {
            kept.add(Map.of("type", "BUTTONS", "buttons", others));
        }
        return kept;
    }

    private static boolean isShown(JsonNode button) {
        return Arrays.stream(Button.Kind.values())
                .anyMatch(kind -> kind.name().equals(button.path("type").asString("")));
    }

    /// What stands above the text where it is no text: image, video, document or location.
    private static @Nullable String headerKind(JsonNode header) {
        var format = header.path("format").asString("TEXT");
        return format.equals("TEXT") ? null : format.toLowerCase(Locale.ROOT);
    }

    /// The same of all of a template's parts.
    static @Nullable String headerKindOf(JsonNode components) {
        return components
                .valueStream()
                .filter(component -> component.path("type").asString("").equals("HEADER"))
                .map(TemplateDraft::headerKind)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private Map<String, Object> text(String type, String text, String exampleName) {
        var component = new LinkedHashMap<String, Object>();
        component.put("type", type);
        if (type.equals("HEADER")) {
            component.put("format", "TEXT");
        }
        component.put("text", text);
        var names = variables(text);
        if (names.isEmpty()) {
            return component;
        }
        if (isNamed()) {
            var named = names.stream()
                    .map(name -> Map.of("param_name", name, "example", examples.getOrDefault(name, "")))
                    .toList();
            component.put("example", Map.of(exampleName + "_named_params", named));
        } else {
            var values =
                    names.stream().map(name -> examples.getOrDefault(name, "")).toList();
            component.put("example", Map.of(exampleName, type.equals("BODY") ? List.of(values) : values));
        }
        return component;
    }

    private Map<String, Object> wire(Button button) {
        var wire = new LinkedHashMap<String, Object>();
        wire.put("type", button.kind().name());
        if (button.kind() == Button.Kind.COPY_CODE) {
            wire.put("example", orEmpty(button.value()));
            return wire;
        }
        wire.put("text", button.label());
        if (button.kind() == Button.Kind.PHONE_NUMBER) {
            wire.put("phone_number", orEmpty(button.value()));
        }
        if (button.kind() == Button.Kind.URL) {
            var url = orEmpty(button.value());
            wire.put("url", url);
            var names = variables(url);
            if (!names.isEmpty()) {
                var example = VARIABLE.matcher(url).replaceAll("");
                wire.put("example", List.of(example + examples.getOrDefault(names.getFirst(), "1")));
            }
        }
        return wire;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /// What the vendor has, read back. Parts Sembang cannot show, such as a picture above the text, are left out.
    static TemplateDraft of(String name, String language, String category, JsonNode components) {
        String header = null;
        String body = "";
        String footer = null;
        var buttons = new ArrayList<Button>();
        var examples = new LinkedHashMap<String, String>();
        for (var component : components) {
            var text = component.path("text").asString("");
            switch (component.path("type").asString("")) {
                case "HEADER" -> {
                    header = text.isEmpty() ? null : text;
                    examples(component, text, "header_text", examples);
                }
                case "BODY" -> {
                    body = text;
                    examples(component, text, "body_text", examples);
                }
                case "FOOTER" -> footer = text;
                case "BUTTONS" -> component.path("buttons").forEach(button -> read(button, buttons));
                default -> {}
            }
        }
        return new TemplateDraft(name, language, category(category), header, body, footer, buttons, examples);
    }

    private static void examples(JsonNode component, String text, String name, Map<String, String> examples) {
        for (var named : component.path("example").path(name + "_named_params")) {
            examples.put(
                    named.path("param_name").asString(""), named.path("example").asString(""));
        }
        var list = component.path("example").path(name);
        var values = list.path(0).isArray() ? list.path(0) : list;
        var names = variables(text);
        for (int i = 0; i < names.size() && i < values.size(); i++) {
            examples.putIfAbsent(names.get(i), values.path(i).asString(""));
        }
    }

    private static void read(JsonNode button, List<Button> buttons) {
        var label = button.path("text").asString("");
        switch (button.path("type").asString("")) {
            case "QUICK_REPLY" -> buttons.add(new Button(Button.Kind.QUICK_REPLY, label, null));
            case "URL" ->
                buttons.add(
                        new Button(Button.Kind.URL, label, button.path("url").asString("")));
            case "PHONE_NUMBER" ->
                buttons.add(new Button(
                        Button.Kind.PHONE_NUMBER,
                        label,
                        button.path("phone_number").asString("")));
            case "COPY_CODE" -> buttons.add(new Button(Button.Kind.COPY_CODE, label, null));
            default -> {}
        }
    }

    private static Category category(String value) {
        try {
            return Category.valueOf(value.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            return Category.UTILITY;
        }
    }
}
