package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What is printed and kept: figures, ratios to the limit, and whether the goals are reached.
final class Report {
    private final StringBuilder text = new StringBuilder();
    private double limit;

    void line(String line) {
        text.append(line).append('\n');
        System.out.println(line);
    }

    void limit(Optional<Limit.Measured> before, Optional<Limit.Measured> after) {
        line("");
        if (before.isEmpty() || after.isEmpty()) {
            line("No limit measured: pgbench was not found.");
            return;
        }
        limit = (before.get().single() + after.get().single()) / 2;
        line(format(
                "Limit: %,.0f messages/s, one call and one commit each (before %,.0f at %d clients, after %,.0f at %d);"
                        + " one client %.2f ms",
                limit,
                before.get().single(),
                before.get().clients(),
                after.get().single(),
                after.get().clients(),
                (before.get().alone() + after.get().alone()) / 2));
    }

    void accepts(List<Measured> accepts) {
        line("");
        line("Closed loop        accepted/s  × limit    p50 ms    p99 ms | answered/s  × limit | CPU ms: server  database"
                + "  tools");
        for (var one : accepts) {
            line(format(
                    "%-18s %10.0f %8s %9.1f %9.1f | %10.0f %8s | %14.2f %9.2f %6.2f%s",
                    one.run().name().replace("accept, ", ""),
                    one.run().rate(),
                    ratio(one.run().rate()),
                    one.run().millis(0.5),
                    one.run().millis(0.99),
                    one.answeredRate(),
                    ratio(one.answeredRate()),
                    one.serverCpu(),
                    one.databaseCpu(),
                    one.toolsCpu(),
                    failures(one.run())));
        }
        line("accepted: POST to 200, while answering goes on behind; answered: stored, answered by a template, or handed"
                + " over where it is a picture, and received by the simulator, until the last one; CPU: for each answered"
                + " message, fetching pictures included");
    }

    /// @param shares of the rate found, of each of these
    void openLoops(List<Double> shares, List<Measured> accepting, Measured answering) {
        line("");
        line("Open loop, times from when a message was due                    to 200: p50 ms    p99 ms"
                + " | to the answer: p50 ms    p99 ms");
        for (int i = 0; i < shares.size(); i++) {
            openLoop(accepting.get(i), shares.get(i) > 1 ? "   more than it takes, so times grow" : "");
        }
        openLoop(answering, "");
    }

    private void openLoop(Measured one, String remark) {
        line(format(
                "%-36s %8.0f messages/s %16.1f %9.1f | %21.1f %9.1f%s%s",
                one.run().name().replace(" (open loop)", ""),
                one.run().rate(),
                one.run().millis(0.5),
                one.run().millis(0.99),
                one.verdict().millis(0.5),
                one.verdict().millis(0.99),
                remark,
                failures(one.run())));
    }

    void large(Measured half) {
        if (half.run().largeLatencies().length == 0) return;
        line(format(
                "of those at half rate the %d of 10 kB and more, to 200: p50 %.1f ms, p99 %.1f ms",
                half.run().largeLatencies().length,
                half.run().largeMillis(0.5),
                half.run().largeMillis(0.99)));
    }

    List<Goal> goals(Measured most, Measured half, double firstStart, double start, long idle, long peak) {
        double p99 = half.run().millis(0.99);
        var goals = List.of(
                ofLimit("accepted at the most connections, of the limit", 0.6, most.run().rate()),
                Goal.atMost("p99 to 200 at half of that rate", "≤ 40 ms", format("%.1f ms", p99), 40, p99),
                ofLimit("answered and delivered, of the limit", 0.12, most.answeredRate()),
                Goal.atMost("ready, middle of three starts", "≤ 5 s", format("%.1f s", start), 5, start),
                Goal.unjudged("ready, first start with an empty home", "", format("%.1f s", firstStart)),
                Goal.atMost("resident memory of the idle JVM", "≤ 350 MB", idle + " MB", 350, idle),
                Goal.unjudged("resident memory of the JVM at most", "", peak + " MB"));
        line("");
        line("Goal                                                      reached");
        goals.forEach(goal -> line(format(
                "%-48s %-8s %10s   %s",
                goal.what(),
                goal.wanted(),
                goal.reached(),
                !goal.isJudged() ? "" : goal.isReached() ? "yes" : "NO")));
        return goals;
    }

    private Goal ofLimit(String what, double goal, double rate) {
        var wanted = format("≥ %.2f", goal);
        return limit > 0
                ? Goal.atLeast(what, wanted, ratio(rate), goal, rate / limit)
                : Goal.unjudged(what, wanted, ratio(rate));
    }

    private String ratio(double rate) {
        return limit > 0 ? format("%.2f", rate / limit) : "-";
    }

    private static String failures(Load.Run run) {
        if (run.refused() + run.unanswered() == 0) return "";
        return "   (refused " + run.refused() + ", unanswered " + run.unanswered() + ")";
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    void save(Path file) throws IOException {
        Files.writeString(file, text);
        System.err.println("bench: kept in " + file.getParent().getParent().getFileName() + "/"
                + file.getParent().getFileName() + "/" + file.getFileName());
    }
}
