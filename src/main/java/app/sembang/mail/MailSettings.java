package app.sembang.mail;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param host of the mail server; none: no mail leaves
/// @param port 465 speaks TLS from the start, any other turns to it (STARTTLS)
/// @param from the sender, `Name <address>` or an address; the user where it is one
@ConfigurationProperties("sembang.mail")
record MailSettings(
        @Nullable String host,
        @DefaultValue("587") int port,
        @Nullable String user,
        @Nullable String password,
        @Nullable String from) {
    private static final int TLS_FROM_THE_START = 465;

    MailSettings {
        if (given(host) && !given(from) && !(user != null && user.contains("@"))) {
            throw new IllegalArgumentException("SMTP_HOST is set, so MAIL_FROM must be: the address mails come from");
        }
    }

    boolean canSend() {
        return given(host);
    }

    boolean signsIn() {
        return given(user);
    }

    boolean beginsWithTls() {
        return port == TLS_FROM_THE_START;
    }

    String sender() {
        return given(from) ? String.valueOf(from) : String.valueOf(user);
    }

    private static boolean given(@Nullable String value) {
        return value != null && !value.isBlank();
    }
}
