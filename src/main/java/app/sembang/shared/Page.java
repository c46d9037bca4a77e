package app.sembang.shared;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A part of a list: `next` is what to pass as `after` to go on, null at the end.
public record Page<T>(List<T> items, @Nullable String next) {
    /// More are not shown at once; `limit` without a value is 50.
    public static final int MOST = 100;

    /// From rows of which one more than `size` was read, to know whether there is a next page.
    public static <T> Page<T> of(List<T> rows, int size, Function<T, String> key) {
        if (rows.size() <= size) {
            return new Page<>(rows, null);
        }
        var items = rows.subList(0, size);
        return new Page<>(items, key.apply(items.getLast()));
    }
}
