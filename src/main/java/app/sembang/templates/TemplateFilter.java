package app.sembang.templates;

import app.sembang.shared.Language;
import org.jspecify.annotations.Nullable;

/// Which templates a list shows; null leaves a side open.
record TemplateFilter(
        @Nullable Category category,
        @Nullable Language language,
        @Nullable Boolean global) {}
