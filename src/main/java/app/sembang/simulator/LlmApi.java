package app.sembang.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The vendors of language models: Anthropic's under `/anthropic`, OpenAI's under `/openai/v1`, a server
/// that knows a part of OpenAI's format under `/compatible/v1`, and Ollama's under `/ollama`.
final class LlmApi {
    private static final Set<String> CALLS = Set.of("/v1/messages", "/v1/chat/completions", "/api/chat");
    private static final int MOST_BYTES = 32 << 20;

    private final Simulator simulator;
    private final Map<String, LlmVendor> vendors = Map.of(
            "anthropic", new LlmAnthropic(),
            "openai", new LlmOpenAi(true),
            "compatible", new LlmOpenAi(false),
            "ollama", new LlmOllama());

    LlmApi(Simulator simulator) {
        this.simulator = simulator;
    }

    boolean knows(String vendor) {
        return vendors.containsKey(vendor);
    }

    void handle(HttpExchange exchange, String name, String path) throws IOException {
        var vendor = vendors.get(name);
        if (vendor == null) {
            Answer.error(404, "Nothing here").send(exchange);
            return;
        }
        var account = account(vendor, exchange);
        if (account == null) {
            Answer.json(401, vendor.error(401, "authentication_error", "invalid x-api-key"))
                    .send(exchange);
            return;
        }
        if (exchange.getRequestMethod().equals("GET") && path.equals("/v1/models")) {
            Answer.json(200, vendor.models()).send(exchange);
        } else if (exchange.getRequestMethod().equals("POST") && CALLS.contains(path)) {
            call(exchange, vendor, account, path);
        } else {
            Answer.json(404, vendor.error(404, "not_found_error", "Not found")).send(exchange);
        }
    }

    private @Nullable LlmAccount account(LlmVendor vendor, HttpExchange exchange) {
        var key = vendor.key(exchange);
        var account = key == null ? null : simulator.knownLlm(key);
        return account == null || account.isRevoked() ? null : account;
    }

    private void call(HttpExchange exchange, LlmVendor vendor, LlmAccount account, String path) throws IOException {
        JsonNode body;
        try {
            body = Simulator.JSON.readTree(exchange.getRequestBody().readNBytes(MOST_BYTES));
        } catch (JacksonException _) {
            Answer.json(400, vendor.error(400, "invalid_request_error", "The request body is not valid JSON"))
                    .send(exchange);
            return;
        }
        var at = Instant.now();
        var call = new LlmCall(at, vendor.name(), path, body, 0);
        try {
            vendor.check(exchange, body);
        } catch (LlmRefusal refusal) {
            account.record(new LlmCall(at, vendor.name(), path, body, refusal.status()));
            Answer.json(refusal.status(), vendor.error(refusal.status(), refusal.type(), refusal.message()))
                    .send(exchange);
            return;
        }
        var scenario = exchange.getRequestHeaders().getFirst("x-stub-scenario");
        var fault = account.faults().take("call");
        var plan = fault == null ? account.plan(call, scenario == null ? "" : scenario) : null;
        var wrong = plan == null ? fault : plan.fault();
        account.record(new LlmCall(at, vendor.name(), path, body, wrong == null ? 200 : status(wrong)));
        try {
            if (wrong != null) {
                fault(exchange, vendor, wrong);
            } else if (plan != null) {
                simulator.pause(plan.delay());
                answer(exchange, vendor, account, body, plan);
            }
        } catch (InterruptedException _) {
            // The simulator is closing.
            Thread.currentThread().interrupt();
            exchange.close();
        }
    }

    private static int status(Fault fault) {
        return switch (fault) {
            case Fault.TooManyRequests _ -> 429;
            case Fault.Refused refused -> refused.status();
            case Fault.Says says -> says.status();
            case Fault.Silence _, Fault.Reset _ -> 0;
        };
    }

    private void fault(HttpExchange exchange, LlmVendor vendor, Fault fault) throws IOException, InterruptedException {
        switch (fault) {
            case Fault.TooManyRequests(var wait) -> {
                var answer = vendor.error(429, "rate_limit_error", "This request would exceed your rate limit");
                new Answer(429, "application/json", Simulator.JSON.writeValueAsBytes(answer), retryAfter(wait))
                        .send(exchange);
            }
            case Fault.Refused(var status, var _, var words) -> {
                var type = switch (status) {
                    case 401 -> "authentication_error";
                    case 403 -> "permission_error";
                    case 404 -> "not_found_error";
                    case 529 -> "overloaded_error";
                    default -> status >= 500 ? "api_error" : "invalid_request_error";
                };
                Answer.json(status, vendor.error(status, type, words)).send(exchange);
            }
            case Fault.Says says -> says.answer().send(exchange);
            case Fault.Silence(var time) -> {
                simulator.pause(time);
                exchange.close();
            }
            case Fault.Reset _ -> exchange.close();
        }
    }

    private static Map<String, String> retryAfter(Duration wait) {
        var headers = new HashMap<String, String>();
        headers.put("retry-after", String.valueOf(Math.max(1, wait.toSeconds())));
        if (wait.toMillis() < 1000) headers.put("retry-after-ms", String.valueOf(wait.toMillis()));
        return headers;
    }

    private void answer(
            HttpExchange exchange, LlmVendor vendor, LlmAccount account, JsonNode body, LlmAccount.Plan plan)
            throws IOException, InterruptedException {
        exchange.getResponseHeaders().set("request-id", "req_" + Long.toHexString(System.nanoTime()));
        switch (plan.answer()) {
            case LlmAnswer.Raw(var status, var type, var bytes, var headers) ->
                new Answer(status, type, bytes, headers).send(exchange);
            case LlmAnswer.Said said -> {
                if (vendor.streams(body)) stream(exchange, vendor, account, vendor.stream(body, said), plan.breaks());
                else if (plan.breaks().isEmpty())
                    Answer.json(200, vendor.answer(body, said)).send(exchange);
                else exchange.close();
            }
        }
    }

    /// In pieces that do not end where events or characters do.
    private void stream(HttpExchange exchange, LlmVendor vendor, LlmAccount account, List<String> events, String breaks)
            throws IOException, InterruptedException {
        exchange.getResponseHeaders().set("Content-Type", vendor.streamType());
        exchange.sendResponseHeaders(200, 0);
        var told = breaks.isEmpty() ? events : events.subList(0, Math.max(1, events.size() / 2));
        var bytes = (String.join("", told) + (breaks.equals("error") ? vendor.brokenOff() : ""))
                .getBytes(StandardCharsets.UTF_8);
        var out = exchange.getResponseBody();
        int piece = Math.clamp(bytes.length / 7, 5, 400);
        int start = 0;
        while (start < bytes.length) {
            if (start > 0) simulator.pause(account.pace());
            int end = insideCharacter(bytes, Math.min(bytes.length, start + piece));
            write(out, bytes, start, end);
            start = end;
        }
        // Without the last chunk the client knows that something is missing.
        if (!breaks.equals("cut")) out.close();
        exchange.close();
    }

    /// Moves an end that lies between two characters into the next one where that has several bytes.
    private static int insideCharacter(byte[] bytes, int end) {
        boolean begins = end < bytes.length - 1 && (bytes[end] & 0xC0) == 0xC0;
        return begins ? end + 1 : end;
    }

    private static void write(OutputStream out, byte[] bytes, int start, int end) throws IOException {
        out.write(bytes, start, end - start);
        out.flush();
    }
}
