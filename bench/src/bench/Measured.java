package bench;

/// A run with what came of it.
///
/// @param seconds from the first message sent to the last answer delivered
/// @param serverCpu milliseconds on the cores of the server for each answered message
/// @param databaseCpu the same of its database
/// @param toolsCpu the same of load tool and simulator, which share the cores
record Measured(
        Load.Run run, Ledgers.Verdict verdict, double seconds, double serverCpu, double databaseCpu, double toolsCpu) {
    /// Messages stored, answered and delivered per second, the catching-up after the last 200 included.
    double answeredRate() {
        return verdict.answered() / Math.max(0.001, seconds);
    }
}
