package app.sembang.identity;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Describes the header without which a call by cookie is refused: [RefreshCookie#requireOwnPage].
@Parameter(
        name = "X-Sembang",
        in = ParameterIn.HEADER,
        required = true,
        description = "What a foreign page cannot send",
        schema = @Schema(allowableValues = "1"))
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface FromOwnPage {}
