package app.sembang.shared;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Currency;
import java.util.Locale;
import java.util.regex.Pattern;

/// An amount in a currency, with exactly as many decimals as the currency has. In JSON
/// `{"amount":"10.00","currency":"MYR"}`.
public record Money(String amount, String currency) {
    /// Written out: an exponent could stand for more digits than there is room for.
    private static final Pattern AMOUNT = Pattern.compile("-?\\d{1,18}(\\.\\d{1,6})?");

    @JsonCreator
    public Money {
        if (!AMOUNT.matcher(amount).matches()) {
            throw new IllegalArgumentException("Not an amount of money: " + amount);
        }
        amount = new BigDecimal(amount)
                .setScale(Currency.getInstance(currency).getDefaultFractionDigits())
                .toPlainString();
    }

    public static Money of(BigDecimal amount, String currency) {
        return new Money(amount.toPlainString(), currency);
    }

    /// As people read it, the same in all languages: `RM 1,234.50`.
    public String written() {
        var format = new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT));
        format.setMinimumFractionDigits(value().scale());
        format.setMaximumFractionDigits(value().scale());
        return (currency.equals("MYR") ? "RM" : currency) + " " + format.format(value());
    }

    public BigDecimal value() {
        return new BigDecimal(amount);
    }
}
