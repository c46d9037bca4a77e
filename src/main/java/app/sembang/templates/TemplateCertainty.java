package app.sembang.templates;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// How sure a company wants to be before a template answers.
///
/// @param sureFrom of a match's certainty, which is between 0 and 1; null: what is usual, some 0.6, less where nothing
///     else comes near
@Schema(name = "TemplateCertainty")
record TemplateCertainty(
        @Nullable @DecimalMin("0.55") @DecimalMax("0.95") BigDecimal sureFrom) {}
