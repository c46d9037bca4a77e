package app.sembang.catalog;

import static org.springframework.http.HttpStatus.CREATED;

import app.sembang.catalog.Bundle.Draft;
import app.sembang.catalog.Bundle.Tier;
import app.sembang.catalog.Bundle.TierDraft;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.Language;
import app.sembang.shared.Page;
import app.sembang.shared.Texts;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// What a company sells together. Everybody in it reads, admins change.
@RestController
@RequestMapping("/api/v1/packages")
@Tag(name = "Products")
@AllowedTo(Role.COMPANY_ADMIN)
class BundleController {
    private final Bundles bundles;
    private final PackageCards cards;

    BundleController(Bundles bundles, PackageCards cards) {
        this.bundles = bundles;
        this.cards = cards;
    }

    @GetMapping
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "List packages by name, with what their tiers cost and how many can be had now")
    Page<Bundle> list(
            Member me,
            @RequestParam @Nullable @Size(max = 200) String q,
            @RequestParam(defaultValue = "false") boolean archived,
            @RequestParam @Nullable UUID after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MOST) int limit) {
        var items = bundles.list(me.company(), Texts.blankAsNull(q), archived, after, limit + 1);
        return Page.of(items, limit, bundle -> bundle.id().toString());
    }

    @PostMapping
    @ResponseStatus(CREATED)
    @Operation(summary = "Put products together into a package")
    Bundle create(Member me, @Valid @RequestBody Draft draft) {
        return bundles.create(me.company(), draft, me.id());
    }

    @GetMapping("/{id}")
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "Read a package with what its tiers cost and how many can be had now")
    Bundle find(Member me, @PathVariable UUID id) {
        return bundles.find(me.company(), id);
    }

    @PutMapping("/{id}")
    @Operation(summary = "Replace a package and its tiers")
    Bundle replace(Member me, @PathVariable UUID id, @Valid @RequestBody Draft draft) {
        return bundles.replace(me.company(), id, draft, me.id());
    }

    @PutMapping("/{id}/archival")
    @Operation(summary = "Archive a package: it is sold no more")
    Bundle archive(Member me, @PathVariable UUID id) {
        return bundles.archive(me.company(), id, true, me.id());
    }

    @DeleteMapping("/{id}/archival")
    @Operation(summary = "Sell an archived package again")
    Bundle restore(Member me, @PathVariable UUID id) {
        return bundles.archive(me.company(), id, false, me.id());
    }

    @GetMapping(path = "/{id}/card", produces = MediaType.IMAGE_PNG_VALUE)
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(
            summary = "Draw a tier as the picture that goes with it when it is sent",
            description = "With the company's logo and colours and the prices of now.")
    byte[] card(
            Member me,
            @PathVariable UUID id,
            @Parameter(description = "Its place among the tiers, from 0") @RequestParam(defaultValue = "0") int tier,
            @Parameter(description = "The company's by default") @RequestParam @Nullable Language language) {
        return cards.draw(me.company(), id, tier, language);
    }

    record PackageCalculation(@NotEmpty @Size(max = 6) List<@NotNull @Valid TierDraft> tiers) {}

    record PackageCalculated(List<Tier> tiers) {}

    @PostMapping("/calculation")
    @Operation(summary = "Say what tiers would cost and how many could be had, and keep nothing")
    PackageCalculated calculate(Member me, @Valid @RequestBody PackageCalculation wanted) {
        return new PackageCalculated(bundles.calculated(me.company(), wanted.tiers()));
    }
}
