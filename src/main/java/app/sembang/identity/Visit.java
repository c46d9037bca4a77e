package app.sembang.identity;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Where a request came from.
public record Visit(String address, boolean local, @Nullable String userAgent) {
    static Visit of(HttpServletRequest request) {
        var agent = request.getHeader("User-Agent");
        return new Visit(
                request.getRemoteAddr(),
                Loopback.is(request),
                agent == null ? null : agent.substring(0, Math.min(agent.length(), 400)));
    }

    /// A home's or an office's network rather than one of its 2⁶⁴ addresses.
    public static String network(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            var bytes = InetAddress.getByName(address).getAddress();
            var network = new StringBuilder();
            for (int i = 0; i < Math.min(8, bytes.length); i++) {
                network.append(String.format(Locale.ROOT, "%02x", bytes[i]));
            }
            return network.toString();
        } catch (UnknownHostException notAnAddress) {
            throw new IllegalArgumentException("Not an address: " + address, notAnAddress);
        }
    }
}
