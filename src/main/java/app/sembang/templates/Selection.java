package app.sembang.templates;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// How a company uses a template. Its own are enabled until it says otherwise, global ones once it enables them.
///
/// @param priority instead of the template's own; null leaves that
@Schema(name = "TemplateSelection")
public record Selection(
        boolean enabled,
        boolean preferred,
        @Nullable Integer priority,
        @Nullable Modifications modifications) {}
