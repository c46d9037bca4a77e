package app.sembang.templates;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A stretch of a list; `next` is passed as `after` to go on, and null at the end.
record Page<T>(List<T> items, @Nullable String next) {}
