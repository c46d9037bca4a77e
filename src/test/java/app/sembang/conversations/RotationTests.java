package app.sembang.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.shared.Ids;
import app.sembang.shared.MemberId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Taking turns, whoever comes, goes or has no room meanwhile.
class RotationTests {
    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    /// Over any stretch the shares of those who had room all the while differ by one at most.
    @ParameterizedTest
    @MethodSource("seeds")
    void overAnyStretchTheSharesOfThoseWithRoomDifferByOneAtMost(long seed) {
        var random = new Random(seed);
        var everybody = IntStream.range(0, 1 + random.nextInt(7))
                .mapToObj(i -> new MemberId(Ids.next()))
                .sorted((a, b) -> a.toString().compareTo(b.toString()))
                .toList();
        var comesAndGoes = random.nextDouble();
        var free = new ArrayList<Set<MemberId>>();
        var given = new ArrayList<MemberId>();
        MemberId last = null;
        for (int turn = 0; turn < 80; turn++) {
            var now = everybody.stream()
                    .filter(one -> random.nextDouble() >= comesAndGoes)
                    .toList();
            if (now.isEmpty()) {
                continue;
            }
            last = Assignments.nextInTurn(last, now);
            free.add(Set.copyOf(now));
            given.add(last);
        }

        for (int from = 0; from < given.size(); from++) {
            var all = new HashSet<>(everybody);
            var shares = new HashMap<MemberId, Integer>();
            for (int to = from; to < given.size(); to++) {
                all.retainAll(free.get(to));
                shares.merge(given.get(to), 1, Integer::sum);
                var counts = all.stream()
                        .mapToInt(one -> shares.getOrDefault(one, 0))
                        .summaryStatistics();
                assertThat(all.isEmpty() ? 0 : counts.getMax() - counts.getMin())
                        .as("from %d to %d of %s", from, to, given)
                        .isLessThanOrEqualTo(1);
            }
        }
    }
}
