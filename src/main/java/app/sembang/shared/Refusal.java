package app.sembang.shared;

import java.util.List;
import java.util.Map;

/// Something the product will not do, said so that a program (code) and a person (message) can act on it.
/// One place in `platform` turns it into an RFC 9457 problem; nothing else catches it.
public class Refusal extends RuntimeException {
    private final Kind kind;
    private final String code;
    private final transient Map<String, Object> facts;

    public enum Kind {
        INVALID,
        UNAUTHENTICATED,
        FORBIDDEN,
        NOT_FOUND,
        CONFLICT,
        TOO_LARGE,
        TOO_MANY,
        TOO_SLOW,
        UNAVAILABLE
    }

    /// One field of a request that cannot be accepted, and why.
    public record FieldError(String field, String message) {}

    /// @param code stable, kebab-case; `facts` become properties of the problem and hold no secret and no
    /// message text
    public Refusal(Kind kind, String code, String message, Map<String, Object> facts) {
        super(message);
        this.kind = kind;
        this.code = code;
        this.facts = facts;
    }

    public Refusal(Kind kind, String code, String message) {
        this(kind, code, message, Map.of());
    }

    public static Refusal notFound(String what, Object id) {
        return new Refusal(Kind.NOT_FOUND, "not-found", "There is no %s %s.".formatted(what, id));
    }

    public static Refusal invalid(String field, String message) {
        return new Refusal(
                Kind.INVALID,
                "validation",
                "The request has a value that cannot be accepted.",
                Map.of("errors", List.of(new FieldError(field, message))));
    }

    /// What is wrong in words: of the first field where it is about fields.
    public String reason() {
        return facts.get("errors") instanceof List<?> list
                        && !list.isEmpty()
                        && list.getFirst() instanceof FieldError(var field, var message)
                ? message
                : String.valueOf(getMessage());
    }

    public Kind kind() {
        return kind;
    }

    public String code() {
        return code;
    }

    public Map<String, Object> facts() {
        return facts;
    }
}
