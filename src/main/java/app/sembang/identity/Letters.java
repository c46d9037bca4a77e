package app.sembang.identity;

import app.sembang.mail.Letter;
import app.sembang.shared.Language;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// What is written to people about their sign-in, in their language.
@Component
class Letters {
    private final Map<Language, Properties> texts = new EnumMap<>(Language.class);
    private final String base;

    Letters(@Value("${sembang.base-url}") URI base) {
        this.base = base.toString().replaceFirst("/$", "");
        for (var language : Language.values()) {
            texts.put(language, read(language));
        }
    }

    /// To whom, in which language, and whose clock tells the time.
    record Reader(String email, String name, Language language, ZoneId zone) {}

    /// The secret stands behind a `#`: browsers do not send it anywhere and servers do not log it.
    Letter invitation(Reader to, String company, String token, Instant until) {
        return letter("invitation", to, company, to.name(), company, time(to, until), base + "/invitation#" + token);
    }

    Letter passwordReset(Reader to, String token) {
        return letter("password-reset", to, "", to.name(), base + "/password-reset#" + token);
    }

    Letter passwordChanged(Reader to, Instant at) {
        return letter("password-changed", to, "", to.name(), time(to, at), base + "/password-reset");
    }

    Letter twoFactor(Reader to, boolean on, Instant at) {
        return letter(
                on ? "two-factor-on" : "two-factor-off", to, "", to.name(), time(to, at), base + "/password-reset");
    }

    Letter twoFactorReset(Reader to, Instant at) {
        return letter("two-factor-reset", to, "", to.name(), time(to, at), base + "/password-reset");
    }

    Letter passkeyAdded(Reader to, Instant at) {
        return letter("passkey-added", to, "", to.name(), time(to, at), base + "/password-reset");
    }

    private Letter letter(String kind, Reader to, String subject, Object... values) {
        var text = texts.get(to.language());
        if (text == null) {
            throw new IllegalStateException("No letters in " + to.language());
        }
        return new Letter(
                to.email(),
                to.language(),
                text.getProperty(kind + ".subject").formatted(subject),
                text.getProperty(kind + ".body").formatted(values));
    }

    private static String time(Reader to, Instant at) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT)
                .withLocale(Locale.forLanguageTag(to.language().tag()))
                .format(at.atZone(to.zone()));
    }

    private static Properties read(Language language) {
        var name = "letters_" + language.tag() + ".properties";
        try (var stream = Letters.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException(name + " is missing in the build");
            }
            var properties = new Properties();
            properties.load(new InputStreamReader(stream, StandardCharsets.UTF_8));
            return properties;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
