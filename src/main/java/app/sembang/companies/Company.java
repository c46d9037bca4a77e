package app.sembang.companies;

import app.sembang.shared.CompanyId;
import app.sembang.shared.Language;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.ZoneId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A tenant. Days, business hours and quiet hours follow `timeZone`; money is in `currency` (ISO 4217).
///
/// @param dateFormat such as DD/MM/YYYY
public record Company(
        CompanyId id,
        String name,
        String slug,
        Status status,
        String country,
        String currency,
        ZoneId timeZone,
        String dateFormat,
        Language preferredLanguage,
        @Nullable String industryCategory) {

    public enum Status {
        TRIAL,
        ACTIVE,
        SUSPENDED;

        @JsonValue
        public String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        public static Status from(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }

    /// Nobody of it works here now: what comes in is stored, nothing goes out.
    public boolean suspended() {
        return status == Status.SUSPENDED;
    }
}
