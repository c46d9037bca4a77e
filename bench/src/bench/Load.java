package bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// Sends messages over kept-alive connections. One thread and one selector, because the load shares the cores with what
/// it measures.
final class Load {
    /// After this a delivery counts as unanswered, as the vendor would see it.
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// After a refusal or a broken connection, before the next try.
    private static final Duration REST = Duration.ofMillis(100);

    private static final Duration LONGEST_OUTAGE = Duration.ofMinutes(2);

    /// @param from the first message of the run in the journal
    /// @param to the first one after it
    /// @param latencies in nanoseconds, sorted; in an open loop from when a delivery was due, not from when it left
    /// @param largeLatencies of those among them of 10 kB and more
    /// @param finished when the last 200 came
    record Run(
            String name,
            int from,
            int to,
            long started,
            long finished,
            int accepted,
            int refused,
            int unanswered,
            long[] latencies,
            long[] largeLatencies) {
        /// Messages acknowledged per second; copies are not counted.
        double rate() {
            return accepted * 1e9 / Math.max(1, finished - started);
        }

        double millis(double quantile) {
            return Quantiles.of(latencies, quantile) / 1e6;
        }

        double largeMillis(double quantile) {
            return Quantiles.of(largeLatencies, quantile) / 1e6;
        }
    }

    /// So much is sent at once, so that a large update does not keep the others waiting.
    private static final int SEND_BUFFER = 1 << 19;

    private final int[] ports;
    private final Journal journal;
    private final Traffic traffic;
    private final IntFunction<String> heads;

    private List<Connection> connections = List.of();
    private final ArrayDeque<Connection> idle = new ArrayDeque<>();
    private final ArrayDeque<Integer> slipped = new ArrayDeque<>();
    private long[] latencies = new long[1 << 16];
    private long[] largeLatencies = new long[1 << 10];
    private int answered;
    private int largeAnswered;
    private int refused;
    private int unanswered;
    private int busy;
    private volatile long lastAccepted;

    /// @param heads request line and headers of a message, without its length
    Load(int port, Journal journal, Traffic traffic, IntFunction<String> heads) {
        this(new int[] {port}, journal, traffic, heads);
    }

    /// Over several servers; a connection that breaks goes on at the next one.
    Load(int[] ports, Journal journal, Traffic traffic, IntFunction<String> heads) {
        this.ports = ports.clone();
        this.journal = journal;
        this.traffic = traffic;
        this.heads = heads;
    }

    /// Each connection sends its next message as soon as the last was answered: finds the capacity.
    Run closed(String name, int connections, Duration time) throws IOException {
        return run(name, connections, (now, end) -> {
            while (now < end && !idle.isEmpty()) idle.poll().send(traffic.next(now), now, now);
            return now < end ? end : Long.MAX_VALUE;
        }, time);
    }

    /// Messages are due at random times at this rate, whether or not earlier ones were answered.
    Run open(String name, int connections, double ratePerSecond, Duration time) throws IOException {
        var due = new Object() {
            long next = System.nanoTime();
            final ArrayDeque<int[]> messages = new ArrayDeque<>();
            final ArrayDeque<Long> times = new ArrayDeque<>();
        };
        return run(name, connections, (now, end) -> {
            for (; due.next <= now && due.next < end; due.next += traffic.gapNanos(ratePerSecond)) {
                due.messages.add(new int[] {traffic.next(due.next)});
                due.times.add(due.next);
            }
            while (!idle.isEmpty() && !due.messages.isEmpty()) {
                idle.poll().send(due.messages.poll()[0], due.times.poll(), System.nanoTime());
            }
            if (!due.messages.isEmpty()) return end + PATIENCE.toNanos();
            return due.next < end ? due.next : Long.MAX_VALUE;
        }, time);
    }

    /// Sends on `connections` until so many were acknowledged, and then slowly on until `over` says so.
    ///
    /// @param meanwhile called on this thread when `before` were acknowledged
    Run some(String name, int connections, int messages, int before, Runnable meanwhile, BooleanSupplier over)
            throws IOException {
        var hook = new Object() {
            boolean called;
            long slowly;
        };
        return run(name, connections, (now, end) -> {
            if (!hook.called && answered >= before) {
                hook.called = true;
                meanwhile.run();
            }
            if (answered + busy < messages) {
                for (; !idle.isEmpty() && answered + busy < messages; ) idle.poll().send(next(now), now, now);
                return now + REST.toNanos();
            }
            if (over.getAsBoolean() && slipped.isEmpty()) return Long.MAX_VALUE;
            if (now >= hook.slowly && !idle.isEmpty()) {
                hook.slowly = now + REST.toNanos();
                idle.poll().send(next(now), now, now);
            }
            return now + REST.toNanos();
        }, LONGEST_OUTAGE);
    }

    /// Goes out before any other; called on the thread of a run.
    void slip(int message) {
        slipped.add(message);
    }

    private int next(long now) {
        return slipped.isEmpty() ? traffic.next(now) : slipped.poll();
    }

    /// Sends messages of earlier runs again, each once.
    Run again(String name, int connections, IntStream messages) throws IOException {
        var left = new ArrayDeque<>(messages.boxed().toList());
        return run(name, connections, (now, end) -> {
            while (!idle.isEmpty() && !left.isEmpty()) idle.poll().send(left.poll(), now, now);
            return left.isEmpty() ? Long.MAX_VALUE : now + REST.toNanos();
        }, LONGEST_OUTAGE);
    }

    /// When the last message so far was acknowledged, by [System#nanoTime()].
    long lastAccepted() {
        return lastAccepted;
    }

    /// Each of some messages many times at once, over as many connections.
    Run storm(String name, int messages, int copies) throws IOException {
        var storm = new Object() {
            int message = -1;
            int made;
        };
        return run(name, copies, (now, end) -> {
            if (idle.size() == copies && storm.made < messages) {
                storm.message = journal.add(9_000_000_000L + storm.made++, storm.made % Traffic.TOPICS.size(), now);
                while (!idle.isEmpty()) idle.poll().send(storm.message, now, now);
            }
            return storm.made == messages ? Long.MAX_VALUE : end;
        }, Duration.ofMinutes(1));
    }

    /// Sends what is to be sent now.
    private interface Schedule {
        /// @return when to be asked again at the latest; the largest number when nothing is left to send
        long send(long now, long end) throws IOException;
    }

    private Run run(String name, int count, Schedule schedule, Duration time) throws IOException {
        int from = journal.size();
        traffic.beginRun();
        answered = largeAnswered = refused = unanswered = busy = 0;
        try (var selector = Selector.open()) {
            var opened = new ArrayList<Connection>();
            for (int i = 0; i < count; i++) opened.add(new Connection(selector, i));
            connections = List.copyOf(opened);
            idle.clear();
            for (var connection : connections) connection.tend();
            long start = System.nanoTime();
            long end = start + time.toNanos();
            lastAccepted = start;
            while (true) {
                long now = System.nanoTime();
                long next = schedule.send(now, end);
                if (next == Long.MAX_VALUE && busy == 0) break;
                await(selector, idle.size() + busy < count ? Math.min(next, now + REST.toNanos() / 4) : next);
                for (var key : selector.selectedKeys()) ((Connection) key.attachment()).read();
                selector.selectedKeys().clear();
                for (var connection : connections) connection.tend();
            }
            for (var connection : connections) connection.close();
            int to = journal.size();
            int accepted = 0;
            for (int message = from; message < to; message++) if (journal.isAccepted(message)) accepted++;
            return new Run(
                    name,
                    from,
                    to,
                    start,
                    lastAccepted,
                    accepted,
                    refused,
                    unanswered,
                    sorted(latencies, answered),
                    sorted(largeLatencies, largeAnswered));
        }
    }

    private static long[] sorted(long[] times, int count) {
        var sorted = Arrays.copyOf(times, count);
        Arrays.sort(sorted);
        return sorted;
    }

    /// A selector counts in milliseconds; for less we sleep.
    private static void await(Selector selector, long until) throws IOException {
        long nanos = until - System.nanoTime();
        if (nanos > 1_500_000) {
            selector.select(Math.min(500, nanos / 1_000_000));
        } else if (selector.selectNow() == 0 && nanos > 0) {
            LockSupport.parkNanos(Math.min(nanos, 100_000));
            selector.selectNow();
        }
    }

    private final class Connection {
        private final Selector selector;
        private final ByteBuffer in = ByteBuffer.allocate(1 << 14);
        private int place;
        /// Null while there is none.
        private SocketChannel channel;
        private int message = -1;
        private long scheduled;
        private long sent;
        private boolean resting = true;
        private long restsUntil = System.nanoTime();
        private long brokenSince;

        Connection(Selector selector, int place) {
            this.selector = selector;
            this.place = place;
        }

        private SocketChannel open() throws IOException {
            var opened = SocketChannel.open(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), ports[place % ports.length]));
            opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
            opened.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER);
            opened.configureBlocking(false);
            opened.register(selector, SelectionKey.OP_READ, this);
            return opened;
        }

        void send(int message, long scheduled, long now) throws IOException {
            var body = traffic.update(message).getBytes(StandardCharsets.UTF_8);
            var head = (heads.apply(message) + "Content-Length: " + body.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
            var out = ByteBuffer.allocate(head.length + body.length).put(head).put(body).flip();
            this.message = message;
            this.scheduled = scheduled;
            busy++;
            sent = now;
            in.clear();
            journal.sent(message, now);
            try {
                while (out.hasRemaining()) channel.write(out);
            } catch (IOException _) {
                settle(0);
                breakOff();
            }
        }

        void read() throws IOException {
            int count;
            try {
                count = channel.read(in);
            } catch (IOException _) {
                count = -1;
            }
            if (count < 0) {
                // The server closed it: between two messages that is its right.
                if (message >= 0) settle(0);
                breakOff();
                return;
            }
            var answer = Answer.parse(in);
            if (answer == null) return;
            if (message >= 0) settle(answer.status());
            if (answer.closes()) breakOff();
        }

        private void breakOff() throws IOException {
            close();
            if (!resting) {
                idle.remove(this);
                resting = true;
                restsUntil = System.nanoTime();
            }
        }

        void close() throws IOException {
            if (channel != null) channel.close();
            channel = null;
        }

        /// Gives up waiting, or takes up work again.
        void tend() throws IOException {
            long now = System.nanoTime();
            if (message >= 0 && now - sent > PATIENCE.toNanos()) {
                settle(0);
                breakOff();
            }
            if (!resting || now < restsUntil) return;
            try {
                if (channel == null) channel = open();
                brokenSince = 0;
                resting = false;
                idle.add(this);
            } catch (IOException e) {
                place++;
                if (brokenSince == 0) brokenSince = now;
                if (now - brokenSince > LONGEST_OUTAGE.toNanos()) {
                    throw new IllegalStateException("The server is gone", e);
                }
                restsUntil = now + REST.toNanos();
            }
        }

        private void settle(int status) {
            long now = System.nanoTime();
            journal.settled(message, status, now);
            busy--;
            boolean isDue = status == 401 && journal.form(message) == Form.FORGED;
            if (status / 100 == 2) {
                lastAccepted = now;
                time(now - scheduled, journal.form(message));
            } else if (status == 0) {
                unanswered++;
            } else if (!isDue) {
                refused++;
            }
            message = -1;
            if (status / 100 == 2 || isDue) {
                idle.add(this);
            } else {
                resting = true;
                restsUntil = now + REST.toNanos();
            }
        }
    }

    private void time(long nanos, Form form) {
        if (answered == latencies.length) latencies = Arrays.copyOf(latencies, answered * 2);
        latencies[answered++] = nanos;
        if (!form.isLarge()) return;
        if (largeAnswered == largeLatencies.length) largeLatencies = Arrays.copyOf(largeLatencies, largeAnswered * 2);
        largeLatencies[largeAnswered++] = nanos;
    }

    private record Answer(int status, boolean closes) {
        /// The answer in the buffer once it is whole; null before.
        static Answer parse(ByteBuffer buffer) {
            var text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
            int head = text.indexOf("\r\n\r\n");
            if (head < 0) return null;
            var headers = text.substring(0, head + 2).toLowerCase(Locale.ROOT);
            int body = text.length() - head - 4;
            boolean whole = headers.contains("transfer-encoding: chunked")
                    ? text.endsWith("0\r\n\r\n")
                    : body >= length(headers);
            if (!whole) return null;
            return new Answer(Integer.parseInt(text.substring(9, 12)), headers.contains("connection: close"));
        }

        private static int length(String headers) {
            int at = headers.indexOf("\r\ncontent-length:");
            if (at < 0) return 0;
            int start = at + "\r\ncontent-length:".length();
            return Integer.parseInt(headers.substring(start, headers.indexOf("\r\n", start)).strip());
        }
    }
}
