package app.sembang.identity;

import app.sembang.companies.Companies;
import app.sembang.companies.Countries;
import app.sembang.companies.Country;
import app.sembang.companies.PublicHolidays;
import app.sembang.shared.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.time.Clock;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// What differs from country to country, as data.
@RestController
@RequestMapping("/api/v1")
@Tag(name = "Company")
@AllowedTo({Role.SUPER_ADMIN, Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
class LocalisationController {
    private final Companies companies;
    private final Countries countries;
    private final PublicHolidays holidays;
    private final Clock clock;

    LocalisationController(Companies companies, Countries countries, PublicHolidays holidays, Clock clock) {
        this.companies = companies;
        this.countries = countries;
        this.holidays = holidays;
        this.clock = clock;
    }

    @GetMapping("/countries")
    @Operation(summary = "List the countries with defaults of their own; the last, `*`, is for any other")
    Page<Country> countries() {
        return new Page<>(countries.all(), null);
    }

    @GetMapping("/public-holidays")
    @Operation(
            summary = "List a year's public holidays",
            description =
                    "Of the company's own country and of this year, unless another is asked for. Without a state only"
                            + " those the whole country keeps. A provisional one may still move.")
    Page<PublicHolidays.Holiday> holidays(
            Member me,
            @RequestParam(required = false) @Nullable @Pattern(regexp = "[A-Z]{2}") String country,
            @RequestParam(required = false) @Nullable @Min(2000) @Max(2100) Integer year,
            @RequestParam(required = false) @Nullable @Pattern(regexp = "[A-Z]{2}-[A-Z0-9]{1,3}") String state) {
        var company = companies.find(me.company()).orElseThrow();
        return new Page<>(
                holidays.in(
                        country == null ? company.country() : country,
                        year == null
                                ? LocalDate.now(clock.withZone(company.timeZone()))
                                        .getYear()
                                : year,
                        state),
                null);
    }
}
