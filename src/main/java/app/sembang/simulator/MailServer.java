package app.sembang.simulator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A mail server on a loopback port that takes every mail and keeps it, or refuses those to an address it was told
/// to. It speaks what of SMTP (RFC 5321) a client needs to hand over one mail, without TLS and without accounts.
public final class MailServer implements AutoCloseable {
    private final ServerSocket socket;
    private final List<Mail> mails = new ArrayList<>();
    private final Map<String, Refusing> refusing = new ConcurrentHashMap<>();

    /// @param raw header and body as they came, lines ended by line feeds
    public record Mail(String from, String to, String raw) {}

    private record Refusing(String answer, AtomicInteger times) {}

    private MailServer(ServerSocket socket) {
        this.socket = socket;
    }

    /// Starts on a free port.
    public static MailServer start() {
        try {
            var server = new MailServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            Thread.ofVirtual().name("mail server").start(server::accept);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return socket.getLocalPort();
    }

    /// What came for an address, oldest first.
    public synchronized List<Mail> to(String address) {
        return mails.stream()
                .filter(mail -> mail.to().equalsIgnoreCase(address))
                .toList();
    }

    /// What came for an address as soon as it is so many, or what there is when the time is over.
    public synchronized List<Mail> await(String address, int count, Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        for (long left = most.toMillis(); to(address).size() < count && left > 0; ) {
            wait(left);
            left = Duration.ofNanos(end - System.nanoTime()).toMillis();
        }
        return to(address);
    }

    private synchronized void take(Mail mail) {
        mails.add(mail);
        notifyAll();
    }

    /// Answers the next so many mails to an address with an SMTP refusal such as `450 Mailbox busy`.
    public void refuse(String address, String answer, int times) {
        refusing.put(address.toLowerCase(Locale.ROOT), new Refusing(answer, new AtomicInteger(times)));
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                var client = socket.accept();
                Thread.ofVirtual().name("mail client").start(() -> serve(client));
            } catch (SocketException closed) {
                return;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                var in = new BufferedReader(
                        new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
                var out = client.getOutputStream();
                Writer answers = new OutputStreamWriter(out, StandardCharsets.US_ASCII)) {
            say(answers, "220 simulator");
            var from = "";
            var to = new ArrayList<String>();
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                var command = line.toUpperCase(Locale.ROOT);
                if (command.startsWith("EHLO") || command.startsWith("HELO")) {
                    say(answers, "250 simulator");
                } else if (command.startsWith("MAIL FROM:")) {
                    from = address(line);
                    to.clear();
                    say(answers, "250 Ok");
                } else if (command.startsWith("RCPT TO:")) {
                    var refusal = refusal(address(line));
                    if (refusal == null) {
                        to.add(address(line));
                    }
                    say(answers, refusal == null ? "250 Ok" : refusal);
                } else if (command.equals("DATA")) {
                    say(answers, "354 Go on");
                    var raw = data(in);
                    for (var address : to) {
                        take(new Mail(from, address, raw));
                    }
                    say(answers, "250 Ok");
                } else if (command.equals("QUIT")) {
                    say(answers, "221 Bye");
                    return;
                } else {
                    say(answers, command.equals("RSET") || command.equals("NOOP") ? "250 Ok" : "502 Not here");
                }
            }
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private @Nullable String refusal(String address) {
        var refused = refusing.get(address.toLowerCase(Locale.ROOT));
        return refused != null && refused.times().getAndDecrement() > 0 ? refused.answer() : null;
    }

    private static String data(BufferedReader in) throws IOException {
        var raw = new StringBuilder();
        for (var line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
            raw.append(line.startsWith(".") ? line.substring(1) : line).append('\n');
        }
        return raw.toString();
    }

    private static String address(String command) {
        return command.substring(command.indexOf('<') + 1, command.indexOf('>'));
    }

    private static void say(Writer answers, String line) throws IOException {
        answers.write(line + "\r\n");
        answers.flush();
    }
}
