package app.sembang.catalog;

import app.sembang.catalog.Product.Filter;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Language;
import app.sembang.shared.MemberId;
import app.sembang.shared.Money;
import app.sembang.shared.OutletId;
import app.sembang.shared.Refusal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.text.Normalizer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Everything here runs inside a transaction of the company.
@Component
class ProductStore {
    private static final TypeReference<Map<Language, List<String>>> ALIASES = new TypeReference<>() {};
    private static final TypeReference<Map<UUID, String>> FIELDS = new TypeReference<>() {};
    private static final TypeReference<List<Product.Option>> OPTIONS = new TypeReference<>() {};

    private static final String SAID = """
            select p.*, coalesce(v.variants, 0) as variants, v.most,
                   case when v.variants > 0 then v.least else c.amount end as amount,
                   case when v.variants > 0 then v.currency else c.currency end as price_currency,
                   case when v.variants > 0 then v.pieces else p.stock end as pieces
            """;
    private static final String PRODUCTS = """
              from product p
              left join product_price c
                on c.company_id = p.company_id and c.product_id = p.id
               and c.valid_from <= :now and (c.valid_to is null or c.valid_to > :now)
              left join lateral (
                  select count(*) as variants, min(one_price.amount) as least, max(one_price.amount) as most,
                         min(one_price.currency) as currency,
                         case when bool_and(one.stock is not null) then least(sum(one.stock), 1000000000)::int end as pieces
                    from product one
                    left join product_price one_price
                      on one_price.company_id = :company and one_price.product_id = one.id
                     and one_price.valid_from <= :now and (one_price.valid_to is null or one_price.valid_to > :now)
                   where one.company_id = :company and one.variant_of = p.id and one.archived_at is null) v
                on p.variant_of is null
             where p.company_id = :company
            """;
    private static final String PRODUCT = SAID + PRODUCTS;
    private static final int AT_ONCE = 1000;

    private final JdbcClient jdbc;
    private final JsonMapper json;

    ProductStore(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    Optional<Product> find(CompanyId company, ProductId id, Instant now) {
        return jdbc.sql(PRODUCT + " and p.id = :id")
                .param("company", company.value())
                .param("id", id.value())
                .param("now", at(now))
                .query(this::product)
                .optional();
    }

    List<Product> find(CompanyId company, Collection<ProductId> ids, Instant now) {
        return jdbc.sql(PRODUCT + " and p.id = any (cast(:ids as uuid[]))")
                .param("company", company.value())
                .param("ids", ids.stream().map(ProductId::toString).toArray(String[]::new))
                .param("now", at(now))
                .query(this::product)
                .list();
    }

    Optional<Product> bySku(CompanyId company, String sku, Instant now) {
        return jdbc.sql(PRODUCT + " and p.sku_key = :sku")
                .param("company", company.value())
                .param("sku", folded(sku))
                .param("now", at(now))
                .query(this::product)
                .optional();
    }

    /// @param locked until the transaction ends nobody else changes them
    List<Product> bySkus(CompanyId company, Collection<String> skuKeys, Instant now, boolean locked) {
        return jdbc.sql(PRODUCT + " and p.sku_key = any (cast(:skus as text[])) order by p.id"
                        + (locked ? " for no key update of p" : ""))
                .param("company", company.value())
                .param("skus", skuKeys.toArray(String[]::new))
                .param("now", at(now))
                .query(this::product)
                .list();
    }

    /// Products, no variants, that are called what stands in a text.
    List<Product> within(CompanyId company, String folded, int limit, Instant now) {
        return jdbc.sql(PRODUCT + """
                   and p.archived_at is null and p.variant_of is null
                   and (length(p.sort_key) > 1 and position(p.sort_key in :text) > 0
                        or p.aliases <> '{}'
                           and exists (select from jsonb_path_query(p.aliases, '$.*[*]') alias
                                        where length(alias #>> '{}') > 1
                                          and position(lower(alias #>> '{}') in :text) > 0))
                 order by p.id
                 limit :limit
                """)
                .param("company", company.value())
                .param("text", folded)
                .param("limit", limit)
                .param("now", at(now))
                .query(this::product)
                .list();
    }

    /// Products, no variants, with these names.
    List<Product> byNames(CompanyId company, Collection<String> sortKeys, Instant now) {
        return jdbc.sql(PRODUCT
                        + " and p.sort_key = any (cast(:names as text[])) and p.variant_of is null order by p.id")
                .param("company", company.value())
                .param("names", sortKeys.toArray(String[]::new))
                .param("now", at(now))
                .query(this::product)
                .list();
    }

    /// Those of a list in its order, as it is now.
    List<ProductId> ids(CompanyId company, Filter filter, Instant now) {
        var rest = (filter.sellable() ? "" : " and p.variant_of is null") + " order by p.sort_key, p.id";
        return filtered("select p.id", rest, company, filter, now)
                .withFetchSize(AT_ONCE)
                .query((row, number) -> new ProductId(row.getObject("id", UUID.class)))
                .list();
    }

    /// By name; of what comes in variants, these where they are to be sold.
    List<Product> list(CompanyId company, Filter filter, @Nullable ProductId after, int limit, Instant now) {
        return filtered(
                        SAID,
                        (filter.sellable() ? "" : " and p.variant_of is null") + (after == null ? "" : """
                               and (p.sort_key, p.id) > (select a.sort_key, a.id from product a
                                                          where a.company_id = :company and a.id = :after)
                            """)
                                + " order by p.sort_key, p.id limit :limit",
                        company,
                        filter,
                        now)
                .param("after", after == null ? null : after.value())
                .param("limit", limit)
                .query(this::product)
                .list();
    }

    /// The variants of these products in the order in which they were added, archived or not.
    List<Product> variants(CompanyId company, Collection<ProductId> products, Instant now) {
        return jdbc.sql(PRODUCT + " and p.variant_of = any (cast(:products as uuid[])) order by p.variant_of, p.id")
                .param("company", company.value())
                .param("products", products.stream().map(ProductId::toString).toArray(String[]::new))
                .param("now", at(now))
                .query(this::product)
                .list();
    }

    /// Those that share most pieces of their words with the question.
    List<Product> sharing(CompanyId company, Filter filter, ProductWords asked, int limit, Instant now) {
        return filtered(SAID, """
                               and p.grams && cast(:grams as text[])
                             order by (select count(*) from unnest(p.grams) as gram where gram = any (cast(:grams as text[]))) desc,
                                      p.sort_key, p.id
                             limit :limit
                            """, company, filter, now)
                .param("grams", asked.grams().toArray(String[]::new))
                .param("limit", limit)
                .query(this::product)
                .list();
    }

    /// Only what is asked for stands in the statement: one that says `or :kind is null` of everything is planned for
    /// the worst of all questions once it has been asked ten times.
    private StatementSpec filtered(String said, String rest, CompanyId company, Filter filter, Instant now) {
        var sql = new StringBuilder(said).append(PRODUCTS);
        sql.append(filter.archived() ? " and p.archived_at is not null" : " and p.archived_at is null");
        if (filter.kind() != null) sql.append(" and p.kind = :kind");
        if (filter.category() != null) sql.append(" and p.category = :category");
        if (filter.tag() != null) sql.append(" and :tag = any (p.tags)");
        if (filter.priceFrom() != null) {
            sql.append(" and (case when v.variants > 0 then v.most else c.amount end) >= :priceFrom");
        }
        if (filter.priceTo() != null) {
            sql.append(" and (case when v.variants > 0 then v.least else c.amount end) <= :priceTo");
        }
        if (filter.available() != null) {
            sql.append(" and (coalesce(case when v.variants > 0 then v.pieces else p.stock end, 1) > 0) = :available");
        }
        if (filter.sellable()) sql.append(" and coalesce(v.variants, 0) = 0");
        var place = filter.place();
        if (place != null && place.outlet() == null) sql.append(" and p.outlet_id is null");
        if (place != null && place.outlet() != null) sql.append(" and (p.outlet_id is null or p.outlet_id = :outlet)");
        return jdbc.sql(sql.append(rest).toString())
                .param("company", company.value())
                .param("now", at(now))
                .param("kind", filter.kind() == null ? null : filter.kind().value())
                .param("category", filter.category())
                .param("tag", filter.tag())
                .param("priceFrom", filter.priceFrom())
                .param("priceTo", filter.priceTo())
                .param("available", filter.available())
                .param(
                        "outlet",
                        place == null || place.outlet() == null
                                ? null
                                : place.outlet().value());
    }

    List<Product.Category> categories(CompanyId company) {
        return jdbc.sql("""
                select category as name, count(*) as products
                  from product
                 where company_id = :company and archived_at is null and category is not null
                 group by category
                 order by category collate "C"
                """)
                .param("company", company.value())
                .query((row, number) -> new Product.Category(row.getString("name"), row.getInt("products")))
                .list();
    }

    void insert(CompanyId company, Product product) {
        unique(
                product,
                () -> written(jdbc.sql("""
                insert into product (company_id, id, kind, name, sort_key, sku, sku_key, category, description, link, tags,
                                     aliases, grams, outlet_id, variant_of, options, fields, created_at, changed_at)
                values (:company, :id, :kind, :name, :sort, :sku, :skuKey, :category, :description, :link,
                        cast(:tags as text[]), cast(:aliases as jsonb), cast(:grams as text[]), :outlet, :variantOf,
                        cast(:options as jsonb), cast(:fields as jsonb), :now, :now)
                """), company, product)
                        .param("kind", product.kind().value())
                        .param(
                                "variantOf",
                                product.variantOf() == null
                                        ? null
                                        : product.variantOf().value())
                        .param("options", json.writeValueAsString(product.options()))
                        .update());
    }

    void update(CompanyId company, Product product) {
        unique(product, () -> written(jdbc.sql("""
                update product
                   set name = :name, sort_key = :sort, sku = :sku, sku_key = :skuKey, category = :category,
                       description = :description, link = :link, tags = cast(:tags as text[]),
                       aliases = cast(:aliases as jsonb), grams = cast(:grams as text[]), outlet_id = :outlet,
                       fields = cast(:fields as jsonb), changed_at = :now
                 where company_id = :company and id = :id
                """), company, product).update());
    }

    private StatementSpec written(StatementSpec statement, CompanyId company, Product product) {
        return statement
                .param("company", company.value())
                .param("id", product.id().value())
                .param("name", product.name())
                .param("sort", folded(product.name()))
                .param("sku", product.sku())
                .param("skuKey", product.sku() == null ? null : folded(product.sku()))
                .param("category", product.category())
                .param("description", product.description())
                .param("link", product.link())
                .param("tags", product.tags().toArray(String[]::new))
                .param("aliases", json.writeValueAsString(product.aliases()))
                .param("fields", json.writeValueAsString(product.fields()))
                .param("grams", ProductWords.of(product).grams().toArray(String[]::new))
                .param(
                        "outlet",
                        product.outletId() == null ? null : product.outletId().value())
                .param("now", at(product.changedAt()));
    }

    private static void unique(Product product, Runnable write) {
        try {
            write.run();
        } catch (DuplicateKeyException taken) {
            if (product.variantOf() != null
                    && String.valueOf(taken.getMessage()).contains("product_variant")) {
                throw Refusal.invalid("options", "Another variant of this product is called the same.");
            }
            throw new Refusal(
                    Refusal.Kind.CONFLICT,
                    "sku-taken",
                    "Another product has the number '%s' already.".formatted(product.sku()));
        }
    }

    /// What all products say in a field that goes.
    void emptyField(CompanyId company, UUID field) {
        jdbc.sql("""
                update product set fields = fields - cast(:field as text)
                 where company_id = :company and jsonb_exists(fields, cast(:field as text))
                """)
                .param("company", company.value())
                .param("field", field.toString())
                .update();
    }

    /// With its variants; restored, those that were archived with it.
    void archive(CompanyId company, ProductId id, boolean archived, Instant now) {
        jdbc.sql("""
                update product set archived_at = case when :archived then :now end, changed_at = :now
                 where company_id = :company
                   and (id = :id
                        or variant_of = :id
                           and archived_at is not distinct from
                               (select archived_at from product where company_id = :company and id = :id))
                """)
                .param("company", company.value())
                .param("id", id.value())
                .param("archived", archived)
                .param("now", at(now))
                .update();
    }

    /// Whoever changes price or stock holds it. Empty where there is no such product.
    Optional<Locked> lock(CompanyId company, ProductId id) {
        return jdbc.sql("select kind, stock from product where company_id = :company and id = :id for update")
                .param("company", company.value())
                .param("id", id.value())
                .query((row, number) ->
                        new Locked(ProductKind.from(row.getString("kind")), row.getObject("stock", Integer.class)))
                .optional();
    }

    record Locked(ProductKind kind, @Nullable Integer stock) {}

    /// Takes the locks of several in the order of their ids, so that two who sell the same products never wait for each
    /// other.
    List<Counted> lock(CompanyId company, Collection<ProductId> ids) {
        return jdbc.sql("""
                select id, name, stock from product
                 where company_id = :company and id = any (cast(:ids as uuid[]))
                 order by id
                   for no key update
                """)
                .param("company", company.value())
                .param("ids", ids.stream().map(ProductId::toString).toArray(String[]::new))
                .query((row, number) -> new Counted(
                        ProductId.from(row.getString("id")),
                        row.getString("name"),
                        row.getObject("stock", Integer.class)))
                .list();
    }

    /// @param stock null: not counted
    record Counted(ProductId id, String name, @Nullable Integer stock) {}

    /// Until the next one already planned. A price that held for no time is replaced.
    void price(CompanyId company, ProductId id, Money price, Instant from, @Nullable MemberId by) {
        jdbc.sql("""
                update product_price set valid_to = :from
                 where company_id = :company and product_id = :id
                   and valid_from < :from and (valid_to is null or valid_to > :from)
                """)
                .param("company", company.value())
                .param("id", id.value())
                .param("from", at(from))
                .update();
        jdbc.sql("""
                insert into product_price (company_id, product_id, valid_from, valid_to, amount, currency, member_id)
                values (:company, :id, :from,
                        (select min(valid_from) from product_price
                          where company_id = :company and product_id = :id and valid_from > :from),
                        :amount, :currency, :by)
                on conflict (company_id, product_id, valid_from) do update
                   set amount = excluded.amount, currency = excluded.currency, member_id = excluded.member_id
                """)
                .param("company", company.value())
                .param("id", id.value())
                .param("from", at(from))
                .param("amount", price.value())
                .param("currency", price.currency())
                .param("by", by == null ? null : by.value())
                .update();
    }

    Optional<Money> priceAt(CompanyId company, ProductId id, Instant moment) {
        return jdbc.sql("""
                select amount, currency from product_price
                 where company_id = :company and product_id = :id
                   and valid_from <= :moment and (valid_to is null or valid_to > :moment)
                """)
                .param("company", company.value())
                .param("id", id.value())
                .param("moment", at(moment))
                .query((row, number) -> Money.of(row.getBigDecimal("amount"), row.getString("currency")))
                .optional();
    }

    /// The latest first.
    List<Product.Price> prices(CompanyId company, ProductId id, @Nullable Instant before, int limit) {
        return jdbc.sql("""
                select amount, currency, valid_from, valid_to from product_price
                 where company_id = :company and product_id = :id
                   and (cast(:before as timestamptz) is null or valid_from < cast(:before as timestamptz))
                 order by valid_from desc
                 limit :limit
                """)
                .param("company", company.value())
                .param("id", id.value())
                .param("before", before == null ? null : at(before))
                .param("limit", limit)
                .query((row, number) -> new Product.Price(
                        Money.of(row.getBigDecimal("amount"), row.getString("currency")),
                        row.getObject("valid_from", OffsetDateTime.class).toInstant(),
                        row.getObject("valid_to") == null
                                ? null
                                : row.getObject("valid_to", OffsetDateTime.class)
                                        .toInstant()))
                .list();
    }

    /// Whether a package that is sold has it.
    boolean isPart(CompanyId company, ProductId id) {
        return jdbc.sql("""
                select exists (select from package_part part
                                 join package on package.company_id = :company and package.id = part.package_id
                                where part.company_id = :company and part.product_id = :id and package.archived_at is null)
                """)
                .param("company", company.value())
                .param("id", id.value())
                .query(Boolean.class)
                .single();
    }

    void stock(CompanyId company, ProductId id, @Nullable Integer stock) {
        jdbc.sql("update product set stock = :stock where company_id = :company and id = :id")
                .param("company", company.value())
                .param("id", id.value())
                .param("stock", stock)
                .update();
    }

    StockMovement append(
            CompanyId company, ProductId id, StockMovement.Draft moved, int after, Instant now, @Nullable MemberId by) {
        return jdbc.sql("""
                insert into stock_movement (company_id, product_id, at, reason, change, stock_after, note, reference, member_id)
                values (:company, :id, :now, :reason, :change, :after, :note, :reference, :by)
                returning *
                """)
                .param("company", company.value())
                .param("id", id.value())
                .param("now", at(now))
                .param("reason", moved.reason().value())
                .param("change", moved.change())
                .param("after", after)
                .param("note", moved.note())
                .param("reference", moved.reference())
                .param("by", by == null ? null : by.value())
                .query(ProductStore::movement)
                .single();
    }

    Optional<StockMovement> movement(CompanyId company, ProductId id, String reference) {
        return jdbc.sql("""
                select * from stock_movement
                 where company_id = :company and product_id = :id and reference = :reference
                """)
                .param("company", company.value())
                .param("id", id.value())
                .param("reference", reference)
                .query(ProductStore::movement)
                .optional();
    }

    /// What belongs to something, by product.
    Map<ProductId, StockMovement> movements(CompanyId company, Collection<ProductId> products, String reference) {
        var found = new TreeMap<ProductId, StockMovement>();
        jdbc.sql("""
                select * from stock_movement
                 where company_id = :company and product_id = any (cast(:products as uuid[])) and reference = :reference
                """)
                .param("company", company.value())
                .param("products", products.stream().map(ProductId::toString).toArray(String[]::new))
                .param("reference", reference)
                .query(row -> {
                    found.put(ProductId.from(row.getString("product_id")), movement(row, 0));
                });
        return found;
    }

    /// The latest first.
    List<StockMovement> movements(CompanyId company, ProductId id, @Nullable Long before, int limit) {
        return jdbc.sql("""
                select * from stock_movement
                 where company_id = :company and product_id = :id
                   and (cast(:before as bigint) is null or position < cast(:before as bigint))
                 order by position desc
                 limit :limit
                """)
                .param("company", company.value())
                .param("id", id.value())
                .param("before", before)
                .param("limit", limit)
                .query(ProductStore::movement)
                .list();
    }

    private static StockMovement movement(ResultSet row, int number) throws SQLException {
        var by = row.getString("member_id");
        return new StockMovement(
                row.getLong("position"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                StockMovement.Reason.from(row.getString("reason")),
                row.getInt("change"),
                row.getInt("stock_after"),
                row.getString("note"),
                row.getString("reference"),
                by == null ? null : MemberId.from(by));
    }

    private Product product(ResultSet row, int number) throws SQLException {
        var amount = row.getBigDecimal("amount");
        var most = row.getBigDecimal("most");
        var outlet = row.getString("outlet_id");
        var variantOf = row.getString("variant_of");
        return new Product(
                ProductId.from(row.getString("id")),
                ProductKind.from(row.getString("kind")),
                row.getString("name"),
                row.getString("sku"),
                row.getString("category"),
                row.getString("description"),
                row.getString("link"),
                Arrays.asList((String[]) row.getArray("tags").getArray()),
                json.readValue(row.getString("aliases"), ALIASES),
                amount == null ? null : Money.of(amount, row.getString("price_currency")),
                most == null || amount == null || most.compareTo(amount) == 0
                        ? null
                        : Money.of(most, row.getString("price_currency")),
                row.getObject("pieces", Integer.class),
                outlet == null ? null : OutletId.from(outlet),
                row.getObject("archived_at") != null,
                variantOf == null ? null : ProductId.from(variantOf),
                json.readValue(row.getString("options"), OPTIONS),
                row.getInt("variants"),
                json.readValue(row.getString("fields"), FIELDS),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("changed_at", OffsetDateTime.class).toInstant());
    }

    /// One form for what differs only in case, width or the spaces around it.
    static String folded(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).strip().toLowerCase(Locale.ROOT);
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
