package bench;

/// Quantiles of sorted figures, by nearest rank.
final class Quantiles {
    private Quantiles() {}

    static long of(long[] sorted, double quantile) {
        if (sorted.length == 0) return 0;
        return sorted[Math.clamp((int) Math.ceil(quantile * sorted.length) - 1, 0, sorted.length - 1)];
    }
}
