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

    public static EndpointClass of(String method, String path) {
        if (path.startsWith("/api/v1/auth/")) {
            return SIGN_IN;
        }
        if (HEAVY_PATHS.matcher(path).matches()) {
            return HEAVY;
        }
        return method.equals("GET") || method.equals("HEAD") ? READ : WRITE;
    }

    String value() {
        return name().toLowerCase(Locale.ROOT);
    }
}
