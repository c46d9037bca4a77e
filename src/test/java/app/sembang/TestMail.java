package app.sembang;

import app.sembang.simulator.MailServer;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/// The mailboxes of everybody in the tests, behind one mail server.
public final class TestMail {
    public static final MailServer SERVER = MailServer.start();

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Pattern SECRET = Pattern.compile("#([A-Za-z0-9_-]{40,})");

    private TestMail() {}

    /// A mail as its reader has it.
    public record Read(String from, String subject, String language, String id, String text) {
        /// The secret of the link in it.
        public String secret() {
            var found = SECRET.matcher(text);
            if (!found.find()) {
                throw new AssertionError("No link in: " + text);
            }
            return found.group(1);
        }
    }

    /// The mail an address got as its so-manieth, the first being 1; waits for it.
    public static Read read(String address, int nth) {
        try {
            var mails = SERVER.await(address, nth, PATIENCE);
            if (mails.size() < nth) {
                throw new AssertionError("%s got %d mails, not %d".formatted(address, mails.size(), nth));
            }
            return read(mails.get(nth - 1));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static Read read(MailServer.Mail mail) {
        try {
            var message = new MimeMessage(
                    Session.getInstance(new Properties()),
                    new ByteArrayInputStream(mail.raw().getBytes(StandardCharsets.ISO_8859_1)));
            return new Read(
                    message.getFrom()[0].toString(),
                    message.getSubject(),
                    String.join(",", message.getContentLanguage()),
                    message.getMessageID(),
                    message.getContent().toString());
        } catch (MessagingException | IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    static class Environment implements EnvironmentPostProcessor {
        @Override
        public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
            environment
                    .getPropertySources()
                    .addLast(new MapPropertySource(
                            "test mail server",
                            Map.of(
                                    "SMTP_HOST", "127.0.0.1",
                                    "SMTP_PORT", Integer.toString(SERVER.port()),
                                    "MAIL_FROM", "Sembang <no-reply@sembang.test>")));
        }
    }
}
