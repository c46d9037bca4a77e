package app.sembang.mail;

import jakarta.mail.Authenticator;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Properties;
import java.util.UUID;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.eclipse.angus.mail.util.MailConnectException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/// The operator's mail server, spoken to by SMTP.
@Component
@EnableConfigurationProperties(MailSettings.class)
class MailServer {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int FIRST_LASTING_REFUSAL = 500;

    private final MailSettings settings;
    private final Clock clock;

    MailServer(MailSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /// What became of a mail.
    sealed interface Sending {
        record Taken() implements Sending {}

        record Refused(String why) implements Sending {}

        record TryLater(String why) implements Sending {}
    }

    boolean exists() {
        return settings.canSend();
    }

    /// The id is in the header `Message-ID`, so that a mail sent twice is one to its reader.
    Sending send(UUID id, Letter letter) {
        try {
            var session = session();
            var sender = new InternetAddress(settings.sender());
            var message = new MimeMessage(session) {
                @Override
                protected void updateMessageID() throws MessagingException {
                    setHeader("Message-ID", "<" + id + "@sembang>");
                }
            };
            message.setFrom(sender);
            message.setRecipient(MimeMessage.RecipientType.TO, new InternetAddress(letter.to(), true));
            message.setSubject(letter.subject(), StandardCharsets.UTF_8.name());
            message.setText(letter.body(), StandardCharsets.UTF_8.name());
            message.setHeader("Content-Language", letter.language().tag());
            message.setHeader("Auto-Submitted", "auto-generated");
            message.setSentDate(Date.from(clock.instant()));
            Transport.send(message);
            return new Sending.Taken();
        } catch (MessagingException refused) {
            var code = code(refused);
            var why = code == null ? refused.getClass().getSimpleName() : "SMTP " + code;
            return code != null && code >= FIRST_LASTING_REFUSAL
                    ? new Sending.Refused(why)
                    : new Sending.TryLater(reachable(refused) ? why : "The mail server does not answer");
        }
    }

    private Session session() {
        var host = String.valueOf(settings.host());
        var wait = String.valueOf(PATIENCE.toMillis());
        var properties = new Properties();
        properties.put("mail.smtp.host", host);
        properties.put("mail.smtp.port", String.valueOf(settings.port()));
        properties.put("mail.smtp.auth", String.valueOf(settings.signsIn()));
        properties.put("mail.smtp.ssl.enable", String.valueOf(settings.beginsWithTls()));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.starttls.enable", "true");
        // Only to the machine itself may a mail, and the password of the mail server, go in the clear.
        properties.put("mail.smtp.starttls.required", String.valueOf(!settings.beginsWithTls() && !isLoopback(host)));
        properties.put("mail.smtp.connectiontimeout", wait);
        properties.put("mail.smtp.timeout", wait);
        properties.put("mail.smtp.writetimeout", wait);
        return Session.getInstance(properties, new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication(settings.user(), settings.password());
            }
        });
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    /// The server's own answer, which lies somewhere in the chain; a refusal of the sign-in is not one of the mail.
    private static @Nullable Integer code(MessagingException failure) {
        for (Exception one = failure; one instanceof MessagingException it; one = it.getNextException()) {
            switch (it) {
                case SMTPAddressFailedException address -> {
                    return address.getReturnCode();
                }
                case SMTPSenderFailedException sender -> {
                    return sender.getReturnCode();
                }
                case SMTPSendFailedException send -> {
                    if (send.getNextException() == null) {
                        return send.getReturnCode();
                    }
                }
                default -> {}
            }
        }
        return null;
    }

    private static boolean reachable(MessagingException failure) {
        return !(failure instanceof MailConnectException);
    }
}
