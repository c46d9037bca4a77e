package app.sembang.jobs;

import app.sembang.shared.CompanyId;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/// Jobs that compute for long do so a few at a time, those of one company one fewer: hundreds at once would all end
/// late, and leave nothing to other companies. Who waits for somebody outside gives the turn away meanwhile.
public final class Turns {
    private static final ScopedValue<Turn> MINE = ScopedValue.newInstance();

    private final int most;
    private final Semaphore all;
    private final ConcurrentMap<CompanyId, Semaphore> ofCompany = new ConcurrentHashMap<>();

    private record Turn(Semaphore company, Semaphore all) {
        /// The company's first, so that nobody keeps others waiting while waiting for their own.
        void take() {
            company.acquireUninterruptibly();
            all.acquireUninterruptibly();
        }

        void give() {
            all.release();
            company.release();
        }
    }

    /// @param most at once, of all companies; two at least
    Turns(int most) {
        this.most = most;
        this.all = new Semaphore(most, true);
    }

    /// Does the work, in this thread, when it is the company's turn.
    public void run(CompanyId company, Runnable work) {
        var turn = new Turn(ofCompany.computeIfAbsent(company, _ -> new Semaphore(most - 1, true)), all);
        turn.take();
        try {
            ScopedValue.where(MINE, turn).run(work);
        } finally {
            turn.give();
        }
    }

    /// Does what takes long without computing. Outside of [#run] it is simply done.
    public static <T> T away(Supplier<T> wait) {
        if (!MINE.isBound()) {
            return wait.get();
        }
        var turn = MINE.get();
        turn.give();
        try {
            return wait.get();
        } finally {
            turn.take();
        }
    }
}
