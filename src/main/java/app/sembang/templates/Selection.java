package app.sembang.templates;

import app.sembang.shared.OutletId;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// How a company uses a template. Its own are enabled until it says otherwise, global ones once it enables them.
///
/// @param priority instead of the template's own; null leaves that
/// @param outletId only in conversations of this outlet; null: in all
@Schema(name = "TemplateSelection")
public record Selection(
        boolean enabled,
        boolean preferred,
        @Nullable Integer priority,
        @Nullable Modifications modifications,
        @Nullable OutletId outletId) {

    /// At every outlet.
    public Selection(
            boolean enabled, boolean preferred, @Nullable Integer priority, @Nullable Modifications modifications) {
        this(enabled, preferred, priority, modifications, null);
    }
}
