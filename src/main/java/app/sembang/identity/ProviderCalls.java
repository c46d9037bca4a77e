package app.sembang.identity;

import app.sembang.shared.PublicAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// Calls identity providers, whose addresses a company's admin wrote: by https only, never at a private address, no
/// further than 3 s for a connection and 10 s in all, no more than 512 KB, and where nobody sends us on.
///
/// The address is looked at when the connection is made, not before, so that a name cannot mean one machine when it is
/// checked and another when it is called. That is why this is not `java.net.http`, which has no place for it.
@Component
class ProviderCalls {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration READ = Duration.ofSeconds(5);
    private static final Duration ALL = Duration.ofSeconds(10);
    private static final int LARGEST = 512 * 1024;

    private final boolean loopback;
    private final SSLSocketFactory guarded = new Guarded((SSLSocketFactory) SSLSocketFactory.getDefault());

    /// @param loopback lets a provider be this machine, by http too: for tests
    ProviderCalls(@Value("${sembang.single-sign-on.allow-loopback}") boolean loopback) {
        this.loopback = loopback;
    }

    record Answer(int status, String body) {
        boolean ok() {
            return status == 200;
        }
    }

    /// An address we may call or send a browser to; empty where it is none.
    Optional<URI> address(@Nullable String text) {
        if (text == null || text.length() > 1000) {
            return Optional.empty();
        }
        try {
            var uri = new URI(text);
            boolean named = uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawFragment() == null;
            boolean here = loopback && "http".equals(uri.getScheme()) && "localhost".equals(uri.getHost());
            return named && ("https".equals(uri.getScheme()) || here) ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException notAnAddress) {
            return Optional.empty();
        }
    }

    Answer get(URI address) throws IOException {
        return call(address, null, null);
    }

    Answer post(URI address, Map<String, String> form, @Nullable String authorization) throws IOException {
        return call(address, form(form).getBytes(StandardCharsets.US_ASCII), authorization);
    }

    /// As forms and queries are written; in the map's order.
    static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Answer call(URI address, byte @Nullable [] body, @Nullable String authorization) throws IOException {
        if (address(address.toString()).isEmpty()) {
            throw new IOException("Not an address to call: " + address.getHost());
        }
        var connection = (HttpURLConnection) address.toURL().openConnection(Proxy.NO_PROXY);
        if (connection instanceof HttpsURLConnection secure) {
            secure.setSSLSocketFactory(guarded);
        }
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setConnectTimeout((int) CONNECT.toMillis());
        connection.setReadTimeout((int) READ.toMillis());
        connection.setRequestProperty("Accept", "application/json");
        if (authorization != null) {
            connection.setRequestProperty("Authorization", authorization);
        }
        long end = System.nanoTime() + ALL.toNanos();
        try {
            if (body != null) {
                connection.setDoOutput(true);
                connection.setRequestProperty("Content-Type", "application/x-www-form-urlencoded");
                connection.getOutputStream().write(body);
            }
            int status = connection.getResponseCode();
            return new Answer(status, status == 200 ? read(connection, end) : "");
        } finally {
            connection.disconnect();
        }
    }

    private static String read(HttpURLConnection connection, long end) throws IOException {
        var all = new ByteArrayOutputStream();
        try (var in = connection.getInputStream()) {
            var part = new byte[8192];
            for (int length = in.read(part); length >= 0; length = in.read(part)) {
                all.write(part, 0, length);
                if (all.size() > LARGEST || System.nanoTime() - end > 0) {
                    throw new IOException("The answer is too long or too slow");
                }
            }
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    private void requirePublic(InetAddress address) throws IOException {
        if (!(loopback && address.isLoopbackAddress()) && !PublicAddress.is(address)) {
            throw new IOException("Not a public address: " + address.getHostAddress());
        }
    }

    /// Makes sockets that connect to public addresses only. The JDK asks for an unconnected one, connects it, and then
    /// wraps it in TLS.
    private final class Guarded extends SSLSocketFactory {
        private final SSLSocketFactory tls;

        Guarded(SSLSocketFactory tls) {
            this.tls = tls;
        }

        @Override
        public Socket createSocket() {
            return new Socket(Proxy.NO_PROXY) {
                @Override
                public void connect(SocketAddress to, int timeout) throws IOException {
                    var address = to instanceof InetSocketAddress known ? known.getAddress() : null;
                    if (address == null) {
                        throw new IOException("No such host");
                    }
                    requirePublic(address);
                    super.connect(to, timeout);
                }
            };
        }

        @Override
        public Socket createSocket(Socket connected, String host, int port, boolean close) throws IOException {
            requirePublic(connected.getInetAddress());
            return tls.createSocket(connected, host, port, close);
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            throw new IOException("Only sockets that were looked at");
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
            throw new IOException("Only sockets that were looked at");
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            throw new IOException("Only sockets that were looked at");
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
            throw new IOException("Only sockets that were looked at");
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return tls.getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return tls.getSupportedCipherSuites();
        }
    }
}
