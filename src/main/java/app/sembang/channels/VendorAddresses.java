package app.sembang.channels;

import app.sembang.connections.Connection;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// Where each vendor's API answers: an explicit setting wins, then the simulator for accounts of the demo, then the
/// vendor.
@Component
public class VendorAddresses {
    private static final URI TELEGRAM = URI.create("https://api.telegram.org");

    private final @Nullable URI telegramSetting;
    private volatile @Nullable URI simulatedTelegram;

    VendorAddresses(@Value("${sembang.channels.telegram.base-url:#{null}}") @Nullable URI telegramSetting) {
        this.telegramSetting =
                telegramSetting == null || telegramSetting.toString().isEmpty() ? null : telegramSetting;
    }

    /// Where the demo's simulator plays Telegram.
    public void simulateTelegram(URI address) {
        simulatedTelegram = address;
    }

    /// Empty for an account of the demo while no simulator runs.
    public Optional<URI> telegram(Connection account) {
        if (telegramSetting != null) {
            return Optional.of(telegramSetting);
        }
        return account.simulated() ? Optional.ofNullable(simulatedTelegram) : Optional.of(TELEGRAM);
    }
}
