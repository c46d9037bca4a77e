package app.sembang;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/// What listens to voice notes in tests: it hears the same in each recording that is one.
public final class TestTranscriber {
    public static final String SAID = "Boleh tempah dua helai untuk hari Jumaat?";
    static final String KEY = "transcription-key";

    private static final HttpServer SERVER = started();

    private TestTranscriber() {}

    static URI uri() {
        return URI.create("http://localhost:" + SERVER.getAddress().getPort() + "/v1");
    }

    private static HttpServer started() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/v1/audio/transcriptions", TestTranscriber::answer);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answer(HttpExchange call) throws IOException {
        try (call) {
            var asked = new String(call.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
            boolean understood =
                    ("Bearer " + KEY).equals(call.getRequestHeaders().getFirst("Authorization"))
                            && asked.contains("name=\"model\"\r\n\r\nwhisper-1\r\n")
                            && asked.contains("filename=\"voice.ogg\"")
                            && asked.contains("OggS");
            var answer = understood
                    ? "{\"text\":\"%s\",\"language\":\"malay\"}".formatted(SAID)
                    : "{\"error\":{\"message\":\"Invalid file format.\"}}";
            var bytes = answer.getBytes(StandardCharsets.UTF_8);
            call.sendResponseHeaders(understood ? 200 : 400, bytes.length);
            call.getResponseBody().write(bytes);
        }
    }
}
