package bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What the kernel tells of running processes: time on the cores and memory. Linux only, as the embedded PostgreSQL.
final class Processes {
    /// `USER_HZ`, the same on every Linux that Java runs on.
    private static final int TICKS_PER_SECOND = 100;

    private Processes() {}

    /// Milliseconds on the cores so far, of a process alone and of it with all that descend from it.
    record Cpu(double own, double tree) {
        Cpu minus(Cpu before) {
            return new Cpu(own - before.own, tree - before.tree);
        }

        double descendants() {
            return tree - own;
        }
    }

    private record Stat(long parent, long ticks, long ticksOfTheDead) {}

    /// A command of the system that must succeed.
    static void run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) throw new IOException(String.join(" ", command) + ": " + said.strip());
    }

    static Cpu cpu(long pid) {
        var all = new HashMap<Long, Stat>();
        try (var folders = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var folder : folders) {
                var stat = stat(folder);
                if (stat != null) all.put(Long.parseLong(folder.getFileName().toString()), stat);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long own = all.containsKey(pid) ? all.get(pid).ticks : 0;
        long tree = own;
        var descendants = new ArrayList<>(List.of(pid));
        for (int i = 0; i < descendants.size(); i++) {
            long parent = descendants.get(i);
            for (var entry : all.entrySet()) {
                if (entry.getValue().parent != parent) continue;
                descendants.add(entry.getKey());
                // A server counts its dead workers; without them a connection that closed would take its time along.
                tree += entry.getValue().ticks + entry.getValue().ticksOfTheDead;
            }
        }
        return new Cpu(millis(own), millis(tree));
    }

    private static double millis(long ticks) {
        return ticks * 1000.0 / TICKS_PER_SECOND;
    }

    private static Stat stat(Path folder) throws IOException {
        String line;
        try {
            line = Files.readString(folder.resolve("stat"));
        } catch (NoSuchFileException _) {
            return null;
        } catch (IOException e) {
            // "No such process": it ended while we read.
            return null;
        }
        // The name in parentheses may hold anything; fields are counted from behind it.
        var fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
        return new Stat(
                Long.parseLong(fields[1]),
                Long.parseLong(fields[11]) + Long.parseLong(fields[12]),
                Long.parseLong(fields[13]) + Long.parseLong(fields[14]));
    }

    /// Resident memory in MB; `VmRSS` now, `VmHWM` at most so far.
    static long megabytes(long pid, String field) {
        try (var lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith(field + ":"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElse(0)
                    / 1024;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void signal(long pid, String signal) throws IOException, InterruptedException {
        if (new ProcessBuilder("kill", "-" + signal, "" + pid).start().waitFor() != 0) {
            throw new IOException("No process " + pid + " to send " + signal);
        }
    }

    /// Asks a process to end and waits; one that does not is killed.
    static void stop(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) process.destroyForcibly().waitFor();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
