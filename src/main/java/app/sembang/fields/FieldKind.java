package app.sembang.fields;

import app.sembang.shared.Money;
import app.sembang.shared.Refusal;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// What a company's own field can hold. Each kind writes a value in one form, so that equal values are equal texts.
public enum FieldKind {
    TEXT,
    NUMBER,
    DATE,
    CHOICE,
    YES_NO,
    MONEY;

    private static final int LONGEST = 500;
    private static final Pattern NUMBERS = Pattern.compile("-?\\d{1,15}(\\.\\d{1,6})?");

    /// The value in its one form.
    ///
    /// @param field what a refusal names
    /// @param currency of amounts
    public String checked(String field, String value, List<String> choices, String currency) {
        return switch (this) {
            case TEXT -> {
                if (value.length() > LONGEST)
                    throw Refusal.invalid(field, "Use 1 to %d characters.".formatted(LONGEST));
                yield value;
            }
            case NUMBER -> number(field, value).stripTrailingZeros().toPlainString();
            case DATE -> date(field, value);
            case CHOICE -> {
                if (!choices.contains(value)) throw Refusal.invalid(field, "is none of the field's choices");
                yield value;
            }
            case YES_NO -> {
                var said = value.toLowerCase(Locale.ROOT);
                if (!said.equals("true") && !said.equals("false"))
                    throw Refusal.invalid(field, "is neither true nor false");
                yield said;
            }
            case MONEY -> {
                try {
                    yield Money.of(number(field, value), currency).amount();
                } catch (ArithmeticException tooFine) {
                    throw Refusal.invalid(field, "has more decimals than the currency");
                }
            }
        };
    }

    private static BigDecimal number(String field, String value) {
        if (!NUMBERS.matcher(value).matches()) throw Refusal.invalid(field, "is not a number");
        return new BigDecimal(value);
    }

    private static String date(String field, String value) {
        try {
            var date = LocalDate.parse(value);
            if (date.getYear() >= 1 && date.getYear() <= 9999) return date.toString();
        } catch (DateTimeException unreadable) {
            // Said below.
        }
        throw Refusal.invalid(field, "is not a date such as 2026-11-26");
    }

    @JsonValue
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static FieldKind from(String value) {
        return valueOf(value.toUpperCase(Locale.ROOT));
    }
}
