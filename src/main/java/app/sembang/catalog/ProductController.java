package app.sembang.catalog;

import static org.springframework.http.HttpStatus.CREATED;

import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.Money;
import app.sembang.shared.OutletId;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import app.sembang.shared.Texts;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// What a company sells. Everybody in it reads, admins change.
@RestController
@RequestMapping("/api/v1/products")
@Tag(name = "Products")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
class ProductController {
    private final Products products;
    private final ProductImages images;

    ProductController(Products products, ProductImages images) {
        this.products = products;
        this.images = images;
    }

    @GetMapping
    @Operation(
            summary = "List products by name, or with q the ones that fit it best",
            description = "What is found by q is one page: the best fit first, at most as many as asked for.")
    Page<Product> list(
            Member me,
            @RequestParam @Nullable @Size(max = 200) String q,
            @Parameter(schema = @Schema(implementation = ProductKind.class)) @RequestParam @Nullable String kind,
            @RequestParam @Nullable @Size(max = 100) String category,
            @RequestParam @Nullable @Size(max = 60) String tag,
            @RequestParam @Nullable @Digits(integer = 12, fraction = 4) BigDecimal priceFrom,
            @RequestParam @Nullable @Digits(integer = 12, fraction = 4) BigDecimal priceTo,
            @RequestParam @Nullable Boolean available,
            @RequestParam(defaultValue = "false") boolean archived,
            @Parameter(description = "Only what customers of this outlet can buy") @RequestParam @Nullable
                    OutletId outlet,
            @Parameter(description = "Variants instead of the products that come in some")
                    @RequestParam(defaultValue = "false")
                    boolean sellable,
            @RequestParam @Nullable ProductId after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MOST) int limit) {
        var filter = new Product.Filter(
                kind(kind),
                Texts.blankAsNull(category),
                Texts.blankAsNull(tag),
                priceFrom,
                priceTo,
                available,
                archived,
                outlet == null ? null : new Product.Place(outlet),
                sellable);
        var question = Texts.blankAsNull(q);
        if (question != null) {
            return new Page<>(products.matching(me.company(), question, filter, limit), null);
        }
        var items = products.list(me.company(), filter, after, limit + 1);
        return Page.of(items, limit, product -> product.id().toString());
    }

    private static @Nullable ProductKind kind(@Nullable String value) {
        if (value == null || value.isBlank()) return null;
        try {
            return ProductKind.from(value);
        } catch (IllegalArgumentException unknown) {
            throw Refusal.invalid("kind", "'%s' is neither product nor service.".formatted(value));
        }
    }

    /// The categories in use, by name.
    record Categories(List<Product.Category> items) {}

    @GetMapping("/categories")
    @Operation(summary = "List the categories in use, with how many products each has")
    Categories listCategories(Member me) {
        return new Categories(products.categories(me.company()));
    }

    record ProductPicture(
            ProductId productId, String url, @Nullable Integer width, List<ProductImages.ProductImage.Size> sizes) {}

    record ProductPictures(List<ProductPicture> items) {}

    @GetMapping("/images")
    @Operation(
            summary = "Show the first picture of each of these products",
            description = "One without pictures is left out. The addresses are good for half an hour at least.")
    ProductPictures pictures(
            Member me,
            @RequestParam(name = "product", defaultValue = "") @Size(max = Page.MOST) List<@NotNull ProductId> ids) {
        return new ProductPictures(images.firstOf(me.company(), ids).entrySet().stream()
                .map(first -> new ProductPicture(
                        first.getKey(),
                        first.getValue().url(),
                        first.getValue().width(),
                        first.getValue().sizes()))
                .toList());
    }

    @PostMapping
    @ResponseStatus(CREATED)
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(summary = "Add a product or a service")
    Product create(Member me, @Valid @RequestBody Product.Draft draft) {
        return products.create(me.company(), draft, me.id());
    }

    @GetMapping("/{id}")
    @Operation(summary = "Read a product with its price and stock of now")
    Product find(Member me, @PathVariable ProductId id) {
        return products.find(me.company(), id);
    }

    @PatchMapping("/{id}")
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(summary = "Change a product; what is left out stays")
    Product change(Member me, @PathVariable ProductId id, @Valid @RequestBody Product.Change change) {
        return products.change(me.company(), id, change, me.id());
    }

    @PutMapping("/{id}/archival")
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(summary = "Archive a product: it is sold no more, its prices and movements stay")
    Product archive(Member me, @PathVariable ProductId id) {
        return products.archive(me.company(), id, true, me.id());
    }

    @DeleteMapping("/{id}/archival")
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(summary = "Sell an archived product again")
    Product restore(Member me, @PathVariable ProductId id) {
        return products.archive(me.company(), id, false, me.id());
    }

    record NewVariants(@NotEmpty @Size(max = 100) List<Product.@NotNull @Valid VariantDraft> items) {}

    record ProductVariants(List<Product> items) {}

    @GetMapping("/{id}/variants")
    @Operation(summary = "List a product's variants, archived or not, in the order in which they were added")
    ProductVariants variants(Member me, @PathVariable ProductId id) {
        return new ProductVariants(products.variants(me.company(), id));
    }

    @PostMapping("/{id}/variants")
    @ResponseStatus(CREATED)
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(
            summary = "Add variants to a product, all of them or none",
            description =
                    "Each is a product of its own with a number, a price, a stock and pictures; everything else it"
                            + " has from the product, which is not sold by itself from then on.")
    ProductVariants addVariants(Member me, @PathVariable ProductId id, @Valid @RequestBody NewVariants wanted) {
        return new ProductVariants(products.addVariants(me.company(), id, wanted.items(), me.id()));
    }

    @GetMapping("/{id}/prices")
    @Operation(summary = "List what a product cost, costs and will cost, the latest first")
    Page<Product.Price> prices(
            Member me,
            @PathVariable ProductId id,
            @RequestParam @Nullable Instant after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MOST) int limit) {
        var items = products.prices(me.company(), id, after, limit + 1);
        return Page.of(items, limit, price -> price.validFrom().toString());
    }

    /// @param price in the company's currency
    /// @param validFrom null: from now on
    record NewPrice(@NotNull Money price, @Nullable Instant validFrom) {}

    @PostMapping("/{id}/prices")
    @ResponseStatus(CREATED)
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(summary = "Set what a product costs, from now on or from a later moment")
    Product.Price setPrice(Member me, @PathVariable ProductId id, @Valid @RequestBody NewPrice wanted) {
        return products.price(me.company(), id, wanted.price(), wanted.validFrom(), me.id());
    }

    @GetMapping("/{id}/stock-movements")
    @Operation(summary = "List why a product's stock rose and fell, the latest first")
    Page<StockMovement> movements(
            Member me,
            @PathVariable ProductId id,
            @RequestParam @Nullable Long after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MOST) int limit) {
        var items = products.movements(me.company(), id, after, limit + 1);
        return Page.of(items, limit, movement -> Long.toString(movement.position()));
    }

    @PostMapping("/{id}/stock-movements")
    @ResponseStatus(CREATED)
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(summary = "Change a product's stock, never to less than none; a reference counts once")
    StockMovement move(Member me, @PathVariable ProductId id, @Valid @RequestBody StockMovement.Draft moved) {
        return products.move(me.company(), id, moved, me.id());
    }
}
