package app.sembang.simulator;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// What a vendor received, kept without locks and in bounded memory: every call as it was, or, for load, of
/// every message three numbers.
abstract sealed class Ledger {
    /// A message that a customer got: `textHash` is [Simulator#textHash(String)].
    record Sent(long micros, long chatId, long textHash) {}

    private final LongAdder calls = new LongAdder();
    private final LongAdder messages = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder unanswered = new LongAdder();

    static Ledger of(SimulatorOptions options) {
        return options.compactLedger() ? new Compact() : new Full();
    }

    final void add(RecordedCall call) {
        calls.increment();
        if (call.isMessage()) messages.increment();
        if (call.status() >= 400) refused.increment();
        if (call.status() == 0) unanswered.increment();
        keep(call);
    }

    final Map<String, Long> counts() {
        return Map.of(
                "calls", calls.sum(),
                "messages", messages.sum(),
                "refused", refused.sum(),
                "unanswered", unanswered.sum());
    }

    abstract void keep(RecordedCall call);

    /// The calls still kept, oldest first; a compact ledger keeps none.
    abstract List<RecordedCall> calls();

    /// The messages still kept, oldest first.
    abstract List<Sent> messages();

    private static final class Full extends Ledger {
        private static final int MOST = 100_000;

        private final AtomicReferenceArray<@Nullable RecordedCall> ring = new AtomicReferenceArray<>(MOST);
        private final AtomicLong next = new AtomicLong();

        @Override
        void keep(RecordedCall call) {
            ring.set((int) (next.getAndIncrement() % MOST), call);
        }

        @Override
        List<RecordedCall> calls() {
            long end = next.get();
            var calls = new ArrayList<RecordedCall>();
            for (long position = Math.max(0, end - MOST); position < end; position++) {
                var call = ring.get((int) (position % MOST));
                if (call != null) calls.add(call);
            }
            return calls;
        }

        @Override
        List<Sent> messages() {
            return calls().stream()
                    .filter(RecordedCall::isMessage)
                    .map(call -> new Sent(
                            ChronoUnit.MICROS.between(Instant.EPOCH, call.at()),
                            call.chatId(),
                            Simulator.textHash(call.text())))
                    .toList();
        }
    }

    private static final class Compact extends Ledger {
        private static final int BLOCK = 1 << 16;
        private static final int MOST_BLOCKS = 128;

        private final AtomicReferenceArray<@Nullable AtomicLongArray> blocks = new AtomicReferenceArray<>(MOST_BLOCKS);
        private final AtomicLong next = new AtomicLong();

        @Override
        void keep(RecordedCall call) {
            if (!call.isMessage()) return;
            long position = next.getAndIncrement();
            int number = (int) Math.min(position / BLOCK, MOST_BLOCKS);
            if (number == MOST_BLOCKS) return;
            var block = block(number);
            int slot = (int) (position % BLOCK) * 3;
            block.setPlain(slot, call.chatId());
            block.setPlain(slot + 1, Simulator.textHash(call.text()));
            block.setRelease(slot + 2, ChronoUnit.MICROS.between(Instant.EPOCH, call.at()));
        }

        private AtomicLongArray block(int number) {
            var block = blocks.get(number);
            if (block != null) return block;
            var fresh = new AtomicLongArray(BLOCK * 3);
            var before = blocks.compareAndExchange(number, null, fresh);
            return before == null ? fresh : before;
        }

        @Override
        List<RecordedCall> calls() {
            return List.of();
        }

        @Override
        List<Sent> messages() {
            var sent = new ArrayList<Sent>();
            for (int number = 0; number < MOST_BLOCKS; number++) {
                var block = blocks.get(number);
                if (block == null) break;
                for (int slot = 0; slot < BLOCK * 3; slot += 3) {
                    long micros = block.getAcquire(slot + 2);
                    if (micros != 0) sent.add(new Sent(micros, block.getPlain(slot), block.getPlain(slot + 1)));
                }
            }
            sent.sort(Comparator.comparingLong(Sent::micros));
            return sent;
        }
    }
}
