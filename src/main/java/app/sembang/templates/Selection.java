package app.sembang.templates;

import org.jspecify.annotations.Nullable;

/// How a company uses a template. Its own are enabled until it says otherwise, global ones once it enables them.
///
/// @param enabled true where it is left out, `preferred` false
/// @param priority instead of the template's own; null leaves that
public record Selection(
        boolean enabled,
        boolean preferred,
        @Nullable Integer priority,
        @Nullable Modifications modifications) {}
