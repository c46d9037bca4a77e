package app.sembang.privacy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// Why a contact is erased, after GDPR Article 17(1) and the PDPA's sections 10 and 38. Not words
/// of somebody's own: those would be kept with the proof.
enum Ground {
    REQUESTED,
    CONSENT_WITHDRAWN,
    NO_LONGER_NEEDED,
    UNLAWFUL,
    LEGAL_DUTY,
    RETENTION;

    @JsonValue
    String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    static Ground from(String value) {
        for (var ground : values()) {
            if (ground.value().equals(value)) {
                return ground;
            }
        }
        throw new IllegalArgumentException("Not a ground: " + value);
    }
}
