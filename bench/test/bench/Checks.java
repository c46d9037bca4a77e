package bench;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// What the measuring itself relies on. Run before each measurement, in well under a second; each method without
/// arguments is a check, its name what holds.
final class Checks {
    private static final long SECOND = 1_000_000_000L;
    private static final UUID CONVERSATION = new UUID(0, 1);

    private Checks() {}

    public static void main(String[] arguments) throws ReflectiveOperationException {
        int failed = 0;
        for (var check : Checks.class.getDeclaredMethods()) {
            if (check.getParameterCount() > 0 || Modifier.isPrivate(check.getModifiers())) continue;
            try {
                check.invoke(null);
            } catch (InvocationTargetException e) {
                failed++;
                System.err.println("bench: it does not hold that " + check.getName() + ": " + e.getCause());
            }
        }
        if (failed > 0) System.exit(1);
    }

    // The ledgers

    static void whatIsStoredAndAnsweredOnceInOrderIsClean() {
        var run = new Ran();
        run.stored(run.sent(Form.SHORT, 0, 200), 1);
        run.stored(run.sent(Form.SHORT, 1, 200), 2);
        run.answered(0, 1);
        equal("lost 0, doubled 0, out of order 0", counts(run.verdict()));
        equal(true, run.verdict().isClean());
        equal(2, run.verdict().answered());
    }

    static void whatWasAcknowledgedAndIsNotStoredIsLost() {
        var run = new Ran();
        run.sent(Form.SHORT, 0, 200);
        equal("lost 1, doubled 0, out of order 0", counts(run.verdict()));
    }

    static void whatWasNeverAcknowledgedIsNotLost() {
        var run = new Ran();
        run.sent(Form.SHORT, 0, 0);
        run.sent(Form.SHORT, 0, 503);
        equal(true, run.verdict().isClean());
    }

    static void aQuestionWithoutAnAnswerIsLost() {
        var run = new Ran();
        run.stored(run.sent(Form.SHORT, 0, 200), 1);
        equal("lost 1, doubled 0, out of order 0", counts(run.verdict()));
    }

    static void whatIsStoredOrAnsweredTwiceIsDoubled() {
        var run = new Ran();
        int message = run.sent(Form.SHORT, 0, 200);
        run.stored(message, 1);
        run.stored(message, 2);
        run.answered(0, 0, 0);
        equal("lost 0, doubled 2, out of order 0", counts(run.verdict()));
    }

    static void aLateCopyOfAnEarlierRunThatIsStoredAgainIsDoubled() {
        var run = new Ran();
        int early = run.sent(Form.SHORT, 0, 200);
        run.from = run.journal.size();
        run.stored(early, 2);
        run.answered(0);
        equal("lost 0, doubled 1, out of order 0", counts(run.verdict()));
    }

    static void answersInAnotherOrderThanTheirQuestionsAreOutOfOrder() {
        var run = new Ran();
        run.stored(run.sent(Form.SHORT, 0, 200), 1);
        run.stored(run.sent(Form.SHORT, 1, 200), 2);
        run.answered(1, 0);
        equal("lost 0, doubled 0, out of order 2", counts(run.verdict()));
    }

    static void aNumberThatIsMissingInAConversationIsOutOfOrder() {
        var run = new Ran();
        run.stored(run.sent(Form.SHORT, 0, 200), 1);
        run.stored(run.sent(Form.SHORT, 1, 200), 3);
        run.answered(0, 1);
        equal("lost 0, doubled 0, out of order 1", counts(run.verdict()));
    }

    static void aBadProofThatIsRefusedLeavesTheRunClean() {
        var run = new Ran();
        run.sent(Form.FORGED, 0, 401);
        equal(true, run.verdict().isClean());
        equal(new Ledgers.Bad(1, 1, 0), run.verdict().bad());
        equal(0, run.verdict().sent());
    }

    static void aBadProofThatIsTakenOrAnsweredInAnotherWayMakesTheRunUnclean() {
        for (int status : new int[] {200, 503, 0}) {
            var run = new Ran();
            run.sent(Form.FORGED, 0, status);
            equal("lost 0, doubled 0, out of order 0", counts(run.verdict()));
            equal(false, run.verdict().isClean());
        }
    }

    static void aBadProofThatIsRefusedAndStoredAllTheSameMakesTheRunUnclean() {
        var run = new Ran();
        run.stored(run.sent(Form.FORGED, 0, 401), 1);
        run.answered(0);
        equal(new Ledgers.Bad(1, 1, 1), run.verdict().bad());
        equal(false, run.verdict().isClean());
    }

    static void aPictureIsHandedOverAndOneThatWasNotFetchedIsLost() {
        for (boolean fetched : new boolean[] {true, false}) {
            var run = new Ran();
            run.stored(run.sent(Form.PICTURE, 0, 200), 1, fetched);
            run.answeredWith(Traffic.HANDED_OVER);
            equal(1, run.verdict().pictures());
            equal(fetched ? 0 : 1, run.verdict().lost());
        }
    }

    static void aPictureAnsweredLikeAQuestionIsNoAnswerToIt() {
        var run = new Ran();
        run.stored(run.sent(Form.PICTURE, 0, 200), 1);
        run.answered(0);
        equal("lost 1, doubled 1, out of order 0", counts(run.verdict()));
    }

    // The goals

    static void theStatusSaysWhetherLedgersAreCleanAndHowFarGoalsWereMissed() {
        var reached = Goal.atMost("p99", "", "", 40, 36);
        var nearly = Goal.atMost("p99", "", "", 40, 57);
        var missed = Goal.atMost("p99", "", "", 40, 58);
        var slow = Goal.atLeast("rate", "", "", 0.6, 0.41);
        var unjudged = Goal.unjudged("start", "", "");
        equal(0, Goal.status(true, 0.7, List.of(reached, nearly, unjudged)));
        equal(3, Goal.status(true, 0.7, List.of(reached, missed)));
        equal(3, Goal.status(true, 0.7, List.of(slow)));
        equal(0, Goal.status(true, 0, List.of(missed, slow)));
        equal(1, Goal.status(false, 0.7, List.of(missed)));
        equal(1, Goal.status(false, 0, List.of(reached)));
        equal(false, nearly.isReached());
    }

    static void halfTheRateIsAlwaysAmongThem() {
        equal(List.of(0.25, 0.5, 0.8, 1.1), Bench.withHalf(List.of(1.1, 0.25, 0.8)));
        equal(List.of(0.5), Bench.withHalf(List.of(0.5)));
    }

    static void anUnknownArgumentIsRefused() {
        var given = Arguments.of(List.of("--a=1,2", "--b"), Set.of("--a", "--b"));
        equal(List.of(1.0, 2.0), given.numbers("--a", List.of()));
        equal(true, given.has("--b"));
        equal(7, given.whole("--c", 7));
        try {
            Arguments.of(List.of("--nonsense=1"), Set.of("--a"));
        } catch (IllegalArgumentException _) {
            return;
        }
        throw new AssertionError("--nonsense was taken");
    }

    // The traffic

    static void arrivalsComeAtTheRateAskedForAndByChance() {
        var traffic = new Traffic(Traffic.Mix.USUAL, new Journal());
        var gaps = IntStream.range(0, 100_000).mapToLong(_ -> traffic.gapNanos(1_000)).sorted().toArray();
        near(1e6, LongStream.of(gaps).average().orElseThrow(), 0.02);
        // Of a Poisson process: half of the gaps are shorter than ln 2 of their mean.
        near(1e6 * Math.log(2), gaps[gaps.length / 2], 0.02);
    }

    static void sharesAreAsTheMixSays() {
        var mix = Traffic.Mix.USUAL;
        var journal = new Journal();
        var traffic = new Traffic(mix, journal);
        int deliveries = 200_000;
        // A thousand a second: after the first minute there is something old enough for late copies.
        for (int i = 0; i < deliveries; i++) deliver(journal, traffic, i * SECOND / 1_000);
        near(mix.copies() * deliveries, traffic.copied(), 0.05);
        near(mix.lateCopies() * (deliveries - 60_000), traffic.copiedLate(), 0.1);
        double fresh = journal.size() - of(journal, Form.FORGED).size();
        near(mix.bad() * deliveries, of(journal, Form.FORGED).size(), 0.1);
        near(mix.media() * fresh, of(journal, Form.PICTURE).size(), 0.05);
        near(mix.sizes().get(0) * fresh, of(journal, Form.KILOBYTE).size(), 0.05);
        near(mix.sizes().get(1) * fresh, of(journal, Form.TEN_KILOBYTES).size(), 0.1);
        near(mix.sizes().get(2) * fresh, of(journal, Form.QUARTER_MEGABYTE).size(), 0.3);
    }

    static void copiesAreOfWhatWasSentAndLateOnesOfWhatIsOldAndAcknowledged() {
        var usual = Traffic.Mix.USUAL;
        var late = new Traffic.Mix(
                usual.contacts(), usual.newContacts(), usual.inRuns(), 0, 0.5, Duration.ofSeconds(3), 0.2, 0.1, List.of());
        var journal = new Journal();
        var traffic = new Traffic(late, journal);
        for (int i = 0; i < 20_000; i++) {
            long now = i * SECOND / 1_000;
            int before = journal.size();
            int message = deliver(journal, traffic, now);
            if (message >= before) continue;
            equal(true, journal.isAccepted(message));
            equal(true, journal.scheduledNanos(message) <= now - 3 * SECOND);
        }
        equal(true, traffic.copiedLate() > 0);
        equal(0, traffic.copied());
    }

    static void whoSendsAPictureSendsNothingElse() {
        var journal = new Journal();
        var traffic = new Traffic(Traffic.Mix.USUAL, journal);
        for (int i = 0; i < 20_000; i++) deliver(journal, traffic, i);
        var senders = new HashSet<Long>();
        for (int message : of(journal, Form.PICTURE)) equal(true, senders.add(journal.chat(message)));
        for (int message = 0; message < journal.size(); message++) {
            if (journal.form(message) != Form.PICTURE) equal(false, senders.contains(journal.chat(message)));
        }
    }

    static void updatesAreAboutAsLargeAsTheirFormSays() {
        var journal = new Journal();
        var traffic = new Traffic(Traffic.Mix.USUAL, journal);
        traffic.photos(_ -> "[{\"file_id\":\"a\"}]");
        for (var form : Form.values()) {
            var update = traffic.update(journal.add(1, 0, form, 0));
            if (form.bytes() == 0) equal(true, update.length() < 500);
            else near(form.bytes() + 500, update.length(), 0.05);
            equal(form == Form.PICTURE, update.contains("\"photo\":[{"));
            equal(form != Form.PICTURE, update.contains("\"text\":\"" + Traffic.TOPICS.getFirst().question()));
        }
    }

    // What they are told with

    private static int deliver(Journal journal, Traffic traffic, long now) {
        int message = traffic.next(now);
        journal.sent(message, now + 1);
        journal.settled(message, journal.form(message) == Form.FORGED ? 401 : 200, now + 2);
        return message;
    }

    private static List<Integer> of(Journal journal, Form form) {
        return IntStream.range(0, journal.size())
                .filter(message -> journal.form(message) == form)
                .boxed()
                .toList();
    }

    /// A run of one contact, and what the database and the vendor have of it.
    private static final class Ran {
        private static final long CHAT = 1;

        final Journal journal = new Journal();
        final List<Ledgers.Row> rows = new ArrayList<>();
        final List<Vendor.Delivered> delivered = new ArrayList<>();
        int from;

        int sent(Form form, int topic, int status) {
            long now = 1 + journal.size() * 10L;
            int message = journal.add(CHAT, topic, form, now);
            journal.sent(message, now);
            journal.settled(message, status, now + 5);
            return message;
        }

        void stored(int message, int seq) {
            stored(message, seq, true);
        }

        void stored(int message, int seq, boolean fetched) {
            rows.add(new Ledgers.Row(CHAT, CONVERSATION, seq, true, message, false, 0, fetched));
        }

        void answered(int... topics) {
            for (int topic : topics) answeredWith(Traffic.answer(Form.SHORT, topic));
        }

        void answeredWith(String text) {
            delivered.add(new Vendor.Delivered(delivered.size() + 1, CHAT, Vendor.textHash(text)));
        }

        Ledgers.Verdict verdict() {
            return new Ledgers(null, null, List.of(), journal).compare("run", from, journal.size(), rows, delivered);
        }
    }

    private static String counts(Ledgers.Verdict verdict) {
        return "lost %d, doubled %d, out of order %d".formatted(verdict.lost(), verdict.doubled(), verdict.outOfOrder());
    }

    private static void equal(Object wanted, Object found) {
        if (!wanted.equals(found)) throw new AssertionError(found + " is not " + wanted);
    }

    /// @param share by which it may differ
    private static void near(double wanted, double found, double share) {
        if (Math.abs(found - wanted) > share * wanted) throw new AssertionError(found + " is not about " + wanted);
    }
}
