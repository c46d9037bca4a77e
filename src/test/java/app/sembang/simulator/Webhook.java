package app.sembang.simulator;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;

/// The application's side: takes updates and answers what the test wants.
final class Webhook implements AutoCloseable {
    record Request(String secret, JsonNode body, long nanos) {}

    private final HttpServer server;
    private final ArrayDeque<Integer> statuses = new ArrayDeque<>();
    private final List<Request> requests = new ArrayList<>();
    private String answer = "";

    Webhook() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/hook", exchange -> {
            var bytes = exchange.getRequestBody().readAllBytes();
            var secret = exchange.getRequestHeaders().getFirst("X-Telegram-Bot-Api-Secret-Token");
            byte[] body;
            int status;
            synchronized (this) {
                var next = statuses.poll();
                status = next == null ? 200 : next;
                requests.add(new Request(
                        secret == null ? "" : secret,
                        bytes.length > 0 && bytes[0] == '{'
                                ? Simulator.JSON.readTree(bytes)
                                : Simulator.JSON.createObjectNode(),
                        System.nanoTime()));
                body = answer.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            }
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
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
