package app.sembang.assistant;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// One thing an answer was held against before it could be sent.
///
/// @param code what was looked at, such as `money` or `language`
/// @param detail what failed, in words for staff; null where all is well
@Schema(name = "AnswerCheck")
public record Check(String code, boolean passed, @Nullable String detail) {
    static Check passed(String code) {
        return new Check(code, true, null);
    }

    static Check failed(String code, String detail) {
        return new Check(code, false, detail);
    }
}
