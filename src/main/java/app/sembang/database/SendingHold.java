package app.sembang.database;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Whether messages to customers must wait: after a backup was restored nobody knows which of them were sent since it
/// was made. `./sembang release` ends it.
@Component
public class SendingHold {
    private static final Logger log = LoggerFactory.getLogger(SendingHold.class);

    private final JdbcClient jdbc;
    private final AtomicBoolean told = new AtomicBoolean();

    SendingHold(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public boolean isOn() {
        boolean on = jdbc.sql("select exists (select from sending_hold)")
                .query(Boolean.class)
                .single();
        if (on != told.getAndSet(on)) {
            log.warn(
                    on
                            ? "Nothing is sent to customers: this is a restored backup. Look at what waits, then ./sembang release"
                            : "Messages are sent to customers again");
        }
        return on;
    }
}
