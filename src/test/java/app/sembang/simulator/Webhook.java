package app.sembang.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;

/// The application's side: takes updates and answers what the test wants.
final class Webhook implements AutoCloseable {
    /// @param signature Meta's, empty for none
    /// @param text the body as it came
    record Request(String secret, String signature, String text, JsonNode body, long nanos) {}

    private final HttpServer server;
    private final ArrayDeque<Integer> statuses = new ArrayDeque<>();
    private final List<Request> requests = new ArrayList<>();
    private String answer = "";

    Webhook() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/hook", exchange -> {
            var bytes = exchange.getRequestBody().readAllBytes();
            if (exchange.getRequestMethod().equals("GET")) {
                verify(exchange);
                return;
            }
            var signature = exchange.getRequestHeaders().getFirst("X-Hub-Signature-256");
            var secret = exchange.getRequestHeaders().getFirst("X-Telegram-Bot-Api-Secret-Token");
            byte[] body;
            int status;
            synchronized (this) {
                var next = statuses.poll();
                status = next == null ? 200 : next;
                requests.add(new Request(
                        secret == null ? "" : secret,
                        signature == null ? "" : signature,
                        new String(bytes, StandardCharsets.UTF_8),
                        bytes.length > 0 && bytes[0] == '{'
                                ? Simulator.JSON.readTree(bytes)
                                : Simulator.JSON.createObjectNode(),
                        System.nanoTime()));
                body = answer.getBytes(StandardCharsets.UTF_8);
            }
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    /// Meta's question, answered as the owner of the token `verify-me` answers it.
    private static void verify(HttpExchange exchange) throws IOException {
        var query = exchange.getRequestURI().getQuery();
        boolean known = query.contains("hub.mode=subscribe") && query.contains("hub.verify_token=verify-me");
        var challenge = query.replaceFirst(".*hub\\.challenge=([^&]*).*", "$1").getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(known ? 200 : 403, known ? challenge.length : -1);
        if (known) exchange.getResponseBody().write(challenge);
        exchange.close();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    synchronized void answers(Integer... next) {
        statuses.addAll(List.of(next));
    }

    synchronized void answersWith(String json) {
        answer = json;
    }

    synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    List<String> texts() {
        return requests().stream()
                .map(request -> request.body().path("message").path("text").stringValue(""))
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
