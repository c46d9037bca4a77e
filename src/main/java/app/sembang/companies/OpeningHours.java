package app.sembang.companies;

import app.sembang.database.CompanyTransactions;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Ids;
import app.sembang.shared.Language;
import app.sembang.shared.OutletId;
import app.sembang.shared.Refusal;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// When companies and their outlets are open. An outlet has its own hours, state and time zone where it says so,
/// and the company's otherwise. What another process changed is seen after 10 seconds.
@Component
public class OpeningHours {
    private static final TypeReference<Map<Language, String>> TEXTS = new TypeReference<>() {};

    private final CompanyTransactions transactions;
    private final PublicHolidays holidays;
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Clock clock;
    private final Cache<Place, Known> known = Caffeine.newBuilder()
            .maximumSize(20_000)
            .expireAfterWrite(Duration.ofSeconds(10))
            .build();

    private record Place(CompanyId company, @Nullable OutletId outlet) {}

    private record Known(ZoneId zone, @Nullable BusinessHours hours, Map<Language, String> awayTexts) {
        Opening at(Instant moment) {
            if (hours == null || hours.isOpen(moment)) {
                return new Opening(zone, true, null, awayTexts);
            }
            return new Opening(zone, false, hours.nextOpening(moment).orElse(null), awayTexts);
        }
    }

    OpeningHours(
            CompanyTransactions transactions, PublicHolidays holidays, JdbcClient jdbc, JsonMapper json, Clock clock) {
        this.transactions = transactions;
        this.holidays = holidays;
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    /// Inside a transaction of the company or outside of any.
    public Opening now(CompanyId company, @Nullable OutletId outlet) {
        return placeOf(company, outlet).at(clock.instant());
    }

    /// When it will have been open for so long since a moment, where hours are known; else simply then. Empty where
    /// that is not within a year. Inside a transaction of the company or outside of any.
    public Optional<Instant> after(CompanyId company, @Nullable OutletId outlet, Instant since, Duration open) {
        var hours = placeOf(company, outlet).hours();
        return hours == null ? Optional.of(since.plus(open)) : hours.after(since, open);
    }

    private Known placeOf(CompanyId company, @Nullable OutletId outlet) {
        var place = new Place(company, outlet);
        var cached = known.getIfPresent(place);
        if (cached != null) {
            return cached;
        }
        var read = transactions.inside(company, () -> read(place));
        known.put(place, read);
        return read;
    }

    /// The week that counts for an outlet, or for the company; empty where none was told. Holidays are not in it.
    public Optional<Week> usual(CompanyId company, @Nullable OutletId outlet) {
        return transactions.inside(
                company, () -> week(company, outlet).or(() -> outlet == null ? Optional.empty() : week(company, null)));
    }

    /// The week a company or an outlet has set itself. In a transaction of the company.
    Optional<Week> week(CompanyId company, @Nullable OutletId outlet) {
        return jdbc.sql("""
                select hours from business_hours
                 where company_id = :company and outlet_id is not distinct from cast(:outlet as uuid)
                 order by valid_from desc, id desc
                 limit 1
                """)
                .param("company", company.value())
                .param("outlet", outlet == null ? null : outlet.toString())
                .query((row, number) ->
                        Optional.ofNullable(row.getString("hours")).map(text -> json.readValue(text, Week.class)))
                .optional()
                .flatMap(week -> week);
    }

    /// From now on. Null takes an outlet back to the company's hours. In a transaction of the company.
    void set(CompanyId company, @Nullable OutletId outlet, @Nullable Week week) {
        jdbc.sql("""
                insert into business_hours (company_id, id, outlet_id, valid_from, hours)
                values (:company, :id, cast(:outlet as uuid), :now, cast(:hours as jsonb))
                """)
                .param("company", company.value())
                .param("id", Ids.next())
                .param("outlet", outlet == null ? null : outlet.toString())
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("hours", week == null ? null : json.writeValueAsString(week))
                .update();
    }

    /// After anything of it has changed. In a transaction it is forgotten again at its end: somebody may have read
    /// what was before meanwhile.
    void forget(CompanyId company) {
        known.asMap().keySet().removeIf(place -> place.company().equals(company));
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCompletion(int status) {
                    known.asMap().keySet().removeIf(place -> place.company().equals(company));
                }
            });
        }
    }

    private Known read(Place place) {
        return jdbc.sql("""
                select c.country, coalesce(o.state, c.state) as state, coalesce(o.time_zone, c.time_zone) as time_zone,
                       c.closed_on_holidays, c.away_texts,
                       coalesce(
                           (select hours from business_hours h
                             where h.company_id = c.id and h.outlet_id = o.id
                             order by h.valid_from desc, h.id desc limit 1),
                           (select hours from business_hours h
                             where h.company_id = c.id and h.outlet_id is null
                             order by h.valid_from desc, h.id desc limit 1)) as hours
                  from company c
                  left join outlet o on o.company_id = c.id and o.id = cast(:outlet as uuid)
                 where c.id = :company
                """)
                .param("company", place.company().value())
                .param("outlet", place.outlet() == null ? null : place.outlet().toString())
                .query(this::known)
                .optional()
                .orElseThrow(() -> Refusal.notFound("company", place.company()));
    }

    private Known known(ResultSet row, int number) throws SQLException {
        var zone = ZoneId.of(row.getString("time_zone"));
        var country = row.getString("country");
        var state = row.getString("state");
        var hours = row.getString("hours");
        boolean closedOnHolidays = row.getBoolean("closed_on_holidays");
        return new Known(
                zone,
                hours == null
                        ? null
                        : new BusinessHours(
                                json.readValue(hours, Week.class),
                                zone,
                                day -> closedOnHolidays && holidays.isHoliday(country, state, day)),
                json.readValue(row.getString("away_texts"), TEXTS));
    }
}
