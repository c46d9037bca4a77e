package app.sembang.templates;

import app.sembang.shared.OutletId;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// How a company uses a template. Its own are enabled until it says otherwise, global ones once it enables them.
///
/// @param priority instead of the template's own; null leaves that
/// @param outletId only in conversations of this outlet; null: in all
/// @param basedOn the version of a global template that the modifications are made for, in which it answers until the
///     company takes a newer one; null with modifications: the newest
/// @param keptOver the newest version the company has decided not to take
@Schema(name = "TemplateSelection")
public record Selection(
        boolean enabled,
        boolean preferred,
        @Nullable Integer priority,
        @Nullable Modifications modifications,
        @Nullable OutletId outletId,
        @Nullable Integer basedOn,
        @Nullable Integer keptOver) {

    /// At every outlet, and made for the newest version.
    public Selection(
            boolean enabled, boolean preferred, @Nullable Integer priority, @Nullable Modifications modifications) {
        this(enabled, preferred, priority, modifications, null, null, null);
    }

    Selection madeFor(@Nullable Integer version) {
        var kept = version == null || keptOver == null || keptOver <= version ? null : keptOver;
        return new Selection(enabled, preferred, priority, modifications, outletId, version, kept);
    }
}
