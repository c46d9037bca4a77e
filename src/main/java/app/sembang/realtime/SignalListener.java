package app.sembang.realtime;

import app.sembang.database.DedicatedConnections;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Hears what other processes tell, on a connection of its own. While there is none nothing is lost: readers look by
/// themselves every second.
@Component
class SignalListener implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(SignalListener.class);
    private static final int LOOK_UP_MILLIS = 1000;

    private final DedicatedConnections connections;
    private final Signals signals;
    private volatile @Nullable Thread thread;

    SignalListener(DedicatedConnections connections, Signals signals) {
        this.connections = connections;
        this.signals = signals;
    }

    @Override
    public void start() {
        var listening = Thread.ofVirtual().name("stream-listen").unstarted(this::listen);
        thread = listening;
        listening.start();
    }

    private void listen() {
        while (isRunning()) {
            try (var connection = connections.open("stream")) {
                hear(connection);
            } catch (SQLException e) {
                log.warn("Other processes are not heard just now, trying again: {}", e.getMessage());
                pause();
            }
        }
    }

    private void hear(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("listen " + Signals.CHANNEL);
        }
        var notifications = connection.unwrap(PGConnection.class);
        while (isRunning()) {
            for (var notification : notifications.getNotifications(LOOK_UP_MILLIS)) {
                signals.received(notification.getParameter());
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(LOOK_UP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            thread = null;
        }
    }

    @Override
    public void stop() {
        thread = null;
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }
}
