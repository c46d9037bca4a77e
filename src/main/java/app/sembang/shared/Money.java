package app.sembang.shared;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.math.BigDecimal;
import java.util.Currency;

/// An amount in a currency, with exactly as many decimals as the currency has. In JSON
/// `{"amount":"10.00","currency":"MYR"}`.
public record Money(String amount, String currency) {
    @JsonCreator
    public Money {
        amount = new BigDecimal(amount)
                .setScale(Currency.getInstance(currency).getDefaultFractionDigits())
                .toPlainString();
    }

    public static Money of(BigDecimal amount, String currency) {
        return new Money(amount.toPlainString(), currency);
    }

    public BigDecimal value() {
        return new BigDecimal(amount);
    }
}
