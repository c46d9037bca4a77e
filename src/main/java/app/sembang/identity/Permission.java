package app.sembang.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a custom role may be given. Each stands for the endpoints under some paths; seeing is separate from
/// changing. An endpoint no permission stands for serves the built-in roles only: the company's admin decides on
/// roles, keys and rules of security.
public enum Permission {
    CONVERSATIONS_ASSIGN(
            "conversations.assign",
            Kind.CHANGE,
            "conversations/{id}/assignment",
            "conversations/assignments",
            "transfer-requests/{id}/approval",
            "transfer-requests/{id}/refusal"),
    CONVERSATIONS_VIEW(
            "conversations.view",
            Kind.SEE,
            "conversations",
            "canned-replies",
            "transfer-requests",
            "conversation-views",
            "conversation-fields",
            "tasks",
            "dashboards"),
    CONVERSATIONS_ANSWER(
            "conversations.answer",
            Kind.CHANGE,
            "conversations",
            "canned-replies",
            "transfer-requests",
            "conversation-views",
            "tasks",
            "suggestions",
            "assistant/preview",
            "scoring/preview"),
    CONTACTS_VIEW(
            "contacts.view",
            Kind.SEE,
            "contacts",
            "contact-tags",
            "contact-fields",
            "contact-segments",
            "leads",
            "lead-stages"),
    CONTACTS_CHANGE(
            "contacts.change",
            Kind.CHANGE,
            "contacts",
            "contact-tags",
            "contact-fields",
            "conversation-fields",
            "contact-segments",
            "leads",
            "lead-stages"),
    TEMPLATES_TEST(
            "templates.test", Kind.CHANGE, "templates/test", "language/detect", "knowledge/search", "scoring/preview"),
    TEMPLATES_VIEW("templates.view", Kind.SEE, "templates", "template-variables"),
    TEMPLATES_CHANGE("templates.change", Kind.CHANGE, "templates", "template-variables"),
    CATALOG_VIEW("catalog.view", Kind.SEE, "products", "product-fields", "packages"),
    CATALOG_CHANGE("catalog.change", Kind.CHANGE, "products", "product-fields", "packages"),
    KNOWLEDGE_VIEW(
            "knowledge.view",
            Kind.SEE,
            "faqs",
            "materials",
            "knowledge/contradictions",
            "model-versions",
            "test-scenarios",
            "test-runs"),
    KNOWLEDGE_CHANGE(
            "knowledge.change",
            Kind.CHANGE,
            "faqs",
            "materials",
            "model-versions",
            "model-tests",
            "test-scenarios",
            "test-runs"),
    CHANNELS_VIEW("channels.view", Kind.SEE, "channel-accounts", "webhook-events"),
    CHANNELS_CHANGE("channels.change", Kind.CHANGE, "channel-accounts", "webhook-events"),
    PEOPLE_VIEW("people.view", Kind.SEE, "users", "teams", "roles"),
    PEOPLE_CHANGE("people.change", Kind.CHANGE, "users", "teams"),
    OUTLETS_VIEW("outlets.view", Kind.SEE, "outlets"),
    OUTLETS_CHANGE("outlets.change", Kind.CHANGE, "outlets");

    /// What concerns nobody but who asks.
    private static final List<String> PERSONAL = List.of("me", "sessions", "stream", "events", "notifications");

    /// Under a permission's path, and yet for the company's admin only: taking people's data out, and
    /// removing it; and how people prove who they are.
    private static final List<String> OF_NO_PERMISSION = List.of(
            "contacts/{id}/erasure",
            "contacts/{id}/exports",
            "contacts/export",
            "leads/export",
            "users/{id}/two-factor",
            "webhook-events/{id}/body");

    private static final String API = "/api/v1/";
    private static final Set<String> SEEING = Set.of("GET", "HEAD");

    private enum Kind {
        SEE,
        CHANGE
    }

    private final String value;
    private final Kind kind;

    @SuppressWarnings("ImmutableEnumChecker") // List.of cannot be changed.
    private final List<String> paths;

    Permission(String value, Kind kind, String... paths) {
        this.value = value;
        this.kind = kind;
        this.paths = List.of(paths);
    }

    @JsonValue
    public String value() {
        return value;
    }

    @JsonCreator
    public static Permission from(String value) {
        return Arrays.stream(values())
                .filter(permission -> permission.value.equals(value))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Not a permission: " + value));
    }

    /// The first that fits, so narrower paths stand above wider ones.
    static Optional<Permission> of(String method, String path) {
        if (within(path, OF_NO_PERMISSION)) {
            return Optional.empty();
        }
        var kind = SEEING.contains(method) ? Kind.SEE : Kind.CHANGE;
        return Arrays.stream(values())
                .filter(permission -> permission.kind == kind && within(path, permission.paths))
                .findFirst();
    }

    static boolean isPersonal(String path) {
        return within(path, PERSONAL);
    }

    private static boolean within(String path, List<String> parents) {
        return parents.stream()
                .map(parent -> API + parent)
                .anyMatch(parent -> path.equals(parent) || path.startsWith(parent + "/"));
    }
}
