package app.sembang.models;

import app.sembang.shared.PublicAddress;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Which addresses a company may have us call: public ones by https, and those of our own network
/// that the operator named.
///
/// Looked at when an address is saved and before each call. A name that means another machine a
/// moment later finds no way in: behind https only the name's own certificate is spoken to.
@Component
class BaseAddresses {
    private static final int LONGEST = 500;

    private final ModelSettings settings;

    BaseAddresses(ModelSettings settings) {
        this.settings = settings;
    }

    /// Without a slash at its end.
    /// @throws URISyntaxException where it is no address
    static URI parse(String text) throws URISyntaxException {
        var address = new URI(text.strip().replaceAll("/+$", ""));
        if (address.getHost() == null
                || address.getRawUserInfo() != null
                || address.getRawQuery() != null
                || address.getRawFragment() != null
                || text.length() > LONGEST) {
            throw new URISyntaxException(text, "not the address of a server");
        }
        return address;
    }

    /// Why an address is not called, or null where it is.
    @Nullable
    String refusal(URI address) {
        var host = address.getHost().toLowerCase(Locale.ROOT);
        var scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        if (settings.privateHosts().contains(host)
                || settings.privateHosts().contains(host + ":" + address.getPort())) {
            return scheme.equals("http") || scheme.equals("https") ? null : "Give an address that begins with https.";
        }
        if (!scheme.equals("https")) {
            return "Give an address that begins with https.";
        }
        try {
            for (var one : InetAddress.getAllByName(host)) {
                if (!PublicAddress.is(one)) {
                    return "The address leads into a private network; the operator of this installation has to allow it.";
                }
            }
            return null;
        } catch (UnknownHostException unknown) {
            return "There is no server of this name.";
        }
    }
}
