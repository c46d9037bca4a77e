package app.sembang.companies;

import app.sembang.shared.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// The countries of `countries.json`; adding one is adding data.
@Component
public class Countries {
    private static final Set<String> KNOWN = Set.of(Locale.getISOCountries());
    private static final String ANY = "*";

    private final List<Country> countries;

    Countries(JsonMapper json) {
        try (var resource = Countries.class.getResourceAsStream("countries.json")) {
            this.countries = json.readValue(resource, new TypeReference<>() {});
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// Those with data of their own, and last what is taken for any other.
    public List<Country> all() {
        return countries;
    }

    /// What is usual there; for a country without data, its currency and plain defaults.
    Country of(String code) {
        if (!KNOWN.contains(code)) {
            throw Refusal.invalid("country", "Use a two-letter ISO 3166 country code, such as MY.");
        }
        return countries.stream()
                .filter(country -> country.code().equals(code))
                .findFirst()
                .orElseGet(() -> generic(code));
    }

    private Country generic(String code) {
        var any = countries.stream()
                .filter(country -> country.code().equals(ANY))
                .findFirst()
                .orElseThrow();
        var currency = Currency.getInstance(Locale.of("", code));
        return new Country(
                code,
                currency == null ? any.currency() : currency.getCurrencyCode(),
                any.timeZone(),
                any.dateFormat(),
                any.preferredLanguage(),
                any.additionalLanguages(),
                List.of());
    }

    /// A state of the country, where it has any in the data.
    void requireState(String field, String country, String state) {
        if (of(country).states().stream().noneMatch(one -> one.code().equals(state))) {
            throw Refusal.invalid(field, "'%s' is no state of %s.".formatted(state, country));
        }
    }
}
