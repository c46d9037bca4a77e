package bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/// What becomes of the product when much of something is there: stored messages, open streams, a neighbour who asks for
/// all it can get, answers of a model that take half a minute.
final class Scale {
    private static final List<Integer> SIZES = List.of(1_000, 100_000, 1_000_000);
    private static final int PER_CONVERSATION = 20;
    private static final int LONG_THREAD = 20_000;
    private static final int CALLS = 300;
    private static final int STREAMS = 1_000;
    private static final int FOLLOWERS = 100;
    private static final int WAITING = 500;
    private static final String MODEL_KEY = "scale-key";
    private static final String MODEL_SAYS = """
            "{\\"reply\\":\\"The batik shirt is RM89.90.\\",\\"language\\":\\"en\\",\\"confidence\\":0.9}\"""";

    private final Path checkout = Path.of("").toAbsolutePath();
    private final Path work = checkout.resolve("target/bench-scale");
    private final Report report = new Report();
    private Server server;
    private Vendor vendor;

    public static void main(String[] arguments) throws Exception {
        var scale = new Scale();
        Runtime.getRuntime().addShutdownHook(new Thread(scale::stop));
        System.exit(scale.run(List.of(arguments)) ? 0 : 1);
    }

    private boolean run(List<String> arguments) throws Exception {
        int most = arguments.stream()
                .filter(argument -> argument.startsWith("--messages="))
                .mapToInt(argument -> Integer.parseInt(argument.substring("--messages=".length())))
                .findFirst()
                .orElse(SIZES.getLast());
        Bench.deleteTree(work);
        Files.createDirectories(work);
        vendor = Vendor.start(checkout.resolve("target/app"), work.resolve("simulator.log"));
        server = Server.start(
                checkout,
                work.resolve("home"),
                Server.freePort(),
                vendor.telegram(),
                work.resolve("server.log"),
                // One browser here plays a thousand.
                Map.of(
                        "SEMBANG_RATELIMITS_READ_ADDRESS", "1000000",
                        "SEMBANG_RATELIMITS_READ_MEMBER", "1000000",
                        "SEMBANG_RATELIMITS_READ_COMPANY", "1000000",
                        "SEMBANG_LLM_ANTHROPIC_BASEURL", vendor.anthropic()));
        report.line("Sembang scale, " + Instant.now().truncatedTo(ChronoUnit.SECONDS));
        report.line(Machine.describe(server));
        var account = Account.make(server, 1);
        var run = new Run(account);
        progress("warming up");
        run.closed(16, 20);
        boolean reached = growth(run, most);
        reached &= streams();
        reached &= followers(run);
        reached &= neighbour(run, Account.make(server, 2));
        reached &= slowModel(run);
        report.save(work.resolve("report.txt"));
        return reached;
    }

    // How much is stored

    private boolean growth(Run run, int most) throws Exception {
        report.line("");
        report.line("Stored messages   CPU ms of an answer: server  database | milliseconds, p50 and p99: list, a conversation, its thread of "
                + format("%,d, search", LONG_THREAD));
        double first = 0;
        double last = 0;
        boolean quick = true;
        int stored = 0;
        try (var database = server.database()) {
            for (int size : SIZES.stream().filter(size -> size <= most).toList()) {
                progress(format("filling up to %,d messages", size));
                fill(database, run.account().company(), stored / PER_CONVERSATION, size / PER_CONVERSATION);
                if (size == SIZES.getLast()) lengthen(database, run.account().company());
                execute(database, "vacuum analyze");
                stored = size;
                progress(format("measuring at %,d messages", size));
                var cost = run.closed(16, 15);
                last = cost.server() + cost.database();
                if (first == 0) first = last;
                var admin = Account.admin(server, 1);
                int conversations = size / PER_CONVERSATION;
                var list = timed(() -> admin.get("/api/v1/conversations?limit=50"));
                var one = timed(() -> {
                    var id = id(ThreadLocalRandom.current().nextInt(conversations));
                    admin.get("/api/v1/conversations/" + id);
                    admin.get("/api/v1/conversations/" + id + "/messages?limit=50");
                });
                var thread = timed(() -> admin.get("/api/v1/conversations/" + id(0) + "/messages?limit=50"));
                var search = timed(() -> admin.get("/api/v1/messages?q=batik%20number%2077"));
                report.line(format(
                        "%,15d   %27.2f %9.2f | list %.1f %.1f, conversation %.1f %.1f, thread %.1f %.1f, search %.1f %.1f",
                        size,
                        cost.server(),
                        cost.database(),
                        list.p50(), list.p99(), one.p50(), one.p99(), thread.p50(), thread.p99(), search.p50(), search.p99()));
                quick &= list.p99() <= 50 && one.p99() <= 50;
            }
        }
        boolean level = last <= first * 1.1;
        goal("list and conversation p99 at most 50 ms", quick);
        goal(format("CPU of an answer at most 10 %% more: %+.0f %%", (last / first - 1) * 100), level);
        return quick && level;
    }

    private static String id(int conversation) {
        return format("00000000-0000-7000-8000-%012d", conversation);
    }

    private static void fill(Connection database, String company, int from, int to) throws SQLException {
        for (var sql : """
                create temp table thread as
                select ('00000000-0000-7000-8000-' || lpad(i::text, 12, '0'))::uuid as id, i, now() - (1000 + i) * interval '20 seconds' as at
                  from generate_series($from, $to - 1) i;
                insert into contact (company_id, id, name, first_seen_at, last_seen_at) select '$c', id, 'Contact ' || i, at, at from thread;
                insert into contact_identity (company_id, id, contact_id, channel_account_id, external_id)
                select '$c', thread.id, thread.id, account.id, (1000000 + i)::text from thread, channel_account account where account.company_id = '$c';
                insert into conversation (company_id, id, contact_id, contact_identity_id, channel_account_id, channel, assignee_id, last_seq, contact_messages, last_activity_at, created_at)
                select '$c', thread.id, thread.id, thread.id, account.id, 'telegram', member.id, $per, $per, at, at
                  from thread, channel_account account, member where account.company_id = '$c' and member.company_id = '$c';
                insert into message (company_id, id, conversation_id, seq, author, content, state, channel_account_id, at)
                select '$c', gen_random_uuid(), thread.id, seq, 'contact',
                       jsonb_build_object('type', 'text', 'text', 'How much is the batik number ' || (i * $per + seq) || '?'), 'received', account.id, at
                  from thread, generate_series(1, $per) seq, channel_account account where account.company_id = '$c';
                drop table thread
                """.replace("$from", "" + from).replace("$to", "" + to).replace("$per", "" + PER_CONVERSATION).replace("$c", company).split(";")) {
            execute(database, sql);
        }
    }

    /// Makes the first conversation a long one.
    private static void lengthen(Connection database, String company) throws SQLException {
        for (var sql : """
                insert into message (company_id, id, conversation_id, seq, author, content, state, channel_account_id, at)
                select company_id, gen_random_uuid(), id, seq, 'contact', '{"type":"text","text":"And the next one?"}', 'received', channel_account_id, now()
                  from conversation, generate_series($per + 1, $long) seq where company_id = '$c' and id = '$first';
                update conversation set last_seq = $long, contact_messages = $long where company_id = '$c' and id = '$first'
                """.replace("$first", id(0)).replace("$long", "" + LONG_THREAD).replace("$per", "" + PER_CONVERSATION).replace("$c", company).split(";")) {
            execute(database, sql);
        }
    }

    // Who follows

    private boolean streams() throws Exception {
        progress("opening " + STREAMS + " streams");
        long before = settledMemory();
        try (var streams = new Streams(server, STREAMS)) {
            long after = settledMemory();
            var cpu = Processes.cpu(server.pid());
            Thread.sleep(20_000);
            double busy = Processes.cpu(server.pid()).minus(cpu).tree() / 20_000;
            double each = (after - before) / (double) STREAMS;
            report.line("");
            report.line(format("%,d idle streams: %.0f KB each, %.1f %% of a core", streams.open(), each, busy * 100));
            goal("at most 25 KB each and 2 % of a core", each <= 25 && busy <= 0.02);
            return each <= 25 && busy <= 0.02;
        }
    }

    /// Kilobytes the JVM holds after it has collected what is garbage.
    private long settledMemory() throws IOException, InterruptedException {
        for (int i = 0; i < 2; i++) jcmd("GC.run");
        var heap = jcmd("GC.heap_info");
        long used = 0;
        var found = Pattern.compile("used (\\d+)K").matcher(heap);
        while (found.find()) used += Long.parseLong(found.group(1));
        return used;
    }

    private String jcmd(String command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), "" + server.pid(), command)
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    private boolean followers(Run run) throws Exception {
        progress("telling " + FOLLOWERS + " streams");
        try (var streams = new Streams(server, FOLLOWERS)) {
            var times = new long[100 * FOLLOWERS];
            int told = 0;
            for (int i = 0; i < 100; i++) {
                long sent = streams.expect();
                run.one();
                told += streams.collect(times, told, sent);
                Thread.sleep(150);
            }
            var sorted = Arrays.copyOf(times, told);
            Arrays.sort(sorted);
            double p99 = Quantiles.of(sorted, 0.99) / 1e6;
            report.line("");
            report.line(format(
                    "From a webhook to %d streams: p50 %.1f ms, p99 %.1f ms, %,d of %,d told",
                    FOLLOWERS, Quantiles.of(sorted, 0.5) / 1e6, p99, told, times.length));
            goal("each told, p99 at most 100 ms", told == times.length && p99 <= 100);
            return told == times.length && p99 <= 100;
        }
    }

    // Who else is there

    private boolean neighbour(Run busy, Account quiet) throws Exception {
        progress("a company alone, then beside one that asks for all");
        var run = new Run(quiet);
        run.open(20, 10);
        double alone = run.open(20, 15);
        var neighbour = CompletableFuture.runAsync(() -> busy.flood(64, 20));
        Thread.sleep(2_000);
        double beside = run.open(20, 15);
        neighbour.join();
        busy.awaitAnswers();
        report.line("");
        report.line(format(
                "20 messages a second, p99 to the answer: %.0f ms alone, %.0f ms beside a company that sends all it can",
                alone, beside));
        goal("at most 1.5 times as long", beside <= 1.5 * alone);
        return beside <= 1.5 * alone;
    }

    private boolean slowModel(Run run) throws Exception {
        progress(WAITING + " answers of a model that takes half a minute");
        var thinking = Account.withModel(server, 3, MODEL_KEY);
        vendor.says(MODEL_KEY, MODEL_SAYS, 6_000);
        double before = run.acceptP99(200, 15);
        long memory = Processes.megabytes(server.pid(), "VmRSS");
        for (int i = 0; i < WAITING; i++) {
            int status = server.http().deliver(thinking.path(), thinking.secret(), """
                    {"update_id":%1$d,"message":{"message_id":%1$d,"from":{"id":%1$d,"is_bot":false,"first_name":"C"},\
                    "chat":{"id":%1$d,"first_name":"C","type":"private"},"date":%2$d,"text":"How much is the batik shirt?"}}"""
                    .formatted(5_000_000 + i, Instant.now().getEpochSecond()));
            if (status != 200) throw new IllegalStateException("A delivery was answered " + status);
        }
        Thread.sleep(3_000);
        double meanwhile = run.acceptP99(200, 15);
        long more = Processes.megabytes(server.pid(), "VmRSS") - memory;
        report.line("");
        report.line(format(
                "200 messages a second, p99 to 200: %.1f ms, and %.1f ms while %d answers wait for a model (%+d MB, %d calls)",
                before, meanwhile, WAITING, more, vendor.asked(MODEL_KEY)));
        goal("at most 1.2 times as long, at most 200 MB more", meanwhile <= 1.2 * before && more <= 200);
        return meanwhile <= 1.2 * before && more <= 200;
    }

    // How it is measured

    private record Cost(double server, double database) {}

    private record Times(double p50, double p99) {}

    /// Messages to one company's bot; what it has had answered is counted at the vendor.
    private final class Run {
        private final Account account;
        private final Journal journal = new Journal();
        private final Load load;
        private final Traffic traffic;
        private long answered;

        Run(Account account) {
            this.account = account;
            this.traffic = new Traffic(Traffic.Mix.PLAIN, journal);
            this.load = new Load(server.port(), journal, traffic, _ -> account.head());
        }

        Account account() {
            return account;
        }

        Cost closed(int connections, int seconds) throws IOException, InterruptedException {
            awaitAnswers();
            long before = vendor.messages(account.token());
            var cpu = Processes.cpu(server.pid());
            load.closed("closed", connections, Duration.ofSeconds(seconds));
            awaitAnswers();
            var used = Processes.cpu(server.pid()).minus(cpu);
            double many = Math.max(1, answered - before);
            return new Cost(used.own() / many, used.descendants() / many);
        }

        void flood(int connections, int seconds) {
            try {
                load.closed("flood", connections, Duration.ofSeconds(seconds));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void one() throws IOException {
            load.some("one", 1, 1, 1, () -> {}, () -> true);
        }

        double acceptP99(int perSecond, int seconds) throws IOException, InterruptedException {
            var run = load.open("open", 32, perSecond, Duration.ofSeconds(seconds));
            awaitAnswers();
            return run.millis(0.99);
        }

        /// The milliseconds from when a message was due to its answer at the vendor.
        double open(int perSecond, int seconds) throws Exception {
            var run = load.open("open", 8, perSecond, Duration.ofSeconds(seconds));
            awaitAnswers();
            var verdict = new Ledgers(server, vendor, List.of(account), journal)
                    .compare(run.name(), run.from(), run.to(), run.started());
            if (!verdict.isClean()) throw new IllegalStateException(verdict.line());
            return verdict.millis(0.99);
        }

        void awaitAnswers() throws InterruptedException {
            long since = System.nanoTime();
            for (long seen = -1; System.nanoTime() - since < 3_000_000_000L; Thread.sleep(100)) {
                answered = vendor.messages(account.token());
                if (answered > seen) since = System.nanoTime();
                seen = answered;
            }
        }
    }

    private static Times timed(Runnable call) {
        var times = new long[CALLS];
        for (int i = -20; i < CALLS; i++) {
            long before = System.nanoTime();
            call.run();
            if (i >= 0) times[i] = System.nanoTime() - before;
        }
        Arrays.sort(times);
        return new Times(Quantiles.of(times, 0.5) / 1e6, Quantiles.of(times, 0.99) / 1e6);
    }

    /// Streams of a company's admin, each on a connection of its own.
    private static final class Streams implements AutoCloseable {
        private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private final List<Follower> followers = new ArrayList<>();
        private final Semaphore ready = new Semaphore(0);
        private final AtomicInteger told = new AtomicInteger();

        Streams(Server server, int many) throws InterruptedException {
            var admin = Account.admin(server, 1);
            for (int i = 0; i < many; i++) {
                var follower = new Follower();
                followers.add(follower);
                client.sendAsync(admin.request("/api/v1/stream").build(), BodyHandlers.fromLineSubscriber(follower));
                // As browsers come back after a restart: not all in the same instant.
                if (i % 50 == 49) Thread.sleep(250);
            }
            if (!ready.tryAcquire(many, 120, TimeUnit.SECONDS)) throw new IllegalStateException("Not all streams were opened");
        }

        int open() {
            return followers.size();
        }

        /// From now on each stream's first message counts.
        long expect() {
            told.set(0);
            followers.forEach(follower -> follower.first.set(0));
            return System.nanoTime();
        }

        int collect(long[] times, int from, long sent) throws InterruptedException {
            for (int i = 0; i < 500 && told.get() < followers.size(); i++) Thread.sleep(2);
            int many = 0;
            for (var follower : followers) {
                if (follower.first.get() > 0) times[from + many++] = follower.first.get() - sent;
            }
            return many;
        }

        private final class Follower implements Flow.Subscriber<String> {
            final AtomicLong first = new AtomicLong(1);

            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(String line) {
                if (line.startsWith("event") && line.endsWith("ready")) ready.release();
                if (line.startsWith("event") && line.endsWith("message.created") && first.compareAndSet(0, System.nanoTime())) {
                    told.incrementAndGet();
                }
            }

            @Override
            public void onError(Throwable failure) {}

            @Override
            public void onComplete() {}
        }

        @Override
        public void close() {
            client.shutdownNow();
        }
    }

    private void goal(String what, boolean reached) {
        report.line(format("  goal: %-70s %s", what, reached ? "yes" : "NO"));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    private static void progress(String what) {
        System.err.println("scale: " + what);
    }

    private void stop() {
        if (server != null) server.close();
        if (vendor != null) vendor.close();
        try {
            Bench.deleteTree(work.resolve("home"));
        } catch (IOException e) {
            System.err.println("scale: its home could not be removed: " + e.getMessage());
        }
    }
}
