package app.sembang.companies;

import app.sembang.audit.AuditLog;
import app.sembang.database.CompanyTransactions;
import app.sembang.shared.CompanyId;
import app.sembang.shared.MemberId;
import app.sembang.shared.OutletId;
import app.sembang.shared.Refusal;
import app.sembang.shared.Texts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The outlets of companies. Works inside a transaction of the company and outside of any.
@Component
public class Outlets {
    private final CompanyTransactions transactions;
    private final Companies companies;
    private final Countries countries;
    private final OpeningHours hours;
    private final AuditLog audit;
    private final JdbcClient jdbc;
    private final Clock clock;

    Outlets(
            CompanyTransactions transactions,
            Companies companies,
            Countries countries,
            OpeningHours hours,
            AuditLog audit,
            JdbcClient jdbc,
            Clock clock) {
        this.transactions = transactions;
        this.companies = companies;
        this.countries = countries;
        this.hours = hours;
        this.audit = audit;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// By age, at most as many as asked for.
    public List<Outlet> list(CompanyId company, @Nullable OutletId after, int most) {
        return transactions.inside(
                company,
                () -> jdbc.sql("""
                        select * from outlet
                         where company_id = :company and (cast(:after as uuid) is null or id > cast(:after as uuid))
                         order by id limit :most
                        """)
                        .param("company", company.value())
                        .param("after", after == null ? null : after.toString())
                        .param("most", most)
                        .query((row, number) -> outlet(company, row))
                        .list());
    }

    public Outlet find(CompanyId company, OutletId id) {
        return transactions.inside(
                company,
                () -> jdbc.sql("select * from outlet where company_id = :company and id = :id")
                        .param("company", company.value())
                        .param("id", id.value())
                        .query((row, number) -> outlet(company, row))
                        .optional()
                        .orElseThrow(() -> Refusal.notFound("outlet", id)));
    }

    /// Refuses what is no outlet of the company, or one that has been closed, naming the field it was given in.
    public void requireActive(CompanyId company, OutletId id, String field) {
        boolean there = transactions.inside(
                company,
                () -> jdbc.sql("select active from outlet where company_id = :company and id = :id")
                        .param("company", company.value())
                        .param("id", id.value())
                        .query(Boolean.class)
                        .optional()
                        .orElse(false));
        if (!there) {
            throw Refusal.invalid(field, "There is no active outlet %s.".formatted(id));
        }
    }

    /// To which outlet something is limited after a change, checked as by [#requireActive] where it is another one.
    ///
    /// @param wanted null: as before
    /// @param every true: to none any more
    public @Nullable OutletId changed(
            CompanyId company,
            @Nullable OutletId before,
            @Nullable OutletId wanted,
            @Nullable Boolean every,
            String field) {
        if (wanted != null && !wanted.equals(before)) requireActive(company, wanted, field);
        if (Boolean.TRUE.equals(every)) return null;
        return wanted == null ? before : wanted;
    }

    public Outlet create(CompanyId company, Outlet.Draft draft, MemberId by) {
        var id = OutletId.next();
        return transactions.inside(company, () -> {
            checkState(company, draft.state());
            companies.requireRoom(company, Limit.OUTLETS, () -> count(company));
            named(
                    draft.name(),
                    () -> jdbc.sql("""
                            insert into outlet (company_id, id, name, address, phone, state, time_zone, created_at)
                            values (:company, :id, :name, :address, :phone, :state, :zone, :now)
                            """)
                            .param("company", company.value())
                            .param("id", id.value())
                            .param("name", draft.name().strip())
                            .param("address", Texts.blankAsNull(draft.address()))
                            .param("phone", Texts.blankAsNull(draft.phone()))
                            .param("state", Texts.blankAsNull(draft.state()))
                            .param(
                                    "zone",
                                    draft.timeZone() == null
                                            ? null
                                            : draft.timeZone().getId())
                            .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                            .update());
            setHours(company, id, draft.businessHours());
            audit.record(
                    company,
                    by,
                    "outlet_created",
                    id,
                    Map.of(),
                    Map.of("name", draft.name().strip()));
            companies.tellOfRoom(company, Limit.OUTLETS, () -> count(company));
            return find(company, id);
        });
    }

    public Outlet change(CompanyId company, OutletId id, Outlet.Change change, MemberId by) {
        return transactions.inside(company, () -> {
            var before = find(company, id);
            checkState(company, change.state());
            var zone = Boolean.FALSE.equals(change.ownTimeZone())
                    ? null
                    : change.timeZone() == null ? before.timeZone() : change.timeZone();
            var name = change.name() == null ? before.name() : change.name().strip();
            var active = change.active() == null ? before.active() : change.active();
            named(
                    name,
                    () -> jdbc.sql("""
                            update outlet
                               set name = :name, address = :address, phone = :phone, state = :state, time_zone = :zone,
                                   active = :active
                             where company_id = :company and id = :id
                            """)
                            .param("company", company.value())
                            .param("id", id.value())
                            .param("name", name)
                            .param("address", Texts.removable(change.address(), before.address()))
                            .param("phone", Texts.removable(change.phone(), before.phone()))
                            .param("state", Texts.removable(change.state(), before.state()))
                            .param("zone", zone == null ? null : zone.getId())
                            .param("active", active)
                            .update());
            if (Boolean.FALSE.equals(change.ownHours())) {
                hours.set(company, id, null);
            } else {
                setHours(company, id, change.businessHours());
            }
            hours.forget(company);
            var after = find(company, id);
            audit.recordChange(company, by, "outlet_changed", id, before, after);
            return after;
        });
    }

    /// Only an outlet nothing was ever attached to; any other is deactivated instead.
    public void delete(CompanyId company, OutletId id, MemberId by) {
        transactions.inside(company, () -> {
            var outlet = find(company, id);
            try {
                jdbc.sql("delete from outlet where company_id = :company and id = :id")
                        .param("company", company.value())
                        .param("id", id.value())
                        .update();
            } catch (DataIntegrityViolationException attached) {
                throw new Refusal(
                        Refusal.Kind.CONFLICT,
                        "outlet-in-use",
                        "Channel accounts, conversations or templates belong to this outlet; deactivate it instead.");
            }
            audit.record(company, by, "outlet_deleted", id, Map.of("name", outlet.name()), Map.of());
            return outlet;
        });
        hours.forget(company);
    }

    private void setHours(CompanyId company, OutletId id, @Nullable Week week) {
        if (week != null) {
            week.check("businessHours");
            hours.set(company, id, week);
        }
    }

    private void checkState(CompanyId company, @Nullable String state) {
        if (state != null && !state.isBlank()) {
            countries.requireState(
                    "state", companies.find(company).orElseThrow().country(), state);
        }
    }

    private long count(CompanyId company) {
        return jdbc.sql("select count(*) from outlet where company_id = :company and active")
                .param("company", company.value())
                .query(Long.class)
                .single();
    }

    private static void named(String name, Runnable write) {
        try {
            write.run();
        } catch (DuplicateKeyException taken) {
            throw new Refusal(
                    Refusal.Kind.CONFLICT, "name-taken", "There is an outlet called '%s' already.".formatted(name));
        }
    }

    private Outlet outlet(CompanyId company, ResultSet row) throws SQLException {
        var id = OutletId.from(row.getString("id"));
        var zone = row.getString("time_zone");
        return new Outlet(
                id,
                row.getString("name"),
                row.getString("address"),
                row.getString("phone"),
                row.getString("state"),
                zone == null ? null : ZoneId.of(zone),
                hours.week(company, id).orElse(null),
                row.getBoolean("active"));
    }
}
