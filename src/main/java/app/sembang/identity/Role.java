package app.sembang.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// What a member may do. A company user, shown as Agent, sees the conversations assigned to them; a viewer sees all of
/// the company and changes nothing.
public enum Role {
    SUPER_ADMIN,
    COMPANY_ADMIN,
    COMPANY_USER,
    VIEWER;

    @JsonValue
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static Role from(String value) {
        return valueOf(value.toUpperCase(Locale.ROOT));
    }

    /// May change the company's own settings, people and connections.
    public boolean administers() {
        return this == COMPANY_ADMIN || this == SUPER_ADMIN;
    }

    /// May write to customers and be responsible for a conversation.
    public boolean answers() {
        return this == COMPANY_ADMIN || this == COMPANY_USER;
    }
}
