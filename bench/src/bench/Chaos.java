package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Breaks the product in every way it promises to survive, under load, and compares the three ledgers after each:
/// nothing acknowledged may be lost, nothing doubled, nothing out of order, and all work goes on by itself.
///
/// Servers, database, simulator and this tool are processes of their own. What is not acknowledged is delivered again,
/// as a vendor does.
final class Chaos {
    /// Faults that fit in a minute, for `./sembang test`.
    private static final int MESSAGES_IN_SHORT = 2_000;

    private static final int CONNECTIONS = 16;

    /// A promise: all unfinished work goes on by itself.
    private static final double RESUMES = 30;

    /// A promise: after the database is back, and after the start of a killed process.
    private static final double ACCEPTS = 5;

    private static final Duration LONGEST_SETTLING = Duration.ofMinutes(2);

    /// Longer than the database takes a silent process for dead.
    private static final Duration PAUSE = Duration.ofSeconds(40);

    private static final int MODEL_CUSTOMERS = 12;
    private static final int DISK_MEGABYTES = 600;
    private static final int SLOW_CUSTOMERS = 500;

    /// A promise: however slow the model of one company is, a customer of another is answered.
    private static final double ANSWERED = 20;

    private static final String MODEL_ANSWER = "The batik shirt is RM 89.90.";

    /// @param slack what limits in seconds are multiplied by: for machines that share their cores
    /// @param only faults whose name holds one of these, separated by commas; empty for all
    private record Plan(int messages, boolean brief, double slack, int kills, String only) {}

    /// @param accepts seconds from the end of the cause to the next 200
    /// @param resumes seconds from the end of the cause until everything begun before is done
    /// @param remark what else was seen
    /// @param holds whether what else was promised holds
    private record Seen(double accepts, double resumes, String remark, boolean holds) {}

    /// What a fault leaves to be judged.
    ///
    /// @param over when its cause ended
    private record Struck(long over, String remark, boolean holds) {
        static Struck now() {
            return new Struck(System.nanoTime(), "", true);
        }
    }

    private interface Fault {
        /// Runs beside the load and returns when the cause is gone.
        Struck strike() throws Exception;
    }

    private final Path checkout;
    private final Path work;
    private final Plan plan;
    private final Report report = new Report();
    private final Journal journal = new Journal();
    private final Traffic traffic = new Traffic(Traffic.Mix.PLAIN, journal);
    private final int[] ports = {Server.freePort(), Server.freePort(), Server.freePort(), Server.freePort()};
    private final Server[] nodes = new Server[ports.length];
    private final List<Ledgers.Verdict> verdicts = new ArrayList<>();

    private Vendor vendor;
    private Server home;
    private Database database;
    private Account account;
    private int share;
    private boolean clean = true;

    private Chaos(Path checkout, Plan plan) {
        this.checkout = checkout;
        this.work = checkout.resolve("target/chaos");
        this.plan = plan;
    }

    public static void main(String[] arguments) throws Exception {
        var chaos = new Chaos(Path.of("").toAbsolutePath(), plan(List.of(arguments)));
        Runtime.getRuntime().addShutdownHook(new Thread(chaos::stop));
        System.exit(chaos.run() ? 0 : 1);
    }

    private static Plan plan(List<String> arguments) {
        boolean brief = arguments.contains("--short");
        int messages = brief ? MESSAGES_IN_SHORT : 20_000;
        double slack = brief ? 2 : 1;
        int kills = 3;
        var only = "";
        for (var argument : arguments) {
            var value = argument.substring(argument.indexOf('=') + 1);
            switch (argument.split("=")[0]) {
                case "--short" -> {}
                case "--messages" -> messages = Integer.parseInt(value);
                case "--slack" -> slack = Double.parseDouble(value);
                case "--kills" -> kills = Integer.parseInt(value);
                case "--only" -> only = value;
                default -> {
                    System.err.println("chaos: unknown argument " + argument);
                    System.exit(2);
                }
            }
        }
        return new Plan(messages, brief, slack, kills, only);
    }

    private boolean run() throws Exception {
        long started = System.nanoTime();
        Bench.deleteTree(work);
        Files.createDirectories(work);
        vendor = Vendor.start(checkout.resolve("target/app"), work.resolve("simulator.log"));
        home = Server.start(checkout, work.resolve("home"), ports[0], vendor.telegram(), work.resolve("first.log"));
        report.line(Machine.describe(home));
        account = Account.make(home, 1);
        home.close();
        database = Database.start(home, work.resolve("postgresql.log"));

        var faults = plan.brief() ? faultsInShort() : faults();
        share = plan.messages() / Math.max(1, faults.size());
        for (var fault : faults) fault.run();

        long sent = verdicts.stream().mapToInt(Ledgers.Verdict::sent).sum();
        report.line("%s: %d faults, %,d messages: lost %d, doubled %d, out of order %d, of unknown outcome %d; %.0f s"
                .formatted(
                        clean ? "All held" : "NOT ALL HELD",
                        verdicts.size(),
                        sent,
                        verdicts.stream().mapToInt(Ledgers.Verdict::lost).sum(),
                        verdicts.stream().mapToInt(Ledgers.Verdict::doubled).sum(),
                        verdicts.stream().mapToInt(Ledgers.Verdict::outOfOrder).sum(),
                        verdicts.stream().mapToInt(Ledgers.Verdict::uncertain).sum(),
                        seconds(started)));
        report.save(work.resolve("report.txt"));
        return clean;
    }

    /// One fault with its line.
    private record Planned(String name, Callable<Void> body) {
        void run() throws Exception {
            System.err.println("chaos: " + name);
            body.call();
        }
    }

    private List<Planned> faults() {
        var faults = new ArrayList<Planned>();
        for (var point : CrashPoints.values()) add(faults, "killed " + point.words(), name -> crash(name, point));
        add(faults, "kill -9 under load, %d times".formatted(plan.kills()), this::kills);
        add(faults, "kill -9 while a model writes", this::killWhileWriting);
        add(faults, "%d wait for a slow model".formatted(SLOW_CUSTOMERS), this::slowModel);
        add(faults, "database: fast restart", name -> restartDatabase(name, "INT"));
        add(faults, "database: immediate restart", name -> restartDatabase(name, "QUIT"));
        add(faults, "database: kill -9 of a backend", this::killBackend);
        add(faults, "all connections held for 10 s", this::exhaust);
        add(faults, "the disk is full", this::fillDisk);
        add(faults, "vendor: 429 with Retry-After 3", name -> vendor(name, """
                {"count":20,"kind":"too_many_requests","method":"sendMessage","retryAfter":3}"""));
        add(faults, "vendor: 60 answers of 500", name -> vendor(name, """
                {"count":60,"kind":"server_error","method":"sendMessage"}"""));
        add(faults, "vendor: time-out after accepting", name -> vendor(name, """
                {"count":20,"kind":"silence","method":"sendMessage","seconds":5}"""));
        add(faults, "vendor: reset after accepting", name -> vendor(name, """
                {"count":20,"kind":"reset_after","method":"sendMessage"}"""));
        add(faults, "copies: 50 at once", this::copiesAtOnce);
        add(faults, "copies: later, and shuffled", this::copiesLater);
        add(faults, "an event that always fails", this::poison);
        add(faults, "two processes, one paused for %d s".formatted(PAUSE.toSeconds()), this::pause);
        add(faults, "rolling restart of two processes", this::roll);
        add(faults, "two processes, the clock of one is hours off", this::wrongClock);
        return faults;
    }

    private List<Planned> faultsInShort() {
        var faults = new ArrayList<Planned>();
        add(faults, "four processes, three killed at crash points", this::killThree);
        add(faults, "database: immediate restart", name -> restartDatabase(name, "QUIT"));
        add(faults, "vendor: time-out after accepting", name -> vendor(name, """
                {"count":20,"kind":"silence","method":"sendMessage","seconds":5}"""));
        add(faults, "copies: 50 at once", this::copiesAtOnce);
        add(faults, "copies: later, and shuffled", this::copiesLater);
        return faults;
    }

    private interface Body {
        void run(String name) throws Exception;
    }

    private void add(List<Planned> faults, String name, Body body) {
        if (Stream.of(plan.only().split(",")).noneMatch(name::contains)) return;
        faults.add(new Planned(name, () -> {
            body.run(name);
            return null;
        }));
    }

    /// Where the product lets itself be killed: `CrashPoint` there.
    private enum CrashPoints {
        BEFORE_ACCEPT_COMMIT("before the commit of what came"),
        AFTER_ACCEPT_COMMIT("after that commit, before the 200"),
        AFTER_DRAIN_COMMIT("after storing question and answer"),
        AFTER_CLAIM("after claiming what to send"),
        AFTER_SEND("after the vendor's yes, unrecorded");

        private final String words;

        CrashPoints(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }

        Map<String, String> settings(int passes) {
            return Map.of(
                    "JAVA_TOOL_OPTIONS",
                    "-Dsembang.crash-point=%s:%d".formatted(name().toLowerCase(Locale.ROOT).replace('_', '-'), passes));
        }
    }

    private void crash(String name, CrashPoints point) throws Exception {
        stopNodes();
        int passes = Math.max(2, share / 40);
        start(0, point.settings(passes));
        under(name, ports(1), 0, () -> {}, () -> {
            nodes[0].process().waitFor();
            long died = System.nanoTime();
            int status = nodes[0].process().exitValue();
            start(0);
            return new Struck(died, "passed %d times, died with %d".formatted(passes, status), status == 137);
        });
    }

    private void kills(String name) throws Exception {
        ensure(1);
        under(name, ports(1), () -> {
            long died = 0;
            for (int i = 0; i < plan.kills(); i++) {
                if (i > 0) TimeUnit.SECONDS.sleep(1);
                nodes[0].kill();
                died = System.nanoTime();
                start(0);
            }
            return new Struck(died, "", true);
        });
    }

    /// Whom the model was answering asks nobody again: the model is asked anew, and each customer is answered once.
    private void killWhileWriting(String name) throws Exception {
        ensure(1);
        var key = "sk-chaos";
        var shop = shopWithModel(2, key, 600);
        int before = vendor.asked(key);
        long began = System.nanoTime();
        int accepted = ask(shop, MODEL_CUSTOMERS);
        boolean all = await(Duration.ofSeconds(30), () -> vendor.asked(key) - before >= MODEL_CUSTOMERS);
        long answeredBefore = vendor.messages(shop.token());
        nodes[0].kill();
        long died = System.nanoTime();
        start(0);
        await(LONGEST_SETTLING, () -> vendor.messages(shop.token()) >= MODEL_CUSTOMERS);
        double resumed = seconds(died);
        settle();
        int again = vendor.asked(key) - before - MODEL_CUSTOMERS;
        judge(
                answered(name, shop, MODEL_CUSTOMERS, accepted, journal.micros(began)),
                new Seen(
                        0,
                        resumed,
                        "the model was writing %d answers, and was asked %d times more"
                                .formatted(MODEL_CUSTOMERS - answeredBefore, again),
                        all && answeredBefore < MODEL_CUSTOMERS));
    }

    /// Another company's customer is answered while they wait, and each of them is answered once.
    private void slowModel(String name) throws Exception {
        ensure(1);
        var slow = shopWithModel(3, "sk-slow", 1_700);
        var quick = shopWithModel(4, "sk-quick", 0);
        long began = System.nanoTime();
        int accepted = ask(slow, SLOW_CUSTOMERS);
        boolean writes = await(Duration.ofSeconds(30), () -> vendor.asked("sk-slow") > 0);
        long asked = System.nanoTime();
        boolean answered = ask(quick, 1) == 1 && await(LONGEST_SETTLING, () -> vendor.messages(quick.token()) > 0);
        double waited = seconds(asked);
        long waiting = SLOW_CUSTOMERS - vendor.messages(slow.token());
        await(LONGEST_SETTLING, () -> vendor.messages(slow.token()) >= SLOW_CUSTOMERS);
        double took = seconds(began);
        settle();
        judge(
                answered(name, slow, SLOW_CUSTOMERS, accepted, journal.micros(began)),
                new Seen(
                        0,
                        0,
                        "%d were waiting when another company's customer was answered, after %.1f / %.0f s; the last one after %.0f s"
                                .formatted(waiting, waited, ANSWERED * plan.slack(), took),
                        writes && answered && waiting > 0 && waited <= ANSWERED * plan.slack()));
    }

    /// @param pace milliseconds before each of eight pieces of what its model writes
    private Account shopWithModel(int number, String key, int pace) {
        vendor.says(key, """
                {"reply":"%s","lang":"en","claims":[{"text":"price","evidenceId":"e1"}],"needsHuman":false,\
                "confidence":0.9}""".formatted(MODEL_ANSWER), pace);
        return Account.withModel(nodes[0], number, key);
    }

    /// As many customers of the shop each ask once.
    ///
    /// @return how many questions were accepted
    private int ask(Account shop, int customers) throws IOException, InterruptedException {
        int accepted = 0;
        for (int customer = 0; customer < customers; customer++) {
            int status = nodes[0].http().deliver(shop.path(), shop.secret(), """
                    {"update_id":%1$d,"message":{"message_id":%1$d,"from":{"id":%2$d,"is_bot":false,"first_name":"Aina"},\
                    "chat":{"id":%2$d,"first_name":"Aina","type":"private"},"date":%3$d,\
                    "text":"How much is the batik shirt?"}}"""
                    .formatted(customer + 1, 9_800_000_000L + customer, System.currentTimeMillis() / 1000));
            if (status == 200) accepted++;
        }
        return accepted;
    }

    /// Each customer of the shop asked once, and is to have the model's answer once.
    private Ledgers.Verdict answered(String name, Account shop, int customers, int accepted, long sinceMicros)
            throws SQLException {
        int stored;
        try (var owner = home.database()) {
            stored = (int) number(owner, "select count(*) from message where author = 'contact' and company_id = '%s'"
                    .formatted(shop.company()));
        }
        var ledger = vendor.ledger(shop.token(), sinceMicros);
        int right = (int) ledger.stream()
                .filter(one -> one.textHash() == Vendor.textHash(MODEL_ANSWER))
                .map(Vendor.Delivered::chat)
                .distinct()
                .count();
        return new Ledgers.Verdict(
                name, customers, accepted, stored, ledger.size(), customers - right, ledger.size() - right, 0, 0, new long[0], 0,
                0, Ledgers.Bad.NONE);
    }

    private void restartDatabase(String name, String signal) throws Exception {
        ensure(1);
        under(name, ports(1), () -> {
            database.stop(signal);
            TimeUnit.SECONDS.sleep(2);
            int status = nodes[0].http().status("/actuator/health");
            database.start();
            return new Struck(System.nanoTime(), "health meanwhile %d".formatted(status), status == 503);
        });
    }

    private void killBackend(String name) throws Exception {
        ensure(1);
        under(name, ports(1), () -> {
            try (var connection = home.database()) {
                long pid = number(connection, """
                        select pid from pg_stat_activity where usename = 'sembang_app' order by state = 'active' desc limit 1
                        """);
                Processes.signal(pid, "KILL");
            }
            while (!database.answers()) TimeUnit.MILLISECONDS.sleep(20);
            return Struck.now();
        });
    }

    /// Readers wait for a lock until no connection is left; more of them are told so soon, and deliveries go on.
    private void exhaust(String name) throws Exception {
        ensure(1);
        var admin = Account.admin(nodes[0], 1);
        under(name, ports(1), () -> {
            var statuses = Collections.synchronizedList(new ArrayList<Integer>());
            var longest = new long[1];
            var done = new CountDownLatch(60);
            long acceptedBefore;
            long acceptedLast;
            try (var holder = home.database()) {
                holder.setAutoCommit(false);
                execute(holder, "lock table conversation in access exclusive mode");
                long began = System.nanoTime();
                for (int i = 0; i < 60; i++) {
                    Thread.ofVirtual().start(() -> {
                        long asked = System.nanoTime();
                        try {
                            int status = admin.status("/api/v1/conversations");
                            statuses.add(status);
                            if (status == 503) {
                                synchronized (longest) {
                                    longest[0] = Math.max(longest[0], System.nanoTime() - asked);
                                }
                            }
                        } catch (InterruptedException _) {
                            Thread.currentThread().interrupt();
                        } finally {
                            done.countDown();
                        }
                    });
                }
                TimeUnit.SECONDS.sleep(10);
                acceptedBefore = began;
                acceptedLast = load.lastAccepted();
                holder.rollback();
            }
            long over = System.nanoTime();
            boolean allAnswered = done.await(20, TimeUnit.SECONDS);
            long busy = statuses.stream().filter(status -> status == 503).count();
            double refusedAfter = longest[0] / 1e9;
            boolean fine = allAnswered
                    && busy > 0
                    && statuses.stream().allMatch(status -> status == 200 || status == 503)
                    && refusedAfter <= 2.5 * plan.slack();
            return new Struck(
                    over,
                    "%d of 60 readers got 503 within %.1f s, the others 200; the last 200 to the vendor came %.1f s after the lock"
                            .formatted(busy, refusedAfter, (acceptedLast - acceptedBefore) / 1e9),
                    fine);
        });
    }

    /// The disk under the tables has no room left: what comes is refused, what is there is read, and nobody is needed when
    /// there is room again. The tables lie in memory meanwhile, for which this must run as root.
    private void fillDisk(String name) throws Exception {
        if (!"root".equals(System.getProperty("user.name"))) {
            report.line("---- %s: NOT RUN, only root can give the tables a disk of their own".formatted(name));
            return;
        }
        var tables = home.home().resolve("postgresql/base");
        var aside = home.home().resolve("postgresql-base-aside");
        ensure(0);
        database.stop("INT");
        Files.move(tables, aside);
        Files.createDirectory(tables, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Processes.run("mount", "-t", "tmpfs", "-o", "size=%dm,mode=0700".formatted(DISK_MEGABYTES), "tmpfs", tables.toString());
        try {
            Processes.run("cp", "-a", aside + "/.", tables.toString());
            database.start();
            ensure(1);
            var admin = Account.admin(nodes[0], 1);
            under(name, ports(1), () -> {
                var ballast = tables.resolve("ballast");
                fill(ballast);
                TimeUnit.SECONDS.sleep(8);
                int read = admin.status("/api/v1/conversations");
                double silent = seconds(load.lastAccepted());
                Files.delete(ballast);
                return new Struck(
                        System.nanoTime(),
                        "a reader got %d meanwhile, the last 200 to the vendor was %.1f s old".formatted(read, silent),
                        read == 200);
            });
            ensure(0);
            database.stop("INT");
            Bench.deleteTree(aside);
            Processes.run("cp", "-a", tables.toString(), aside.toString());
        } finally {
            Processes.run("umount", tables.toString());
        }
        Files.delete(tables);
        Files.move(aside, tables);
        database.start();
    }

    private static void fill(Path ballast) throws IOException {
        var zeros = new byte[1 << 16];
        try (var out = Files.newOutputStream(ballast)) {
            while (true) out.write(zeros);
        } catch (IOException full) {
            if (!Files.exists(ballast) || Files.size(ballast) == 0) throw full;
        }
    }

    private void vendor(String name, String fault) throws Exception {
        ensure(1);
        under(name, ports(1), () -> {
            vendor.fail(account.token(), "{\"next\":[" + fault + "]}");
            return Struck.now();
        });
        vendor.fail(account.token(), "{}");
    }

    private void copiesAtOnce(String name) throws Exception {
        ensure(1);
        load = load(ports(1));
        var run = load.storm(name, Math.clamp(share / 50, 10, 200), 50);
        judge(name, run, new Seen(0, settle(), "", true));
    }

    private void copiesLater(String name) throws Exception {
        ensure(1);
        load = load(ports(1));
        var run = load.some(name, CONNECTIONS, share / 3, 0, () -> {}, () -> true);
        settle();
        load.again(name, CONNECTIONS, IntStream.range(run.from(), run.to()));
        var shuffled = new ArrayList<>(IntStream.range(run.from(), run.to()).boxed().toList());
        Collections.shuffle(shuffled, new Random(run.from()));
        load.again(name, CONNECTIONS, shuffled.stream().mapToInt(Integer::intValue));
        judge(name, run, new Seen(0, settle(), "each three times", true));
    }

    /// The database refuses one message whatever is tried; then it does not, and an admin has it tried again.
    private void poison(String name) throws Exception {
        ensure(1);
        load = load(ports(1));
        var admin = Account.admin(nodes[0], 1);
        var poisoned = new int[1];
        Runnable slip = () -> {
            poisoned[0] = journal.add(9_900_000_000L, 0, System.nanoTime());
            load.slip(poisoned[0]);
        };
        try (var owner = home.database()) {
            execute(owner, """
                    create function poison() returns trigger language plpgsql as $$
                    begin
                        if new.provider_id like '9900000000:%' or new.provider_id like '%:9900000000:%' then raise exception 'poison'; end if;
                        return new;
                    end $$""");
            execute(owner, "create trigger poison before insert on message for each row execute function poison()");
        }
        under(name, ports(1), share / 3, slip, () -> {
            double parkedAfter;
            long position;
            try (var owner = home.database()) {
                long began = System.nanoTime();
                boolean parked = await(Duration.ofSeconds(20), () -> numberOrNone(
                        owner, "select position from inbound_event where state = 'parked' order by position desc limit 1") > 0);
                parkedAfter = seconds(began);
                position = numberOrNone(owner, "select position from inbound_event where state = 'parked' order by position desc limit 1");
                execute(owner, "drop trigger poison on message");
                execute(owner, "drop function poison()");
                if (!parked) return new Struck(System.nanoTime(), "it was never parked", false);
                long attempts = number(owner, "select attempts from inbound_event where position = " + position);
                admin.put("/api/v1/inbound-events/" + position + "/replay", "");
                return new Struck(
                        System.nanoTime(),
                        "parked after %d tries and %.1f s, replayed".formatted(attempts, parkedAfter),
                        attempts == 5);
            }
        });
    }

    /// What the paused process was working on goes to the other one, and the woken one does none of it again.
    private void pause(String name) throws Exception {
        ensure(2);
        under(name, ports(2), () -> {
            long paused = System.nanoTime();
            Processes.signal(nodes[1].pid(), "STOP");
            try {
                TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            } finally {
                Processes.signal(nodes[1].pid(), "CONT");
            }
            return new Struck(paused, "counted from the pause on", true);
        });
    }

    /// A process that begins with a wrong clock, one after the other in both directions.
    private void wrongClock(String name) throws Exception {
        ensure(1);
        under(name, ports(2), () -> {
            for (var off : List.of("PT1H", "-PT2H")) {
                start(1, Map.of("JAVA_TOOL_OPTIONS", "-Dsembang.clock-off=" + off));
                TimeUnit.SECONDS.sleep(8);
                nodes[1].close();
            }
            return Struck.now();
        });
    }

    private void roll(String name) throws Exception {
        ensure(2);
        under(name, ports(2), () -> {
            for (int node = 0; node < 2; node++) {
                nodes[node].close();
                start(node);
            }
            return Struck.now();
        });
    }

    /// One process takes what comes; the others work, until each dies where it must not hurt.
    private void killThree(String name) throws Exception {
        start(0);
        var starting = new ArrayList<Thread>();
        var points = List.of(CrashPoints.AFTER_DRAIN_COMMIT, CrashPoints.AFTER_CLAIM, CrashPoints.AFTER_SEND);
        for (int i = 0; i < points.size(); i++) {
            int node = i + 1;
            var settings = points.get(i).settings(3);
            starting.add(Thread.ofVirtual().start(() -> {
                try {
                    start(node, settings);
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        for (var thread : starting) thread.join();
        under(name, ports(1), 0, () -> {}, () -> {
            var statuses = new ArrayList<Integer>();
            for (int node = 1; node <= points.size(); node++) {
                boolean died = nodes[node].process().waitFor(20, TimeUnit.SECONDS);
                statuses.add(died ? nodes[node].process().exitValue() : 0);
            }
            return new Struck(
                    System.nanoTime(),
                    "they died with " + statuses,
                    statuses.stream().allMatch(status -> status == 137));
        });
    }

    private Load load;

    private void under(String name, int[] where, Fault fault) throws Exception {
        under(name, where, share / 3, () -> {}, fault);
    }

    /// @param before how many messages are acknowledged before the fault
    /// @param first runs on the thread of the load
    private void under(String name, int[] where, int before, Runnable first, Fault fault) throws Exception {
        load = load(where);
        var measuring = new FutureTask<>(() -> measure(fault));
        var run = load.some(name, CONNECTIONS, share, before, () -> {
            first.run();
            Thread.ofPlatform().daemon().start(measuring);
        }, measuring::isDone);
        var seen = measuring.get();
        redeliver(run);
        settle();
        judge(name, run, new Seen(
                seen.accepts(),
                seen.resumes(),
                Stream.of(seen.remark(), "%d refused, %d unanswered".formatted(run.refused(), run.unanswered()))
                        .filter(remark -> !remark.isEmpty())
                        .reduce((one, other) -> one + "; " + other)
                        .orElse(""),
                seen.holds()));
    }

    private Seen measure(Fault fault) throws Exception {
        var struck = fault.strike();
        try (var owner = home.database()) {
            long events = number(owner, "select coalesce(max(position), 0) from inbound_event");
            long deliveries = number(owner, "select coalesce(max(position), 0) from delivery");
            await(LONGEST_SETTLING, () -> load.lastAccepted() > struck.over());
            double accepts = Math.max(0, (load.lastAccepted() - struck.over()) / 1e9);
            await(LONGEST_SETTLING, () -> numberOrNone(owner, """
                    select (select count(*) from inbound_event where state = 'pending' and position <= %d)
                         + (select count(*) from delivery where position <= %d)""".formatted(events, deliveries)) == 0);
            return new Seen(accepts, seconds(struck.over()), struck.remark(), struck.holds());
        }
    }

    /// As the vendor: what was not answered 200 comes again.
    private void redeliver(Load.Run run) throws IOException {
        for (int tries = 0; tries < 20; tries++) {
            var left = IntStream.range(run.from(), run.to())
                    .filter(message -> !journal.isAccepted(message))
                    .toArray();
            if (left.length == 0) return;
            load.again(run.name(), CONNECTIONS, IntStream.of(left));
        }
    }

    /// Waits until nothing is left to do.
    ///
    /// @return after how many seconds
    private double settle() throws SQLException, InterruptedException {
        long began = System.nanoTime();
        try (var owner = home.database()) {
            await(LONGEST_SETTLING, () -> numberOrNone(owner, """
                    select (select count(*) from inbound_event where state = 'pending') + (select count(*) from delivery)
                    """) == 0);
        }
        double seconds = seconds(began);
        // A second answer would come soon after the first.
        TimeUnit.MILLISECONDS.sleep(300);
        return seconds;
    }

    private void judge(String name, Load.Run run, Seen seen) throws SQLException {
        judge(
                new Ledgers(home, vendor, List.of(account), journal)
                        .compare(name, run.from(), run.to(), run.started()),
                seen);
    }

    private void judge(Ledgers.Verdict verdict, Seen seen) {
        verdicts.add(verdict);
        boolean inTime = seen.accepts() <= ACCEPTS * plan.slack() && seen.resumes() <= RESUMES * plan.slack();
        boolean held = verdict.isClean() && inTime && seen.holds() && verdict.sent() == verdict.stored();
        clean &= held;
        report.line("%-4s %s".formatted(held ? "ok" : "FAIL", verdict.line()));
        report.line("       accepts after %.1f / %.0f s, all work resumed after %.1f / %.0f s%s"
                .formatted(
                        seen.accepts(),
                        ACCEPTS * plan.slack(),
                        seen.resumes(),
                        RESUMES * plan.slack(),
                        seen.remark().isEmpty() ? "" : "; " + seen.remark()));
    }

    private Load load(int[] where) {
        var head = account.head();
        return new Load(where, journal, traffic, _ -> head);
    }

    private int[] ports(int count) {
        return IntStream.range(0, count).map(node -> ports[node]).toArray();
    }

    /// The first so many processes run, the others do not.
    private void ensure(int count) throws IOException, InterruptedException {
        for (int node = 0; node < nodes.length; node++) {
            boolean runs = nodes[node] != null && nodes[node].process().isAlive();
            if (node < count && !runs) start(node);
            if (node >= count && runs) nodes[node].close();
        }
    }

    private void start(int node) throws IOException, InterruptedException {
        start(node, Map.of());
    }

    private void start(int node, Map<String, String> more) throws IOException, InterruptedException {
        var settings = new HashMap<>(database.settings());
        // What the vendor does not answer is given up sooner than in production, so that a run is shorter.
        settings.put("SEMBANG_CHANNELS_TELEGRAM_ANSWERWITHIN", "4s");
        settings.put("SEMBANG_LLM_ANTHROPIC_BASEURL", vendor.anthropic());
        settings.putAll(more);
        nodes[node] = Server.start(
                checkout, home.home(), ports[node], vendor.telegram(), work.resolve("server-" + node + ".log"), settings);
    }

    private void stopNodes() {
        for (var node : nodes) if (node != null) node.close();
    }

    private void stop() {
        stopNodes();
        if (database != null) database.close();
        if (home != null) home.close();
        if (vendor != null) vendor.close();
        try {
            Bench.deleteTree(work.resolve("home"));
        } catch (IOException e) {
            System.err.println("chaos: its home could not be removed: " + e.getMessage());
        }
    }

    private static boolean await(Duration longest, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) return false;
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return true;
    }

    /// -1 where the database does not say.
    private static long numberOrNone(Connection connection, String query) {
        try {
            return number(connection, query);
        } catch (SQLException _) {
            return -1;
        }
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
