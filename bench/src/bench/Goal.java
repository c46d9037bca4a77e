package bench;

import java.util.List;

/// What we want to reach, and what a run did.
///
/// @param share of the goal that was reached: 1 and more where it was; not a number where nothing is judged
record Goal(String what, String wanted, String reached, double share) {
    /// The exit status of a run.
    static final int CLEAN = 0;
    static final int WRONG = 1;
    static final int BELOW = 3;

    static Goal atLeast(String what, String wanted, String reached, double goal, double figure) {
        return new Goal(what, wanted, reached, figure / goal);
    }

    static Goal atMost(String what, String wanted, String reached, double goal, double figure) {
        return new Goal(what, wanted, reached, goal / Math.max(1e-9, figure));
    }

    static Goal unjudged(String what, String wanted, String reached) {
        return new Goal(what, wanted, reached, Double.NaN);
    }

    boolean isJudged() {
        return !Double.isNaN(share);
    }

    boolean isReached() {
        return share >= 1;
    }

    /// Those of which less than this share was reached.
    static List<Goal> below(double gate, List<Goal> goals) {
        return goals.stream().filter(goal -> goal.share < gate).toList();
    }

    /// @param gate the share of each goal that is asked for; 0 asks for none
    static int status(boolean clean, double gate, List<Goal> goals) {
        if (!clean) return WRONG;
        return below(gate, goals).isEmpty() ? CLEAN : BELOW;
    }
}
