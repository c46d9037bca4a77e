package app.sembang.simulator;

import java.time.Duration;

/// How a simulator runs.
///
/// @param port the loopback port, 0 for a free one
/// @param compactLedger keeps of each message only chat, hash of the text and time, and no history for the phone: for
/// load
/// @param retryUnit the second of the vendors' retry schedules; tests make it shorter
public record SimulatorOptions(int port, boolean compactLedger, Duration retryUnit) {
    public static SimulatorOptions defaults() {
        return new SimulatorOptions(0, false, Duration.ofSeconds(1));
    }

    public SimulatorOptions withPort(int port) {
        return new SimulatorOptions(port, compactLedger, retryUnit);
    }

    public SimulatorOptions withCompactLedger(boolean compactLedger) {
        return new SimulatorOptions(port, compactLedger, retryUnit);
    }

    public SimulatorOptions withRetryUnit(Duration retryUnit) {
        return new SimulatorOptions(port, compactLedger, retryUnit);
    }
}
