package app.sembang.simulator;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/// Carries a bot's updates to its webhook as Telegram's server does: one chat in order, chats side by side up to
/// `max_connections`; what fails is tried again at once, then after 2, 4, 8 … seconds, and blocks only its own chat.
final class TelegramDelivery {
    private static final String SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token";
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);
    private static final Duration EXPIRES_AFTER = Duration.ofHours(24);
    private static final Duration REORDER_WITHIN = Duration.ofSeconds(1);
    private static final int MOST_RETRY_AFTER = 3600;

    /// What the webhook made of a try.
    ///
    /// @param retryAfter in seconds, 0 where the webhook named none
    private record Outcome(boolean taken, long retryAfter) {}

    private final TelegramBot bot;
    private final Simulator simulator;
    private final AtomicInteger pending = new AtomicInteger();
    private @Nullable TelegramWebhook webhook;
    private int connections;
    private long generation;
    private long lastErrorAt;
    private String lastError = "";

    TelegramDelivery(TelegramBot bot, Simulator simulator) {
        this.bot = bot;
        this.simulator = simulator;
    }

    synchronized @Nullable TelegramWebhook webhook() {
        return webhook;
    }

    synchronized void webhook(@Nullable TelegramWebhook webhook) {
        this.webhook = webhook;
        generation++;
        lastErrorAt = 0;
        lastError = "";
        notifyAll();
    }

    int pending() {
        return pending.get();
    }

    synchronized long lastErrorAt() {
        return lastErrorAt;
    }

    synchronized String lastError() {
        return lastError;
    }

    void dropPending() {
        for (var chat : bot.chats()) {
            for (var update : chat.dropPending()) end(chat, update, false);
        }
    }

    void enqueue(TelegramChat chat, String kind, TelegramUpdate update) {
        pending.incrementAndGet();
        var target = webhook();
        if (target != null && !target.wants(kind)) {
            end(chat, update, false);
        } else if (chat.offer(update)) {
            simulator.executor().execute(() -> drain(chat));
        }
    }

    int postRaw(byte[] body, @Nullable String secret) {
        var target = webhook();
        if (target == null) throw new IllegalStateException("Bot " + bot.id() + " has no webhook");
        try {
            return post(target, body, secret == null ? target.secret() : secret).statusCode();
        } catch (IOException e) {
            failed(e);
            return 0;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private void drain(TelegramChat chat) {
        try {
            for (var update = chat.next(); update != null; update = chat.next()) {
                if (bot.faults().takeReorder()) {
                    var later = chat.nextWithin(REORDER_WITHIN);
                    if (later != null) deliver(chat, later);
                }
                deliver(chat, update);
            }
        } catch (InterruptedException _) {
            // The simulator is closing; what is left is lost with it.
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(TelegramChat chat, TelegramUpdate update) throws InterruptedException {
        int copies = bot.faults().takeDuplicate() ? Math.max(2, update.copies()) : update.copies();
        int retries = 0;
        while (Instant.now().isBefore(update.made().plus(EXPIRES_AFTER))) {
            long seen = generation();
            var target = connect();
            Outcome outcome;
            try {
                outcome = attempt(target, update, copies);
            } finally {
                disconnect();
            }
            if (outcome.taken()) {
                end(chat, update, true);
                return;
            }
            chat.delivery(update.messageId(), "pending", update.statuses().size());
            pause(seen, outcome.retryAfter() > 0 ? outcome.retryAfter() : backOff(retries));
            retries++;
        }
        end(chat, update, false);
    }

    /// Seconds to wait: the first retry comes at once.
    private static long backOff(int retries) {
        if (retries == 0) return 0;
        long longest = ThreadLocalRandom.current().nextLong(60, 121);
        return Math.min(1L << Math.min(retries, 10), longest);
    }

    private Outcome attempt(TelegramWebhook target, TelegramUpdate update, int copies) throws InterruptedException {
        if (copies == 1) return attempt(target, update);
        var tries = new ArrayList<Future<Outcome>>();
        for (int i = 0; i < copies; i++) {
            tries.add(simulator.executor().submit(() -> attempt(target, update)));
        }
        var best = new Outcome(false, 0);
        for (var one : tries) {
            try {
                var outcome = one.get();
                if (!best.taken()) best = outcome;
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
        return best;
    }

    private Outcome attempt(TelegramWebhook target, TelegramUpdate update) throws InterruptedException {
        HttpResponse<byte[]> response;
        try {
            response = post(target, update.body(), target.secret());
        } catch (IOException e) {
            update.answered(0);
            failed(e);
            return new Outcome(false, 0);
        }
        int status = response.statusCode();
        update.answered(status);
        if (status / 100 == 2) {
            execute(response);
            return new Outcome(true, 0);
        }
        failed("Wrong response from the webhook: " + status + reason(status));
        long retryAfter = response.headers()
                .firstValue("Retry-After")
                .filter(value -> value.length() <= 4 && value.chars().allMatch(Character::isDigit))
                .map(Long::parseLong)
                .orElse(0L);
        return new Outcome(false, Math.min(retryAfter, MOST_RETRY_AFTER));
    }

    private HttpResponse<byte[]> post(TelegramWebhook target, byte[] body, @Nullable String secret)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(target.url())
                .timeout(ANSWER_WITHIN)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (secret != null && !secret.isEmpty()) request.header(SECRET_HEADER, secret);
        return simulator.client().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    /// A webhook may answer with one call of the bot; nobody learns what becomes of it.
    private void execute(HttpResponse<byte[]> response) {
        if (response.body().length == 0) return;
        var type = response.headers().firstValue("Content-Type").orElse("");
        if (!type.startsWith("application/json")) return;
        try {
            if (Simulator.JSON.readTree(response.body()) instanceof ObjectNode call
                    && call.path("method").isString()) {
                simulator.telegramApi().executeUnasked(bot, call.path("method").stringValue(), Parameters.of(call));
            }
        } catch (JacksonException _) {
            // Not JSON after all: Telegram, too, does not look at the body then.
        }
    }

    private void end(TelegramChat chat, TelegramUpdate update, boolean delivered) {
        pending.decrementAndGet();
        chat.delivery(
                update.messageId(),
                delivered ? "delivered" : "dropped",
                update.statuses().size());
        update.end(delivered);
    }

    private synchronized long generation() {
        return generation;
    }

    /// Waits for a webhook and a free connection to it.
    private synchronized TelegramWebhook connect() throws InterruptedException {
        while (true) {
            var target = webhook;
            if (target != null && connections < target.maxConnections()) {
                connections++;
                return target;
            }
            wait();
        }
    }

    private synchronized void disconnect() {
        connections--;
        notifyAll();
    }

    /// Waits before the next try; a new webhook is tried at once.
    private synchronized void pause(long seen, long units) throws InterruptedException {
        long end = System.nanoTime()
                + simulator.options().retryUnit().multipliedBy(units).toNanos();
        while (generation == seen) {
            long millis = (end - System.nanoTime()) / 1_000_000;
            if (millis <= 0) return;
            wait(millis);
        }
    }

    private void failed(IOException e) {
        failed(
                switch (e) {
                    case ConnectException _ -> "Connection refused";
                    case HttpTimeoutException _ -> "Read timeout expired";
                    default -> "Connection closed";
                });
    }

    private synchronized void failed(String why) {
        lastErrorAt = TelegramBot.now();
        lastError = why;
    }

    private static String reason(int status) {
        return switch (status) {
            case 400 -> " Bad Request";
            case 401 -> " Unauthorized";
            case 403 -> " Forbidden";
            case 404 -> " Not Found";
            case 410 -> " Gone";
            case 413 -> " Request Entity Too Large";
            case 429 -> " Too Many Requests";
            case 500 -> " Internal Server Error";
            case 502 -> " Bad Gateway";
            case 503 -> " Service Unavailable";
            default -> "";
        };
    }
}
