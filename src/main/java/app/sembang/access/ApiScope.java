package app.sembang.access;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.method.HandlerMethod;

/// What an API key may be made for: reading or changing what stands under one tag of the API's description. What is not
/// listed here no key can reach: sign-in, keys themselves, people and credentials are changed by people only.
public enum ApiScope {
    AUDIT_LOG_READ("audit-log:read"),
    CHANNELS_READ("channels:read"),
    CONTACTS_READ("contacts:read"),
    CONTACTS_WRITE("contacts:write"),
    CONVERSATIONS_READ("conversations:read"),
    CONVERSATIONS_WRITE("conversations:write"),
    DASHBOARDS_READ("dashboards:read"),
    HANDLING_WRITE("handling:write"),
    INBOUND_EVENTS_READ("inbound-events:read"),
    INBOUND_EVENTS_WRITE("inbound-events:write"),
    KNOWLEDGE_READ("knowledge:read"),
    KNOWLEDGE_WRITE("knowledge:write"),
    LEADS_READ("leads:read"),
    LEADS_WRITE("leads:write"),
    MESSAGES_READ("messages:read"),
    MESSAGES_WRITE("messages:write"),
    PEOPLE_READ("people:read"),
    PRODUCTS_READ("products:read"),
    PRODUCTS_WRITE("products:write"),
    TASKS_READ("tasks:read"),
    TASKS_WRITE("tasks:write"),
    TEMPLATES_READ("templates:read"),
    TEMPLATES_WRITE("templates:write");

    private final String value;

    ApiScope(String value) {
        this.value = value;
    }

    @JsonValue
    public String value() {
        return value;
    }

    @JsonCreator
    public static ApiScope from(String value) {
        return find(value).orElseThrow(() -> new IllegalArgumentException("There is no scope " + value));
    }

    /// The scope a key needs for an endpoint; empty where no key may call it.
    public static Optional<ApiScope> neededFor(HandlerMethod endpoint, String httpMethod) {
        var onMethod = AnnotatedElementUtils.findMergedAnnotation(endpoint.getMethod(), Tag.class);
        var tag = onMethod != null
                ? onMethod
                : AnnotatedElementUtils.findMergedAnnotation(endpoint.getBeanType(), Tag.class);
        if (tag == null) {
            return Optional.empty();
        }
        boolean reads = httpMethod.equals("GET") || httpMethod.equals("HEAD");
        return find(tag.name().toLowerCase(Locale.ROOT).replace(' ', '-') + (reads ? ":read" : ":write"));
    }

    private static Optional<ApiScope> find(String value) {
        return Arrays.stream(values())
                .filter(scope -> scope.value.equals(value))
                .findFirst();
    }
}
