package app.sembang.templates;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/// What a template is for. Greetings and thanks answer only messages that say nothing else.
@Schema(name = "TemplateCategory")
public enum Category {
    GREETING,
    THANKS,
    OBJECTION_HANDLING,
    PRODUCT_INQUIRY,
    CLOSING,
    FOLLOW_UP,
    OTHER;

    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static Category from(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }

    boolean isCourtesy() {
        return this == GREETING || this == THANKS;
    }
}
