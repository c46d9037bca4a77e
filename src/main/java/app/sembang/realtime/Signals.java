package app.sembang.realtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Carries signals to the readers of this process at once, and to other processes by NOTIFY: after commits, outside any
/// transaction that stores a message (a NOTIFY inside would make all commits wait for each other), and at most once in
/// [#SHORTEST_PAUSE].
@Component
class Signals implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Signals.class);
    private static final TypeReference<List<Signal>> SIGNALS = new TypeReference<>() {};
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(20);
    /// PostgreSQL takes less than 8,000 bytes.
    private static final int LONGEST_PAYLOAD = 7_500;

    static final String CHANNEL = "sembang_stream";

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final ObjectProvider<Neighbours> neighbours;
    private final String process = UUID.randomUUID().toString();
    private final List<Consumer<Signal>> readers = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("stream-notify").factory());
    private final Set<Signal> waiting = new LinkedHashSet<>();
    private volatile boolean running;

    Signals(JdbcClient jdbc, JsonMapper json, ObjectProvider<Neighbours> neighbours) {
        this.jdbc = jdbc;
        this.json = json;
        this.neighbours = neighbours;
    }

    void subscribe(Consumer<Signal> reader) {
        readers.add(reader);
    }

    boolean hasNeighbours() {
        var registered = neighbours.getIfAvailable();
        return registered != null && registered.present();
    }

    void send(Collection<Signal> signals) {
        signals.forEach(this::deliver);
        if (running && hasNeighbours()) {
            synchronized (waiting) {
                if (waiting.isEmpty()) {
                    var _ = sender.schedule(this::tellNeighbours, SHORTEST_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
                }
                waiting.addAll(signals);
            }
        }
    }

    private void deliver(Signal signal) {
        readers.forEach(reader -> reader.accept(signal));
    }

    private void tellNeighbours() {
        List<Signal> signals;
        synchronized (waiting) {
            signals = List.copyOf(waiting);
            waiting.clear();
        }
        try {
            jdbc.sql("select count(pg_notify(:channel, payload)) from unnest(:payloads) as payload")
                    .param("channel", CHANNEL)
                    .param("payloads", payloads(signals).toArray(String[]::new))
                    .query(Long.class)
                    .single();
        } catch (DataAccessException e) {
            log.warn("Other processes were not woken and will look by themselves: {}", e.getMessage());
        }
    }

    private List<String> payloads(List<Signal> signals) {
        var payloads = new ArrayList<String>();
        var part = new ArrayList<Signal>();
        int size = 0;
        for (var signal : signals) {
            int length = json.writeValueAsBytes(signal).length + 1;
            if (length > LONGEST_PAYLOAD) {
                throw new IllegalArgumentException("Too long to be told to other processes: " + signal.event());
            }
            if (size + length > LONGEST_PAYLOAD) {
                payloads.add(process + json.writeValueAsString(part));
                part.clear();
                size = 0;
            }
            part.add(signal);
            size += length;
        }
        payloads.add(process + json.writeValueAsString(part));
        return payloads;
    }

    /// A payload as another process sent it; our own come back too and are known already.
    void received(String payload) {
        if (!payload.startsWith(process)) {
            json.readValue(payload.substring(process.length()), SIGNALS).forEach(this::deliver);
        }
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        sender.shutdown();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
