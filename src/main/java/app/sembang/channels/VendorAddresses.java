package app.sembang.channels;

import app.sembang.connections.Connection;
import java.net.URI;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/// Where each vendor's API answers: an explicit setting wins, then the simulator for accounts of the demo, then the
/// vendor. Settings: `sembang.channels.<vendor>.base-url`.
@Component
public class VendorAddresses {
    /// Whoever answers a channel account's calls.
    public enum Vendor {
        WHATSAPP("whatsapp", "WhatsApp", "https://graph.facebook.com"),
        MESSENGER("messenger", "Messenger", "https://graph.facebook.com"),
        INSTAGRAM("instagram", "Instagram", "https://graph.instagram.com"),
        ONSEND("onsend", "OnSend", "https://api.onsend.com"),
        ONSEND_IO("onsend-io", "OnSend", "https://onsend.io/api/v1"),
        TELEGRAM("telegram", "Telegram", "https://api.telegram.org");

        private final String setting;
        private final String title;
        private final URI address;

        Vendor(String setting, String title, String address) {
            this.setting = setting;
            this.title = title;
            this.address = URI.create(address);
        }

        /// Its own name, the same in every language.
        public String title() {
            return title;
        }
    }

    private final Map<Vendor, URI> settings = new EnumMap<>(Vendor.class);
    private final Map<Vendor, URI> simulated = new ConcurrentHashMap<>();

    VendorAddresses(Environment environment) {
        for (var vendor : Vendor.values()) {
            var setting = environment.getProperty("sembang.channels.%s.base-url".formatted(vendor.setting), "");
            if (!setting.isEmpty()) {
                settings.put(vendor, URI.create(setting.replaceAll("/+$", "")));
            }
        }
    }

    /// Where the demo's simulator plays the vendor.
    public void simulate(Vendor vendor, URI address) {
        simulated.put(vendor, address);
    }

    /// For calls that are no account's.
    public URI of(Vendor vendor) {
        return settings.getOrDefault(vendor, vendor.address);
    }

    /// Without a slash at its end. Empty for an account of the demo while no simulator runs.
    public Optional<URI> of(Vendor vendor, Connection account) {
        var setting = settings.get(vendor);
        if (setting != null) {
            return Optional.of(setting);
        }
        return account.simulated() ? Optional.ofNullable(simulated.get(vendor)) : Optional.of(vendor.address);
    }
}
