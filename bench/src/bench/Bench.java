package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Measures the inbound path of the product against the limit of the same machine, in one run: simulator, server and
/// this load tool are three processes, the database is the server's own.
final class Bench {
    /// @param seconds of one closed or open run
    /// @param warmUp seconds before the first figure: a cold JVM does a fifth of what a warm one does
    /// @param limit seconds of one point of the limit
    /// @param rates shares of the rate accepted at which messages come, whether or not earlier ones were answered
    /// @param rateSeconds of each of them but the half, of which a goal speaks: most of the time goes into answering
    /// @param gate the share of each goal to be reached; 0 for none
    /// @param profile the folder for a recording of the server during the runs at the most connections, or null
    private record Plan(
            int seconds,
            int warmUp,
            int limit,
            List<Integer> connections,
            int companies,
            Traffic.Mix mix,
            List<Double> rates,
            int rateSeconds,
            double gate,
            Path profile) {}

    private static final double HALF = 0.5;
    private static final Set<String> ARGUMENTS = Set.of(
            "--quick", "--profile", "--seconds", "--companies", "--connections", "--contacts", "--new", "--runs", "--copies",
            "--late", "--bad", "--media", "--sizes", "--rates", "--gate");

    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(20);

    private final Path checkout;
    private final Path work;
    private final Plan plan;
    private final Report report = new Report();
    private final Journal journal = new Journal();
    private final Traffic traffic;
    private final List<Ledgers.Verdict> verdicts = new ArrayList<>();

    private Server server;
    private Vendor vendor;
    private List<Account> accounts = List.of();
    private Load load;
    private long messages;
    private Processes.Cpu serverBefore;
    private double toolsBefore;

    private Bench(Path checkout, Plan plan) {
        this.checkout = checkout;
        this.work = checkout.resolve("target/bench");
        this.plan = plan;
        this.traffic = new Traffic(plan.mix(), journal);
    }

    public static void main(String[] arguments) throws Exception {
        var bench = new Bench(Path.of("").toAbsolutePath(), plan(List.of(arguments)));
        Runtime.getRuntime().addShutdownHook(new Thread(bench::stop));
        System.exit(bench.run());
    }

    private static Plan plan(List<String> arguments) {
        try {
            return plan(Arguments.of(arguments, ARGUMENTS));
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage());
            System.exit(2);
            throw e;
        }
    }

    private static Plan plan(Arguments given) {
        boolean quick = given.has("--quick");
        var usual = Traffic.Mix.USUAL;
        var mix = new Traffic.Mix(
                given.whole("--contacts", usual.contacts()),
                given.number("--new", usual.newContacts()),
                given.number("--runs", usual.inRuns()),
                given.number("--copies", usual.copies()),
                given.number("--late", usual.lateCopies()),
                quick ? Duration.ofSeconds(3) : usual.late(),
                given.number("--bad", usual.bad()),
                given.number("--media", usual.media()),
                given.numbers("--sizes", usual.sizes()));
        return new Plan(
                given.whole("--seconds", quick ? 2 : 8),
                quick ? 3 : 10,
                quick ? 1 : 6,
                given.wholes("--connections", List.of(1, 16, 64)),
                given.whole("--companies", 1),
                mix,
                withHalf(given.numbers("--rates", quick ? List.of() : List.of(0.25, 0.8, 1.1))),
                quick ? 1 : 2,
                given.number("--gate", 0),
                given.has("--profile") ? Path.of("target/bench").toAbsolutePath() : null);
    }

    /// In order; the half is always among them, for a goal speaks of it.
    static List<Double> withHalf(List<Double> rates) {
        return Stream.concat(rates.stream(), Stream.of(HALF)).distinct().sorted().toList();
    }

    private int run() throws IOException, InterruptedException, SQLException {
        var started = Instant.now();
        Files.createDirectories(work);
        var home = work.resolve("home");
        deleteTree(home);
        var log = work.resolve("server.log");
        Files.deleteIfExists(log);
        var stamp = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HHmmss").withZone(ZoneOffset.UTC).format(started);

        progress("starting");
        vendor = Vendor.start(checkout.resolve("target/app"), work.resolve("simulator.log"));
        int port = Server.freePort();
        startServer(home, port, log);
        double firstStart = seconds(server.readyAfter());
        if (plan.profile() != null) Statements.prepare(server);
        var starts = new double[3];
        for (int i = 0; i < starts.length; i++) {
            server.close();
            startServer(home, port, log);
            starts[i] = seconds(server.readyAfter());
        }
        Arrays.sort(starts);
        Thread.sleep(5_000);
        long idle = Processes.megabytes(server.pid(), "VmRSS");

        accounts = new ArrayList<>();
        for (int number = 1; number <= plan.companies(); number++) accounts.add(Account.make(server, number));
        var heads = accounts.stream().map(Account::head).toList();
        var forged = accounts.stream().map(Account::forgedHead).toList();
        var jpeg = Picture.jpeg();
        var photos = accounts.stream().map(account -> vendor.photo(account.token(), jpeg)).toList();
        messages = delivered();
        traffic.photos(message -> ofItsBot(photos, message));
        load = new Load(port, journal, traffic, message ->
                ofItsBot(journal.form(message) == Form.FORGED ? forged : heads, message));

        progress("warming up");
        begin();
        finish(load.closed("warm-up", 16, Duration.ofSeconds(plan.warmUp())));
        WriteAheadLog.age(server);
        progress("measuring the limit");
        var before = Limit.measure(checkout.resolve("bench"), server, plan.limit());
        if (plan.profile() != null) {
            record("JFR.start", "name=bench", "settings=profile");
            Statements.begin(server);
        }

        report.line("Sembang bench, " + started.truncatedTo(ChronoUnit.SECONDS));
        report.line(Machine.describe(server));

        var time = Duration.ofSeconds(plan.seconds());
        // How fast templates answer is found with what they answer.
        traffic.pictured(false);
        var accepts = new ArrayList<Measured>();
        for (int connections : plan.connections()) {
            progress("accepting on " + connections + (connections == 1 ? " connection" : " connections"));
            begin();
            accepts.add(finish(load.closed(name("accept", connections), connections, time)));
        }
        var most = accepts.getLast();
        int widest = plan.connections().getLast();
        traffic.pictured(true);
        var accepting = new ArrayList<Measured>();
        for (double share : plan.rates()) {
            progress("accepting at %s of that rate".formatted(share));
            begin();
            accepting.add(finish(load.open(
                    "accept at %s (open loop)".formatted(share == HALF ? "half rate" : share + " of it"),
                    widest,
                    deliveries(most.run().rate() * share),
                    share == HALF ? time : Duration.ofSeconds(plan.rateSeconds()))));
        }
        var half = accepting.get(plan.rates().indexOf(HALF));
        progress("answering at half of the rate found");
        begin();
        var answering = finish(load.open(
                "answer at half rate (open loop)", widest, deliveries(most.answeredRate() * HALF), time));
        progress("storm: one update 50 times at once");
        begin();
        finish(load.storm("storm, 20 updates 50 times at once", 20, 50));
        long peak = Processes.megabytes(server.pid(), "VmHWM");
        if (plan.profile() != null) {
            record("JFR.dump", "name=bench", "filename=" + plan.profile().resolve(stamp + ".jfr"));
            Statements.save(server, plan.profile().resolve(stamp + "-statements.txt"));
        }
        progress("measuring the limit again");
        var after = Limit.measure(checkout.resolve("bench"), server, plan.limit());

        report.limit(before, after);
        report.accepts(accepts);
        report.openLoops(plan.rates(), accepting, answering);
        report.large(half);
        var goals = report.goals(accepts.getLast(), half, firstStart, starts[1], idle, peak);
        report.line("");
        for (var verdict : verdicts) report.line(verdict.line());
        report.line("%d copies of one of the last, %d of one sent at least %d s before".formatted(
                traffic.copied(), traffic.copiedLate(), plan.mix().late().toSeconds()));
        boolean clean = verdicts.stream().allMatch(Ledgers.Verdict::isClean);
        if (!clean) {
            report.line("The three ledgers differ: messages were lost, doubled or reordered, or a bad proof was taken.");
        }
        for (var goal : Goal.below(plan.gate(), goals)) {
            report.line("Below %s of its goal: %s".formatted(plan.gate(), goal.what()));
        }
        report.save(work.resolve(stamp + ".txt"));
        return Goal.status(clean, plan.gate(), goals);
    }

    private <T> T ofItsBot(List<T> ofBots, int message) {
        return ofBots.get((int) (journal.chat(message) % ofBots.size()));
    }

    /// As many a second as bring so many messages.
    private double deliveries(double messages) {
        return messages / plan.mix().messages();
    }

    /// Waits until the server has answered everything of the run and has its pictures, and compares the ledgers.
    private Measured finish(Load.Run run) throws InterruptedException, SQLException {
        long expected = messages + run.accepted();
        long seen = messages;
        long silentSince = System.nanoTime();
        while (seen < expected && System.nanoTime() - silentSince < LONGEST_SILENCE.toNanos()) {
            Thread.sleep(50);
            long now = delivered();
            if (now > seen) silentSince = System.nanoTime();
            seen = now;
        }
        awaitPictures();
        var serverCpu = Processes.cpu(server.pid()).minus(serverBefore);
        double toolsCpu = Processes.cpu(vendor.pid()).own() + Processes.cpu(self()).own() - toolsBefore;
        // A second answer would come soon after the first.
        Thread.sleep(300);
        messages = delivered();
        var verdict = new Ledgers(server, vendor, accounts, journal)
                .compare(run.name(), run.from(), run.to(), run.started());
        verdicts.add(verdict);
        int answered = Math.max(1, verdict.answered());
        return new Measured(
                run,
                verdict,
                (verdict.lastAnswerMicros() - journal.micros(run.started())) / 1e6,
                serverCpu.own() / answered,
                serverCpu.descendants() / answered,
                toolsCpu / answered);
    }

    private void awaitPictures() throws InterruptedException, SQLException {
        try (var database = server.database();
                var statement = database.prepareStatement(
                        "select count(*) from scheduled_tasks where task_name = 'telegram_download'")) {
            long seen = Long.MAX_VALUE;
            long silentSince = System.nanoTime();
            while (seen > 0 && System.nanoTime() - silentSince < LONGEST_SILENCE.toNanos()) {
                long now;
                try (var row = statement.executeQuery()) {
                    row.next();
                    now = row.getLong(1);
                }
                if (now < seen) silentSince = System.nanoTime();
                seen = now;
                if (seen > 0) Thread.sleep(100);
            }
        }
    }

    private void begin() {
        serverBefore = Processes.cpu(server.pid());
        toolsBefore = Processes.cpu(vendor.pid()).own() + Processes.cpu(self()).own();
    }

    private static long self() {
        return ProcessHandle.current().pid();
    }

    private long delivered() {
        return accounts.stream().mapToLong(account -> vendor.messages(account.token())).sum();
    }

    private void startServer(Path home, int port, Path log) throws IOException, InterruptedException {
        server = Server.start(checkout, home, port, vendor.telegram(), log);
    }

    /// Has the server's JVM record what it does.
    private void record(String command, String... arguments) throws IOException, InterruptedException {
        var words = new ArrayList<String>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        words.add("" + server.pid());
        words.add(command);
        words.addAll(List.of(arguments));
        new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(work.resolve("profile.log").toFile()))
                .start()
                .waitFor();
    }

    private void stop() {
        if (server != null) server.close();
        if (vendor != null) vendor.close();
        try {
            deleteTree(work.resolve("home"));
        } catch (IOException e) {
            System.err.println("bench: its home could not be removed: " + e.getMessage());
        }
    }

    static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder)) return;
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        }
    }

    private static String name(String what, int connections) {
        return what + ", " + connections + (connections == 1 ? " connection" : " connections");
    }

    private static void progress(String what) {
        System.err.println("bench: " + what);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
