package app.sembang.catalog;

import app.sembang.audit.AuditLog;
import app.sembang.catalog.Product.Filter;
import app.sembang.companies.Companies;
import app.sembang.companies.Outlets;
import app.sembang.database.CompanyTransactions;
import app.sembang.fields.FieldKind;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Language;
import app.sembang.shared.MemberId;
import app.sembang.shared.Money;
import app.sembang.shared.OutletId;
import app.sembang.shared.Refusal;
import app.sembang.shared.Texts;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What companies sell. Works inside a transaction of the company and outside of any.
///
/// Who answers a customer asks [#search] what is meant, and [#price] and [#stock] what is true at this moment; both
/// read the database each time, so nothing is ever quoted from an earlier look.
@Component
public class Products {
    /// So many that share pieces of their words with a question are looked at closely.
    private static final int CANDIDATES = 300;

    /// A colleague who types in a search box means all the words; a customer's sentence has others around them.
    private static final double MOST_WORDS = 0.6;
    private static final double A_WORD = 0.2;

    private static final int MOST_VARIANTS = 100;

    private final CompanyTransactions transactions;
    private final ProductStore store;
    private final ProductFields fields;
    private final Companies companies;
    private final Outlets outlets;
    private final AuditLog audit;
    private final InstantSource clock;

    Products(
            CompanyTransactions transactions,
            ProductStore store,
            ProductFields fields,
            Companies companies,
            Outlets outlets,
            AuditLog audit,
            InstantSource clock) {
        this.transactions = transactions;
        this.store = store;
        this.fields = fields;
        this.companies = companies;
        this.outlets = outlets;
        this.audit = audit;
        this.clock = clock;
    }

    /// Archived or not, with its price and stock of this moment.
    ///
    /// @throws Refusal `not-found` where the company has no such product
    public Product find(CompanyId company, ProductId id) {
        return transactions.inside(company, () -> require(company, id));
    }

    /// Those of these that the company has, archived or not, with their prices and stocks of this moment.
    public Map<ProductId, Product> find(CompanyId company, Collection<ProductId> ids) {
        return transactions.inside(
                company,
                () -> store.find(company, ids, now()).stream()
                        .collect(Collectors.toMap(Product::id, Function.identity())));
    }

    /// The product with this number, whatever its case; archived or not.
    public Optional<Product> bySku(CompanyId company, String sku) {
        return transactions.inside(company, () -> store.bySku(company, sku, now()));
    }

    /// Products that a customer's sentence may mean, the best first: by name, other name in
    /// any language, number, category or tag, forgiving slips of the finger. Only what is
    /// sold now, and sold everywhere. A sentence that means none finds none.
    ///
    /// @param text as the customer wrote it
    public List<Product> search(CompanyId company, String text, int limit) {
        return search(company, null, text, limit);
    }

    /// @param outlet the one the customer writes to: what only it sells is found, too
    public List<Product> search(CompanyId company, @Nullable OutletId outlet, String text, int limit) {
        return transactions.inside(company, () -> {
            var ranked = ranked(company, text, Filter.soldAt(outlet), A_WORD);
            var fits = ranked.stream()
                    .collect(Collectors.toMap(one -> one.product().id(), Ranked::fit));
            var meant = ranked.stream().filter(one -> isMeant(one, fits)).toList();
            var variants = meant.stream()
                    .map(one -> one.product().variantOf())
                    .filter(Objects::nonNull)
                    .collect(Collectors.toSet());
            return meant.stream()
                    .map(Ranked::product)
                    .filter(product -> !variants.contains(product.id()))
                    .limit(limit)
                    .toList();
        });
    }

    /// A variant is meant where it fits better than its product, which fits all the words but what tells them apart.
    private static boolean isMeant(Ranked one, Map<ProductId, Double> fits) {
        var product = one.product().variantOf();
        return product == null || one.fit() > fits.getOrDefault(product, 0.0);
    }

    /// What is sold now of which a name, or another name, may stand in one of these texts, letter by letter.
    public List<Product> named(CompanyId company, Collection<String> texts) {
        if (texts.isEmpty()) return List.of();
        var all = ProductStore.folded(String.join("\n", texts));
        return transactions.inside(company, () -> store.within(company, all, CANDIDATES, now()));
    }

    /// What one costs now; empty where it is sold on request, or there is no such product.
    public Optional<Money> price(CompanyId company, ProductId id) {
        return priceAt(company, id, now());
    }

    /// What one cost at a past moment, or will cost: what was said then is judged by it.
    public Optional<Money> priceAt(CompanyId company, ProductId id, Instant moment) {
        return transactions.inside(company, () -> store.priceAt(company, id, moment));
    }

    /// How many lie in store now; empty where they are not counted, so that nothing can be said of it.
    public Optional<Integer> stock(CompanyId company, ProductId id) {
        return transactions.inside(
                company, () -> Optional.ofNullable(require(company, id).stock()));
    }

    /// What the company's own fields say of these products, by what they are called, in their order; yes and no are
    /// `true` and `false`, amounts have their currency. A field that is gone says nothing.
    public Map<ProductId, Map<String, String>> facts(CompanyId company, Collection<Product> products) {
        if (products.stream().allMatch(product -> product.fields().isEmpty())) return Map.of();
        var own = transactions.inside(company, () -> fields.all(company));
        var currency = companies.find(company).orElseThrow().currency();
        var facts = new HashMap<ProductId, Map<String, String>>();
        for (var product : products) {
            var said = new LinkedHashMap<String, String>();
            for (var field : own) {
                var value = product.fields().get(field.id());
                if (value != null)
                    said.put(field.name(), field.kind() == FieldKind.MONEY ? currency + " " + value : value);
            }
            if (!said.isEmpty()) facts.put(product.id(), said);
        }
        return facts;
    }

    /// Those of a list in its order, as it is now.
    List<ProductId> ids(CompanyId company, Filter filter) {
        return transactions.inside(company, () -> store.ids(company, filter, now()));
    }

    /// By name.
    public List<Product> list(CompanyId company, Filter filter, @Nullable ProductId after, int limit) {
        return transactions.inside(company, () -> store.list(company, filter, after, limit, now()));
    }

    /// The best first; all of what is asked for has to fit, more or less.
    List<Product> matching(CompanyId company, String text, Filter filter, int limit) {
        return transactions.inside(
                company,
                () -> ranked(company, text, filter, MOST_WORDS).stream()
                        .limit(limit)
                        .map(Ranked::product)
                        .toList());
    }

    private record Ranked(Product product, double fit) {}

    private List<Ranked> ranked(CompanyId company, String text, Filter filter, double least) {
        var asked = ProductWords.asked(text);
        if (asked.isEmpty()) return List.of();
        return store.sharing(company, filter, asked, CANDIDATES, now()).stream()
                .map(product -> new Ranked(product, ProductWords.of(product).fit(asked)))
                .filter(ranked -> ranked.fit() >= least)
                .sorted(Comparator.comparingDouble(Ranked::fit).reversed())
                .toList();
    }

    List<Product.Category> categories(CompanyId company) {
        return transactions.inside(company, () -> store.categories(company));
    }

    /// @param by null where the product itself does it
    public Product create(CompanyId company, Product.Draft draft, @Nullable MemberId by) {
        return transactions.inside(company, () -> {
            if (draft.kind() == ProductKind.SERVICE && draft.stock() != null) refuseStockOfService("stock");
            var now = now();
            var product = new Product(
                    ProductId.next(),
                    draft.kind(),
                    draft.name().strip(),
                    Texts.blankAsNull(draft.sku()),
                    Texts.blankAsNull(draft.category()),
                    Texts.blankAsNull(draft.description()),
                    Texts.blankAsNull(draft.link()),
                    tidy(draft.tags()),
                    tidy(draft.aliases()),
                    null,
                    null,
                    null,
                    draft.outletId(),
                    false,
                    null,
                    List.of(),
                    0,
                    filled(company, Map.of(), draft.fields()),
                    now,
                    now);
            if (draft.outletId() != null) outlets.requireActive(company, draft.outletId(), "outletId");
            if (draft.price() != null) checkPrice(company, draft.price(), "price");
            store.insert(company, product);
            if (draft.price() != null) store.price(company, product.id(), draft.price(), now, by);
            if (draft.stock() != null) beginCounting(company, product.id(), draft.stock(), by);
            var made = require(company, product.id());
            audit.record(company, by, "product_created", made.id(), Map.of(), facts(made));
            return made;
        });
    }

    public Product change(CompanyId company, ProductId id, Product.Change change, @Nullable MemberId by) {
        return transactions.inside(company, () -> {
            var locked = lock(company, id);
            var before = require(company, id);
            if (before.variantOf() != null) requireOwn(change);
            if (before.variants() > 0 && (change.price() != null || Boolean.TRUE.equals(change.counted()))) {
                throw Refusal.invalid(
                        change.price() == null ? "counted" : "price",
                        "Its variants have prices and stocks of their own.");
            }
            var changed = new Product(
                    id,
                    before.kind(),
                    change.name() == null ? before.name() : change.name().strip(),
                    Texts.removable(change.sku(), before.sku()),
                    Texts.removable(change.category(), before.category()),
                    Texts.removable(change.description(), before.description()),
                    Texts.removable(change.link(), before.link()),
                    change.tags() == null ? before.tags() : tidy(change.tags()),
                    change.aliases() == null ? before.aliases() : tidy(change.aliases()),
                    before.price(),
                    before.priceTo(),
                    before.stock(),
                    outlets.changed(company, before.outletId(), change.outletId(), change.everyOutlet(), "outletId"),
                    before.archived(),
                    before.variantOf(),
                    before.options(),
                    before.variants(),
                    filled(company, before.fields(), change.fields()),
                    before.createdAt(),
                    now());
            store.update(company, changed);
            store.variants(company, List.of(id), now())
                    .forEach(variant -> store.update(company, variantOf(changed, variant)));
            if (change.price() != null && !change.price().equals(before.price())) {
                checkPrice(company, change.price(), "price");
                store.price(company, id, change.price(), now(), by);
            }
            if (change.counted() != null) count(company, id, locked, change.counted(), by);
            var after = require(company, id);
            audit.recordChange(company, by, "product_changed", id, before, after, "description", "stock", "changedAt");
            return after;
        });
    }

    /// What a variant has from its product is changed there.
    private static void requireOwn(Product.Change change) {
        boolean others = change.name() != null
                || change.category() != null
                || change.description() != null
                || change.link() != null
                || change.tags() != null
                || change.aliases() != null
                || change.outletId() != null
                || change.everyOutlet() != null
                || change.fields() != null;
        if (others) throw Refusal.invalid("variantOf", "Of a variant only number, price and stock are its own.");
    }

    /// The variant as its product now makes it.
    static Product variantOf(Product product, Product variant) {
        var name = Product.nameOf(product.name(), variant.options());
        if (name.length() > 200) {
            throw Refusal.invalid(
                    "name", "With what tells its variants apart, the name is longer than 200 characters.");
        }
        return new Product(
                variant.id(),
                product.kind(),
                name,
                variant.sku(),
                product.category(),
                product.description(),
                product.link(),
                product.tags(),
                product.aliases(),
                variant.price(),
                null,
                variant.stock(),
                product.outletId(),
                variant.archived(),
                product.id(),
                variant.options(),
                0,
                product.fields(),
                variant.createdAt(),
                product.changedAt());
    }

    /// In the order in which they were added, archived or not.
    public List<Product> variants(CompanyId company, ProductId id) {
        return transactions.inside(company, () -> {
            require(company, id);
            return store.variants(company, List.of(id), now());
        });
    }

    /// Of several products at once.
    List<Product> variants(CompanyId company, Collection<ProductId> ids) {
        return transactions.inside(company, () -> store.variants(company, ids, now()));
    }

    /// Adds variants to a product, all of them or none. From then on one of them is sold instead of it, so its
    /// own stock is counted no more.
    public List<Product> addVariants(
            CompanyId company, ProductId id, List<Product.VariantDraft> drafts, @Nullable MemberId by) {
        return transactions.inside(company, () -> {
            var locked = lock(company, id);
            var product = require(company, id);
            var there = store.variants(company, List.of(id), now());
            if (product.variantOf() != null)
                throw Refusal.invalid("variantOf", "A variant has no variants of its own.");
            if (there.size() + drafts.size() > MOST_VARIANTS) {
                throw Refusal.invalid("items", "A product has at most 100 variants.");
            }
            if (store.isPart(company, id)) {
                throw Refusal.invalid("items", "It is part of a package, which would not say which variant.");
            }
            var names = there.isEmpty() ? null : names(there.getFirst().options());
            for (int i = 0; i < drafts.size(); i++) {
                var draft = drafts.get(i);
                var field = "items[%d].".formatted(i);
                var options = tidyOptions(draft.options());
                if (names == null) names = names(options);
                if (!names.equals(names(options)) || names.stream().distinct().count() < names.size()) {
                    throw Refusal.invalid(field + "options", "Variants of a product differ in the same things.");
                }
                if (draft.price() != null) checkPrice(company, draft.price(), field + "price");
                if (draft.stock() != null && locked.kind() == ProductKind.SERVICE)
                    refuseStockOfService(field + "stock");
                addVariant(company, product, options, draft, product.price(), by);
            }
            if (locked.stock() != null) store.stock(company, id, null);
            audit.record(company, by, "product_variants_added", id, Map.of(), Map.of("variants", drafts.size()));
            return store.variants(company, List.of(id), now());
        });
    }

    private void addVariant(
            CompanyId company,
            Product product,
            List<Product.Option> options,
            Product.VariantDraft draft,
            @Nullable Money usual,
            @Nullable MemberId by) {
        var now = now();
        var price = draft.price() == null ? usual : draft.price();
        var blank = new Product(
                ProductId.next(),
                product.kind(),
                product.name(),
                Texts.blankAsNull(draft.sku()),
                null,
                null,
                null,
                List.of(),
                Map.of(),
                null,
                null,
                null,
                null,
                false,
                product.id(),
                options,
                0,
                product.fields(),
                now,
                now);
        store.insert(company, variantOf(product, blank));
        if (price != null) store.price(company, blank.id(), price, now, by);
        if (draft.stock() != null) beginCounting(company, blank.id(), draft.stock(), by);
    }

    static List<String> names(List<Product.Option> options) {
        return options.stream()
                .map(option -> ProductStore.folded(option.name()))
                .toList();
    }

    private static List<Product.Option> tidyOptions(List<Product.Option> options) {
        return options.stream()
                .map(option ->
                        new Product.Option(option.name().strip(), option.value().strip()))
                .toList();
    }

    private void count(
            CompanyId company, ProductId id, ProductStore.Locked locked, boolean counted, @Nullable MemberId by) {
        if (counted && locked.kind() == ProductKind.SERVICE) refuseStockOfService("counted");
        if (!counted) store.stock(company, id, null);
        else if (locked.stock() == null) beginCounting(company, id, 0, by);
    }

    private void beginCounting(CompanyId company, ProductId id, int stock, @Nullable MemberId by) {
        store.stock(company, id, stock);
        store.append(
                company,
                id,
                new StockMovement.Draft(StockMovement.Reason.OPENING, stock, null, null),
                stock,
                now(),
                by);
    }

    /// An archived product is sold no more; its prices and movements stay. The second time changes nothing.
    public Product archive(CompanyId company, ProductId id, boolean archived, @Nullable MemberId by) {
        return transactions.inside(company, () -> {
            lock(company, id);
            var before = require(company, id);
            if (before.archived() == archived) return before;
            if (before.variantOf() != null
                    && require(company, before.variantOf()).archived()) {
                throw Refusal.invalid("variantOf", "The product it is a variant of is archived.");
            }
            store.archive(company, id, archived, now());
            audit.record(company, by, archived ? "product_archived" : "product_restored", id);
            return require(company, id);
        });
    }

    /// @param from null: from now on; until the next price already planned
    public Product.Price price(
            CompanyId company, ProductId id, Money price, @Nullable Instant from, @Nullable MemberId by) {
        return transactions.inside(company, () -> {
            lock(company, id);
            checkPrice(company, price, "price");
            if (require(company, id).variants() > 0) {
                throw Refusal.invalid("price", "Its variants have prices and stocks of their own.");
            }
            var begins = from == null ? now() : from.truncatedTo(ChronoUnit.MICROS);
            if (begins.isBefore(now())) {
                throw Refusal.invalid("validFrom", "A price cannot begin in the past.");
            }
            if (begins.isAfter(now().plus(3660, ChronoUnit.DAYS))) {
                throw Refusal.invalid("validFrom", "A price can be planned for at most ten years ahead.");
            }
            var before = store.priceAt(company, id, begins).orElse(null);
            store.price(company, id, price, begins, by);
            audit.record(
                    company,
                    by,
                    "product_price_set",
                    id,
                    before == null ? Map.of() : Map.of("price", before),
                    Map.of("price", price, "validFrom", begins));
            return store.prices(company, id, begins.plus(1, ChronoUnit.MICROS), 1)
                    .getFirst();
        });
    }

    List<Product.Price> prices(CompanyId company, ProductId id, @Nullable Instant before, int limit) {
        return transactions.inside(company, () -> {
            require(company, id);
            return store.prices(company, id, before, limit);
        });
    }

    /// Changes a stock, never to less than none: of two who sell the last piece one is refused with `out-of-stock`.
    /// A movement with a reference counts once; again, it gives what was written the first time.
    public StockMovement move(CompanyId company, ProductId id, StockMovement.Draft moved, @Nullable MemberId by) {
        if (!moved.reason().fits(moved.change())) {
            throw Refusal.invalid("change", "What is sold or lost is less than 0, what comes in is more.");
        }
        return transactions.inside(company, () -> {
            var before = lock(company, id).stock();
            if (moved.reference() != null) {
                var known = store.movement(company, id, moved.reference());
                if (known.isPresent()) return sameAs(known.get(), moved);
            }
            if (before == null) {
                throw new Refusal(
                        Refusal.Kind.CONFLICT, "stock-not-counted", "The stock of this product is not counted.");
            }
            long after = (long) before + moved.change();
            if (after < 0) {
                throw new Refusal(
                        Refusal.Kind.CONFLICT,
                        "out-of-stock",
                        "Only %d are in store.".formatted(before),
                        Map.of("stock", before));
            }
            if (after > Product.LARGEST_STOCK) {
                throw Refusal.invalid("change", "No stock is so large.");
            }
            store.stock(company, id, (int) after);
            return store.append(company, id, moved, (int) after, now(), by);
        });
    }

    /// Takes what is sold out of the stocks that are counted, of all products or of none: with too few of one it is
    /// refused with `out-of-stock`. Under the same reference it counts once.
    public void sell(CompanyId company, Map<ProductId, Integer> pieces, String reference, MemberId by) {
        transactions.inside(company, () -> {
            var locked = store.lock(company, pieces.keySet());
            var known = store.movements(company, pieces.keySet(), reference);
            for (var product : locked) {
                var before = product.stock();
                int sold = pieces.getOrDefault(product.id(), 0);
                if (before == null || sold == 0 || known.containsKey(product.id())) continue;
                if (before < sold) throw tooFew(product, before);
                move(company, product, StockMovement.Reason.SOLD, -sold, reference, by);
            }
            return pieces;
        });
    }

    /// Puts what [#sell] took under that reference back where it is still counted. The second time changes nothing.
    public void takeBack(CompanyId company, Collection<ProductId> products, String reference, MemberId by) {
        transactions.inside(company, () -> {
            var locked = store.lock(company, products);
            var sold = store.movements(company, products, reference);
            var back = reference + "/back";
            var known = store.movements(company, products, back);
            for (var product : locked) {
                var before = product.stock();
                var movement = sold.get(product.id());
                if (before == null || movement == null || known.containsKey(product.id())) continue;
                int returned = Math.min(-movement.change(), Product.LARGEST_STOCK - before);
                if (returned > 0) move(company, product, StockMovement.Reason.RETURNED, returned, back, by);
            }
            return reference;
        });
    }

    private void move(
            CompanyId company,
            ProductStore.Counted product,
            StockMovement.Reason reason,
            int change,
            String reference,
            MemberId by) {
        int after = Objects.requireNonNull(product.stock()) + change;
        store.stock(company, product.id(), after);
        store.append(company, product.id(), new StockMovement.Draft(reason, change, null, reference), after, now(), by);
    }

    private static Refusal tooFew(ProductStore.Counted product, int stock) {
        return new Refusal(
                Refusal.Kind.CONFLICT,
                "out-of-stock",
                "Of %s only %d are in store.".formatted(product.name(), stock),
                Map.of("product", product.id(), "name", product.name(), "stock", stock));
    }

    private static StockMovement sameAs(StockMovement known, StockMovement.Draft moved) {
        if (known.change() != moved.change() || known.reason() != moved.reason()) {
            throw new Refusal(
                    Refusal.Kind.CONFLICT,
                    "reference-used",
                    "Another movement of this product has the reference '%s'.".formatted(moved.reference()));
        }
        return known;
    }

    List<StockMovement> movements(CompanyId company, ProductId id, @Nullable Long before, int limit) {
        return transactions.inside(company, () -> {
            require(company, id);
            return store.movements(company, id, before, limit);
        });
    }

    private void checkPrice(CompanyId company, Money price, String field) {
        var currency = companies.find(company).orElseThrow().currency();
        if (!price.currency().equals(currency)) {
            throw Refusal.invalid(field, "Prices are in %s.".formatted(currency));
        }
        if (price.value().signum() < 0) {
            throw Refusal.invalid(field, "A price is not less than 0.");
        }
        if (price.value().precision() - price.value().scale() > 12) {
            throw Refusal.invalid(field, "No price is so high.");
        }
    }

    private static void refuseStockOfService(String field) {
        throw Refusal.invalid(field, "A service has no stock.");
    }

    private Product require(CompanyId company, ProductId id) {
        return store.find(company, id, now()).orElseThrow(() -> Refusal.notFound("product", id));
    }

    private ProductStore.Locked lock(CompanyId company, ProductId id) {
        return store.lock(company, id).orElseThrow(() -> Refusal.notFound("product", id));
    }

    /// What is written into the company's own fields after a change; an empty value removes.
    private Map<UUID, String> filled(CompanyId company, Map<UUID, String> before, @Nullable Map<UUID, String> wanted) {
        if (wanted == null || wanted.isEmpty()) return before;
        var after = new TreeMap<>(before);
        after.putAll(fields.checked(company, wanted));
        after.values().removeIf(String::isEmpty);
        return after;
    }

    private static Map<String, Object> facts(Product product) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("name", product.name());
        if (product.sku() != null) facts.put("sku", product.sku());
        if (product.price() != null) facts.put("price", product.price());
        return facts;
    }

    /// As the database keeps it.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static List<String> tidy(@Nullable List<String> texts) {
        return texts == null
                ? List.of()
                : texts.stream().map(String::strip).distinct().toList();
    }

    private static Map<Language, List<String>> tidy(@Nullable Map<Language, List<String>> texts) {
        var tidy = new LinkedHashMap<Language, List<String>>();
        if (texts != null) {
            texts.forEach((language, names) -> {
                if (!names.isEmpty()) tidy.put(language, tidy(names));
            });
        }
        return tidy;
    }
}
