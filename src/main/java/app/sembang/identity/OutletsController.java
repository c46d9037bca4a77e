package app.sembang.identity;

import app.sembang.companies.Opening;
import app.sembang.companies.OpeningHours;
import app.sembang.companies.Outlet;
import app.sembang.companies.Outlets;
import app.sembang.companies.Week;
import app.sembang.database.CompanyTransactions;
import app.sembang.shared.OutletId;
import app.sembang.shared.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/outlets")
@Tag(name = "Outlets")
@AllowedTo(Role.COMPANY_ADMIN)
class OutletsController {
    private final Outlets outlets;
    private final OutletMembers people;
    private final OpeningHours hours;
    private final CompanyTransactions transactions;

    OutletsController(Outlets outlets, OutletMembers people, OpeningHours hours, CompanyTransactions transactions) {
        this.outlets = outlets;
        this.people = people;
        this.hours = hours;
        this.transactions = transactions;
    }

    /// An outlet with the people who work there.
    ///
    /// @param openNow by its own hours or the company's; true where neither has set any
    /// @param nextOpeningAt null while open, and where it does not open within a year
    @Schema(name = "Outlet")
    record View(
            OutletId id,
            String name,
            @Nullable String address,
            @Nullable String phone,
            @Nullable String state,
            @Nullable ZoneId timeZone,
            @Nullable Week businessHours,
            boolean active,
            boolean openNow,
            @Nullable Instant nextOpeningAt,
            List<OutletMembers.Person> members) {
        static View of(Outlet outlet, Opening opening, List<OutletMembers.Person> members) {
            return new View(
                    outlet.id(),
                    outlet.name(),
                    outlet.address(),
                    outlet.phone(),
                    outlet.state(),
                    outlet.timeZone(),
                    outlet.businessHours(),
                    outlet.active(),
                    opening.open(),
                    opening.nextOpening(),
                    members);
        }
    }

    @GetMapping
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "List the company's outlets, oldest first")
    Page<View> list(
            Member me,
            @RequestParam(required = false) @Nullable OutletId after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MOST) int limit) {
        return transactions.as(me.access(), () -> {
            var page = Page.of(
                    outlets.list(me.company(), after, limit + 1),
                    limit,
                    outlet -> outlet.id().toString());
            var members = people.of(
                    me.company(), page.items().stream().map(Outlet::id).toList());
            return new Page<>(
                    page.items().stream()
                            .map(outlet -> View.of(
                                    outlet,
                                    hours.now(me.company(), outlet.id()),
                                    members.getOrDefault(outlet.id(), List.of())))
                            .toList(),
                    page.next());
        });
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Add an outlet")
    View create(Member me, @Valid @RequestBody Outlet.Draft wanted) {
        return transactions.in(me.company(), () -> {
            var outlet = outlets.create(me.company(), wanted, me.id());
            if (wanted.memberIds() != null) {
                people.set(me.company(), outlet.id(), wanted.memberIds());
            }
            return view(me, outlet);
        });
    }

    @GetMapping("/{id}")
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "Show an outlet")
    View find(Member me, @PathVariable OutletId id) {
        return transactions.as(me.access(), () -> view(me, outlets.find(me.company(), id)));
    }

    @PatchMapping("/{id}")
    @Operation(
            summary = "Change or deactivate an outlet",
            description =
                    "What is left out stays; an empty text removes it; `businessHours` and `memberIds` are replaced as a"
                            + " whole; `ownHours: false` and `ownTimeZone: false` take it back to the company's.")
    View change(Member me, @PathVariable OutletId id, @Valid @RequestBody Outlet.Change change) {
        return transactions.in(me.company(), () -> {
            var outlet = outlets.change(me.company(), id, change, me.id());
            if (change.memberIds() != null) {
                people.set(me.company(), id, change.memberIds());
            }
            return view(me, outlet);
        });
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Delete an outlet", description = "Refused while anything belongs to it: deactivate it then.")
    void delete(Member me, @PathVariable OutletId id) {
        outlets.delete(me.company(), id, me.id());
    }

    private View view(Member me, Outlet outlet) {
        return View.of(
                outlet,
                hours.now(me.company(), outlet.id()),
                people.of(me.company(), List.of(outlet.id())).getOrDefault(outlet.id(), List.of()));
    }
}
