package app.sembang;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/// A collector of OpenTelemetry in tests: it keeps the newest of what it is told.
public final class TestCollector {
    private static final int MOST_TRACES = 1_000;
    private static final int MOST_REQUESTS = 50;

    /// `trace_id`, `span_id`, `parent_span_id`, others, and the length of `name` of a `Span` in protobuf.
    private static final Pattern SPAN =
            Pattern.compile("\\n\\x10(.{16})\\x12\\x08.{8}\\x22\\x08.{8}.*?\\x2a(.)", Pattern.DOTALL);

    private static final Map<String, List<String>> NAMES = new LinkedHashMap<>();
    private static final Deque<String> REQUESTS = new ArrayDeque<>();
    private static final HttpServer SERVER = started();

    private TestCollector() {}

    static URI uri() {
        return URI.create("http://localhost:" + SERVER.getAddress().getPort());
    }

    /// The names of the spans of a conversation, as they came.
    public static List<String> of(String conversation) {
        synchronized (NAMES) {
            return List.copyOf(NAMES.getOrDefault(conversation.replace("-", ""), List.of()));
        }
    }

    /// Whether anything told of late holds these words.
    public static boolean holds(String words) {
        synchronized (NAMES) {
            return REQUESTS.stream().anyMatch(request -> request.contains(words));
        }
    }

    private static HttpServer started() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/v1/traces", call -> {
                try (call) {
                    take(new String(call.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
                    call.sendResponseHeaders(200, -1);
                }
            });
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void take(String request) {
        synchronized (NAMES) {
            REQUESTS.add(request);
            if (REQUESTS.size() > MOST_REQUESTS) REQUESTS.remove();
            var spans = SPAN.matcher(request);
            while (spans.find()) {
                var trace = HexFormat.of().formatHex(spans.group(1).getBytes(StandardCharsets.ISO_8859_1));
                var name = request.substring(
                        spans.end(), spans.end() + spans.group(2).charAt(0));
                NAMES.computeIfAbsent(trace, _ -> new ArrayList<>()).add(name);
            }
            while (NAMES.size() > MOST_TRACES)
                NAMES.remove(NAMES.keySet().iterator().next());
        }
    }
}
