package app.sembang.conversations;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// How far the assistant goes in one conversation. Never further than the company lets it go anywhere.
public enum AssistantMode {
    /// Answers the customer where the company lets it.
    AUTO,
    /// People answer; it offers them what to say.
    SUGGEST,
    /// People answer, and it offers nothing.
    OFF;

    static AssistantMode of(Answering answering, boolean off) {
        if (off) return OFF;
        return answering == Answering.ASSISTANT ? AUTO : SUGGEST;
    }

    @JsonValue
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static AssistantMode from(String value) {
        return valueOf(value.toUpperCase(Locale.ROOT));
    }
}
