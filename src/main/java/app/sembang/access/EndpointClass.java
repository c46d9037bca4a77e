package app.sembang.access;

import java.util.Locale;
import java.util.regex.Pattern;

/// Endpoints that share a limit.
public enum EndpointClass {
    SIGN_IN,
    READ,
    WRITE,
    HEAVY;

    private static final Pattern HEAVY_PATHS = Pattern.compile(".*/(export|exports|import|imports|audit-check)(/.*)?");

    /// Whoever waits for an import looks again and again how far it is.
    private static final Pattern LOOKED_AT = Pattern.compile(".*/imports(/.*)?");

    public static EndpointClass of(String method, String path) {
        if (path.startsWith("/api/v1/auth/")) {
            return SIGN_IN;
        }
        boolean reads = method.equals("GET") || method.equals("HEAD");
        if (HEAVY_PATHS.matcher(path).matches()
                && !(reads && LOOKED_AT.matcher(path).matches())) {
            return HEAVY;
        }
        return reads ? READ : WRITE;
    }

    String value() {
        return name().toLowerCase(Locale.ROOT);
    }
}
