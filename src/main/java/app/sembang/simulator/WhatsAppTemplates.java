package app.sembang.simulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The message templates of a business account, by name and language. Meta's people decide on them: here whoever
/// holds the simulator.
final class WhatsAppTemplates {
    private static final Pattern VARIABLE = Pattern.compile("\\{\\{\\s*([a-z0-9_]+)\\s*}}");
    private static final Set<String> CATEGORIES = Set.of("AUTHENTICATION", "MARKETING", "UTILITY");
    private static final Set<String> EDITABLE = Set.of("APPROVED", "REJECTED", "PAUSED");
    private static final int MOST_BODY = 1024;
    private static final int MOST_SHORT = 60;
    private static final int MOST_BUTTONS = 10;

    private final String wabaId;
    private final Simulator simulator;
    private final LinkedHashMap<String, ObjectNode> templates = new LinkedHashMap<>();
    /// Examples on their way, with how many bytes each shall have.
    private final Map<String, Integer> uploads = new ConcurrentHashMap<>();
    private final AtomicLong nextId =
            new AtomicLong(ThreadLocalRandom.current().nextLong(1_000_000_000_000_000L, 2_000_000_000_000_000L));

    WhatsAppTemplates(String wabaId, Simulator simulator) {
        this.wabaId = wabaId;
        this.simulator = simulator;
    }

    synchronized ObjectNode create(ObjectNode given) {
        var name = given.path("name").asString("");
        var language = given.path("language").asString("");
        var category = given.path("category").asString("");
        if (!name.matches("[a-z0-9_]{1,512}")) throw new MetaError(100, "Name may hold a-z, 0-9 and _ only");
        if (!language.matches("[a-z]{2,3}(_[A-Z]{2,4})?")) throw new MetaError(100, "Language is not supported");
        if (!CATEGORIES.contains(category)) throw new MetaError(100, "Unknown category");
        if (templates.containsKey(key(name, language))) {
            throw new MetaError(100, 2388024, "There is already content in this language for this template");
        }
        var components = checked(given.path("components"));
        var template = Simulator.JSON
                .createObjectNode()
                .put("id", Long.toString(nextId.incrementAndGet()))
                .put("name", name)
                .put("language", language)
                .put("category", category)
                .put("status", "PENDING")
                .put("parameter_format", given.path("parameter_format").asString("POSITIONAL"));
        template.putObject("quality_score").put("score", "UNKNOWN");
        template.set("components", components);
        templates.put(key(name, language), template);
        return Simulator.JSON
                .createObjectNode()
                .put("id", template.path("id").asString(""))
                .put("status", "PENDING")
                .put("category", category);
    }

    /// Begins an upload of an example with so many bytes.
    String begin(int length) {
        var session = "upload:SIM" + nextId.incrementAndGet();
        uploads.put(session, length);
        return session;
    }

    /// How many bytes it shall have; -1 where it was never begun.
    int begun(String session) {
        return uploads.getOrDefault(session, -1);
    }

    String handle(String session) {
        return "4::" + session.substring("upload:".length());
    }

    synchronized void approved(ObjectNode given) {
        create(given);
        var made = templates.get(
                key(given.path("name").asString(""), given.path("language").asString("")));
        if (made != null) made.put("status", "APPROVED");
    }

    synchronized ObjectNode edit(String id, ObjectNode given) {
        var template = required(id);
        if (!EDITABLE.contains(template.path("status").asString(""))) {
            throw new MetaError(100, 2388019, "Only approved, rejected and paused templates can be edited");
        }
        template.set("components", checked(given.path("components")));
        template.put("status", "PENDING");
        return Simulator.JSON.createObjectNode().put("success", true);
    }

    synchronized ArrayNode list(int offset, int limit) {
        var list = Simulator.JSON.createArrayNode();
        templates.values().stream().skip(offset).limit(limit).forEach(it -> list.add(it.deepCopy()));
        return list;
    }

    synchronized int size() {
        return templates.size();
    }

    synchronized @Nullable ObjectNode byId(String id) {
        return templates.values().stream()
                .filter(template -> template.path("id").asString("").equals(id))
                .findFirst()
                .map(ObjectNode::deepCopy)
                .orElse(null);
    }

    /// All languages of the name, or only the one with the id.
    synchronized void delete(String name, @Nullable String id) {
        boolean gone = templates
                .values()
                .removeIf(template -> template.path("name").asString("").equals(name)
                        && (id == null || template.path("id").asString("").equals(id)));
        if (!gone) throw new MetaError(100, 2593002, "Message template was not found");
    }

    synchronized void unpause(String id) {
        required(id).put("status", "APPROVED");
    }

    /// Decides, and tells every app of the account.
    void review(String name, String language, String event, String reason) {
        var value = Simulator.JSON.createObjectNode();
        synchronized (this) {
            var template = templates.get(key(name, language));
            if (template == null) throw new IllegalArgumentException("No template " + name + " in " + language);
            var status = event.equals("REINSTATED") ? "APPROVED" : event;
            template.put("status", status);
            if (status.equals("REJECTED")) template.put("rejected_reason", reason);
            value.put("event", event)
                    .put("message_template_id", template.path("id").asLong(0))
                    .put("message_template_name", name)
                    .put("message_template_language", language)
                    .put("reason", reason.isEmpty() ? "NONE" : reason)
                    .put("message_template_category", template.path("category").asString(""));
        }
        simulator.numbersOf(wabaId).stream()
                .filter(number -> number.delivery().webhook() != null)
                .findFirst()
                .ifPresent(number -> number.tells("message_template_status_update", value));
    }

    /// What the customer reads, once it is clear that the template can be sent.
    synchronized String rendered(JsonNode given) {
        var name = given.path("name").asString("");
        var language = given.path("language").path("code").asString("");
        var template = templates.get(key(name, language));
        if (template == null) throw new MetaError(132001, "template name (" + name + ") does not exist in " + language);
        switch (template.path("status").asString("")) {
            case "APPROVED" -> {}
            case "PAUSED" -> throw new MetaError(132015, "Template is paused due to low quality");
            case "DISABLED" -> throw new MetaError(132016, "Template is disabled");
            default -> throw new MetaError(132001, "template name (" + name + ") is not approved");
        }
        var lines = new ArrayList<String>();
        for (var component : template.path("components")) {
            var type = component.path("type").asString("");
            boolean file = Set.of("IMAGE", "VIDEO", "DOCUMENT")
                    .contains(component.path("format").asString(""));
            if (file && parameters(given, "header").isEmpty()) {
                throw new MetaError(132012, "header: a file is missing");
            }
            if (type.equals("BUTTONS") || component.path("text").isMissingNode()) continue;
            lines.add(filled(component, parameters(given, type.toLowerCase(Locale.ROOT))));
        }
        return String.join("\n", lines);
    }

    /// The quick replies as the phone shows them: text and what comes back.
    synchronized ArrayNode quickReplies(JsonNode given) {
        var row = Simulator.JSON.createArrayNode();
        var template = templates.get(key(
                given.path("name").asString(""),
                given.path("language").path("code").asString("")));
        if (template == null) return row;
        for (var component : template.path("components")) {
            int index = 0;
            for (var button : component.path("buttons")) {
                var text = button.path("text").asString("");
                if (button.path("type").asString("").equals("QUICK_REPLY")) {
                    row.addObject().put("text", text).put("callback_data", payload(given, index, text));
                }
                index++;
            }
        }
        return row;
    }

    private static String payload(JsonNode given, int index, String otherwise) {
        for (var component : given.path("components")) {
            boolean isIt = component.path("sub_type").asString("").equals("quick_reply")
                    && component.path("index").asString("").equals(Integer.toString(index));
            if (isIt)
                return component.path("parameters").path(0).path("payload").asString(otherwise);
        }
        return otherwise;
    }

    private static String filled(JsonNode component, List<JsonNode> parameters) {
        var text = component.path("text").asString("");
        var names = variables(text);
        if (names.size() != parameters.size()) {
            throw new MetaError(
                    132000,
                    "body: number of localizable_params (" + parameters.size()
                            + ") does not match the expected number of params (" + names.size() + ")");
        }
        for (int i = 0; i < names.size(); i++) {
            var name = names.get(i);
            var parameter = parameters.get(i);
            var named = parameters.stream()
                    .filter(it -> it.path("parameter_name").asString("").equals(name))
                    .findFirst();
            var value = named.orElse(parameter).path("text").asString("");
            text = text.replaceAll("\\{\\{\\s*" + name + "\\s*}}", Matcher.quoteReplacement(value));
        }
        return text;
    }

    private static List<JsonNode> parameters(JsonNode given, String type) {
        var parameters = new ArrayList<JsonNode>();
        for (var component : given.path("components")) {
            if (!component.path("type").asString("").equalsIgnoreCase(type)) continue;
            for (var parameter : component.path("parameters")) parameters.add(parameter);
        }
        return parameters;
    }

    private static JsonNode checked(JsonNode components) {
        if (!components.isArray()) throw new MetaError(100, "components must be an array");
        boolean hasBody = false;
        for (var component : components) {
            switch (component.path("type").asString("")) {
                case "BODY" -> {
                    hasBody = true;
                    checkText(component, MOST_BODY, "body_text");
                }
                case "HEADER" -> {
                    var format = component.path("format").asString("TEXT");
                    if (format.equals("TEXT")) {
                        checkText(component, MOST_SHORT, "header_text");
                    } else if (!format.equals("LOCATION")
                            && !component
                                    .at("/example/header_handle/0")
                                    .asString("")
                                    .startsWith("4::")) {
                        throw new MetaError(100, 2388273, "The header needs an example by its handle");
                    }
                }
                case "FOOTER" -> {
                    if (component.path("text").asString("").length() > MOST_SHORT) tooLong("FOOTER", MOST_SHORT);
                }
                case "BUTTONS" -> {
                    if (component.path("buttons").size() > MOST_BUTTONS) throw new MetaError(100, "Too many buttons");
                }
                default -> throw new MetaError(100, "Unknown component");
            }
        }
        if (!hasBody) throw new MetaError(100, "components must include a BODY");
        return components.deepCopy();
    }

    private static void checkText(JsonNode component, int most, String example) {
        var text = component.path("text").asString("");
        if (text.isEmpty() || text.length() > most)
            tooLong(component.path("type").asString(""), most);
        var names = variables(text);
        if (names.isEmpty()) return;
        var stripped = text.strip();
        if (stripped.startsWith("{{") || stripped.endsWith("}}")) {
            throw new MetaError(100, 2388299, "Variables can't be at the start or end of the template.");
        }
        boolean named = component.path("example").has(example + "_named_params");
        if (!named && !component.path("example").has(example)) {
            throw new MetaError(100, 2388043, "Examples of the variables are missing");
        }
        if (text.replaceAll("\\s", "").contains("}}{{")) {
            throw new MetaError(100, 2388072, "Variables are adjacent");
        }
        int words = VARIABLE.matcher(text).replaceAll(" ").strip().split("\\s+").length;
        if (words < 2 * names.size() + 1) {
            throw new MetaError(100, 2388293, "This template has too many variables for its length.");
        }
    }

    private static void tooLong(String what, int most) {
        throw new MetaError(100, 2388040, what + " must have 1 to " + most + " characters");
    }

    private static List<String> variables(String text) {
        var names = new ArrayList<String>();
        var found = VARIABLE.matcher(text);
        while (found.find()) {
            if (!names.contains(found.group(1))) names.add(found.group(1));
        }
        return names;
    }

    private ObjectNode required(String id) {
        return templates.values().stream()
                .filter(template -> template.path("id").asString("").equals(id))
                .findFirst()
                .orElseThrow(() -> new MetaError(100, 33, "No such template"));
    }

    private static String key(String name, String language) {
        return name + "/" + language;
    }
}
