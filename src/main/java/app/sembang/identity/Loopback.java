package app.sembang.identity;

import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;

/// Whether a request comes from the machine itself. A request a proxy passed on does not, whatever the proxy says.
public final class Loopback {
    private static final Pattern HOST =
            Pattern.compile("localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[?::1]?|\\[?0:0:0:0:0:0:0:1]?");

    /// The request attribute that says no proxy has passed the request on.
    public static final String DIRECT = "app.sembang.direct";

    private Loopback() {}

    public static boolean is(HttpServletRequest request) {
        return request.getAttribute(DIRECT) != null
                && HOST.matcher(request.getRemoteAddr()).matches()
                && HOST.matcher(request.getServerName()).matches();
    }
}
