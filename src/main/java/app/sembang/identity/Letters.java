package app.sembang.identity;

import app.sembang.mail.Letter;
import app.sembang.mail.LetterTexts;
import app.sembang.shared.Language;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// What is written to people about their sign-in, in their language.
@Component
class Letters {
    private final LetterTexts texts = new LetterTexts(Letters.class, "letters");
    private final String base;

    Letters(@Value("${sembang.base-url}") URI base) {
        this.base = base.toString().replaceFirst("/$", "");
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
        return new Letter(
                to.email(),
                to.language(),
                texts.in(to.language(), kind + ".subject").formatted(subject),
                texts.in(to.language(), kind + ".body").formatted(values));
    }

    private static String time(Reader to, Instant at) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT)
                .withLocale(Locale.forLanguageTag(to.language().tag()))
                .format(at.atZone(to.zone()));
    }
}
