package app.sembang.catalog;

import app.sembang.catalog.ProductImports.Planned;
import app.sembang.catalog.ProductImports.Preview;
import app.sembang.catalog.ProductImports.ProductImport;
import app.sembang.catalog.ProductImports.RowError;
import app.sembang.catalog.ProductImports.Status;
import app.sembang.shared.CompanyId;
import app.sembang.shared.MemberId;
import app.sembang.shared.Money;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Imports and what each row changed. Products go in and out many at a time, as one JSON text a statement.
@Component
class ProductImportStore {
    private static final TypeReference<List<RowError>> ERRORS = new TypeReference<>() {};

    private static final String COLUMNS = """
            id, file_name, status, rows, done, created, updated, unchanged, wrong, errors, kept, at, member_id, finished_at,
            undone_at
            """;

    private static final String ROWS = """
            with row as (
                select * from jsonb_to_recordset(cast(:rows as jsonb)) as row (
                    id uuid, kind text, name text, sort_key text, sku text, sku_key text, category text, description text,
                    link text, tags text[], aliases jsonb, grams text[], archived boolean, amount numeric, currency text,
                    stock int, stock_before int, variant_of uuid, options jsonb, fields jsonb, before jsonb))
            """;

    private final JdbcClient jdbc;
    private final JsonMapper json;

    ProductImportStore(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    void insert(
            CompanyId company, UUID id, @Nullable String fileName, byte[] file, int rows, Instant now, MemberId by) {
        jdbc.sql("""
                insert into product_import (company_id, id, file_name, file, status, rows, at, member_id)
                values (:company, :id, :name, :file, 'running', :rows, :now, :by)
                """)
                .param("company", company.value())
                .param("id", id)
                .param("name", fileName)
                .param("file", file)
                .param("rows", rows)
                .param("now", at(now))
                .param("by", by.value())
                .update();
    }

    /// The newest first.
    List<ProductImport> list(CompanyId company) {
        return jdbc.sql("select " + COLUMNS
                        + " from product_import where company_id = :company order by id desc limit 100")
                .param("company", company.value())
                .query(this::read)
                .list();
    }

    Optional<ProductImport> find(CompanyId company, UUID id) {
        return jdbc.sql("select " + COLUMNS + " from product_import where company_id = :company and id = :id")
                .param("company", company.value())
                .param("id", id)
                .query(this::read)
                .optional();
    }

    /// Until the transaction ends nobody else works on it.
    Optional<ProductImport> lock(CompanyId company, UUID id) {
        return jdbc.sql("select " + COLUMNS
                        + " from product_import where company_id = :company and id = :id for update")
                .param("company", company.value())
                .param("id", id)
                .query(this::read)
                .optional();
    }

    @SuppressWarnings("ArrayRecordComponent") // The file is read once and passed on.
    record Begun(Status status, int done, byte[] file, MemberId by) {}

    /// What is still to be taken in or back.
    Optional<Begun> begun(CompanyId company, UUID id) {
        return jdbc.sql("""
                select status, done, file, member_id from product_import
                 where company_id = :company and id = :id and status in ('running', 'undoing')
                """)
                .param("company", company.value())
                .param("id", id)
                .query((row, number) -> new Begun(
                        Status.from(row.getString("status")),
                        row.getInt("done"),
                        Objects.requireNonNullElse(row.getBytes("file"), new byte[0]),
                        MemberId.from(row.getString("member_id"))))
                .optional();
    }

    void status(CompanyId company, UUID id, Status status, Instant now) {
        jdbc.sql("""
                update product_import
                   set status = :status, file = null, finished_at = coalesce(finished_at, :now),
                       undone_at = case when :status = 'undone' then :now end
                 where company_id = :company and id = :id
                """)
                .param("company", company.value())
                .param("id", id)
                .param("status", status.value())
                .param("now", at(now))
                .update();
    }

    record Counts(int done, int created, int updated, int unchanged, int wrong) {}

    /// @param counts how many rows are done; of the others, how many more
    void advance(CompanyId company, UUID id, Counts counts, List<RowError> errors) {
        jdbc.sql("""
                update product_import
                   set done = :done, created = created + :created, updated = updated + :updated,
                       unchanged = unchanged + :unchanged, wrong = wrong + :wrong, errors = cast(:errors as jsonb)
                 where company_id = :company and id = :id
                """)
                .param("company", company.value())
                .param("id", id)
                .param("done", counts.done())
                .param("created", counts.created())
                .param("updated", counts.updated())
                .param("unchanged", counts.unchanged())
                .param("wrong", counts.wrong())
                .param("errors", json.writeValueAsString(errors))
                .update();
    }

    /// A row of the recordset above.
    private record Written(
            UUID id,
            String kind,
            String name,
            String sort_key,
            @Nullable String sku,
            @Nullable String sku_key,
            @Nullable String category,
            @Nullable String description,
            @Nullable String link,
            List<String> tags,
            Object aliases,
            Collection<String> grams,
            boolean archived,
            @Nullable BigDecimal amount,
            @Nullable String currency,
            @Nullable Integer stock,
            @Nullable Integer stock_before,
            @Nullable UUID variant_of,
            List<Product.Option> options,
            Object fields,
            @Nullable Product before) {
        static Written of(Product after, @Nullable Product before, @Nullable Money price, @Nullable Integer stock) {
            return new Written(
                    after.id().value(),
                    after.kind().value(),
                    after.name(),
                    ProductStore.folded(after.name()),
                    after.sku(),
                    after.sku() == null ? null : ProductStore.folded(after.sku()),
                    after.category(),
                    after.description(),
                    after.link(),
                    after.tags(),
                    after.aliases(),
                    ProductWords.of(after).grams(),
                    after.archived(),
                    price == null ? null : price.value(),
                    price == null ? null : price.currency(),
                    stock,
                    before == null ? null : before.stock(),
                    after.variantOf() == null ? null : after.variantOf().value(),
                    after.options(),
                    after.fields(),
                    before);
        }
    }

    void write(CompanyId company, UUID id, List<Planned> planned, Instant now, MemberId by) {
        var written = planned.stream()
                .filter(one -> one.change() != Preview.Change.NONE)
                .map(one -> Written.of(
                        one.after(),
                        one.before(),
                        one.reprices() ? one.after().price() : null,
                        one.recounts() ? one.after().stock() : null))
                .toList();
        if (written.isEmpty()) return;
        var made = written.stream().filter(row -> row.before() == null).toList();
        var changed = written.stream().filter(row -> row.before() != null).toList();
        if (!made.isEmpty()) insert(company, made, now);
        if (!changed.isEmpty()) update(company, changed, now);
        prices(company, written, now, by);
        stocks(company, written, now, by);
        run(ROWS + """
                insert into product_import_row (company_id, import_id, product_id, before, amount, stock, written_at)
                select :company, :import, row.id, row.before, row.amount, row.stock, :now from row
                on conflict (company_id, import_id, product_id) do update
                   set amount = coalesce(excluded.amount, product_import_row.amount),
                       stock = coalesce(excluded.stock, product_import_row.stock), written_at = excluded.written_at
                """, company, written, now).param("import", id).update();
    }

    private void insert(CompanyId company, List<Written> rows, Instant now) {
        run(ROWS + """
                insert into product (company_id, id, kind, name, sort_key, sku, sku_key, category, description, link, tags,
                                     aliases, grams, stock, variant_of, options, fields, created_at, changed_at)
                select :company, row.id, row.kind, row.name, row.sort_key, row.sku, row.sku_key, row.category,
                       row.description, row.link, row.tags, row.aliases, row.grams, row.stock, row.variant_of, row.options,
                       row.fields, :now, :now
                  from row
                """, company, rows, now).update();
    }

    private void update(CompanyId company, List<Written> rows, Instant now) {
        run(ROWS + """
                update product p
                   set name = row.name, sort_key = row.sort_key, category = row.category, description = row.description,
                       link = row.link, tags = row.tags, aliases = row.aliases, grams = row.grams,
                       fields = row.fields, stock = coalesce(row.stock, p.stock), changed_at = :now,
                       archived_at = case when row.archived then coalesce(p.archived_at, :now) end
                  from row
                 where p.company_id = :company and p.id = row.id
                """, company, rows, now).update();
    }

    private void prices(CompanyId company, List<Written> rows, Instant now, MemberId by) {
        run(ROWS + """
                update product_price p set valid_to = :now
                  from row
                 where p.company_id = :company and p.product_id = row.id and row.amount is not null
                   and p.valid_from < :now and (p.valid_to is null or p.valid_to > :now)
                """, company, rows, now).update();
        run(ROWS + """
                insert into product_price (company_id, product_id, valid_from, valid_to, amount, currency, member_id)
                select :company, row.id, :now,
                       (select min(next.valid_from) from product_price next
                         where next.company_id = :company and next.product_id = row.id and next.valid_from > :now),
                       row.amount, row.currency, :by
                  from row
                 where row.amount is not null
                on conflict (company_id, product_id, valid_from) do update
                   set amount = excluded.amount, currency = excluded.currency, member_id = excluded.member_id
                """, company, rows, now).param("by", by.value()).update();
    }

    /// What is counted for the first time begins with its pieces; what was counted before is corrected.
    private void stocks(CompanyId company, List<Written> rows, Instant now, MemberId by) {
        run(ROWS + """
                insert into stock_movement (company_id, product_id, at, reason, change, stock_after, member_id)
                select :company, row.id, :now, case when row.stock_before is null then 'opening' else 'counted' end,
                       row.stock - coalesce(row.stock_before, 0), row.stock, :by
                  from row
                 where row.stock is not null
                """, company, rows, now).param("by", by.value()).update();
    }

    private JdbcClient.StatementSpec run(String sql, CompanyId company, List<Written> rows, Instant now) {
        return jdbc.sql(sql)
                .param("company", company.value())
                .param("rows", json.writeValueAsString(rows))
                .param("now", at(now));
    }

    /// What an import changed in one product that was there before.
    ///
    /// @param untouched whether it is still as the import left it
    /// @param amount the price it wrote
    /// @param stock the stock it wrote
    record Changed(
            ProductId product,
            Product before,
            boolean untouched,
            @Nullable BigDecimal amount,
            @Nullable Integer stock,
            @Nullable BigDecimal amountNow,
            @Nullable Integer stockNow) {

        /// Whether what it costs now is what the import wrote.
        private boolean costsSo() {
            return amount != null && amountNow != null && amount.compareTo(amountNow) == 0;
        }

        /// By how much its stock is put right; 0 where nothing is, or too few are left.
        private int difference() {
            if (stock == null || stockNow == null || before.stock() == null) return 0;
            int difference = before.stock() - stock;
            return stockNow + difference < 0 ? 0 : difference;
        }
    }

    /// Products that were there before and are still to be taken back, locked in the order of their ids.
    List<Changed> changed(CompanyId company, UUID id, int limit, Instant now) {
        return jdbc.sql("""
                select r.product_id, r.before, r.amount, r.stock, p.changed_at = r.written_at as untouched,
                       price.amount as amount_now, p.stock as stock_now
                  from product_import_row r
                  join product p on p.company_id = :company and p.id = r.product_id
                  left join product_price price
                    on price.company_id = :company and price.product_id = p.id and price.valid_from <= :now
                   and (price.valid_to is null or price.valid_to > :now)
                 where r.company_id = :company and r.import_id = :import and r.before is not null
                 order by r.product_id
                 limit :limit
                   for no key update of p
                """)
                .param("company", company.value())
                .param("import", id)
                .param("limit", limit)
                .param("now", at(now))
                .query((row, number) -> new Changed(
                        ProductId.from(row.getString("product_id")),
                        json.readValue(row.getString("before"), Product.class),
                        row.getBoolean("untouched"),
                        row.getBigDecimal("amount"),
                        row.getObject("stock", Integer.class),
                        row.getBigDecimal("amount_now"),
                        row.getObject("stock_now", Integer.class)))
                .list();
    }

    /// Puts back what nobody has changed since, and is done with these rows.
    void restore(CompanyId company, UUID id, List<Changed> rows, Instant now, MemberId by) {
        var untouched = rows.stream().filter(Changed::untouched).toList();
        if (!untouched.isEmpty()) {
            var written = untouched.stream()
                    .map(row -> Written.of(
                            row.before(), null, row.costsSo() ? row.before().price() : null, null))
                    .toList();
            endPrices(company, untouched, now);
            update(company, written, now);
            prices(company, written, now, by);
            stocksBack(company, untouched, now, by);
        }
        forget(company, id, rows.stream().map(Changed::product).toList());
        keep(company, id, rows.size() - untouched.size());
    }

    /// What had no price has none again.
    private void endPrices(CompanyId company, List<Changed> rows, Instant now) {
        jdbc.sql("""
                update product_price set valid_to = greatest(:now, valid_from + interval '1 microsecond')
                 where company_id = :company and product_id = any (cast(:products as uuid[]))
                   and valid_from <= :now and (valid_to is null or valid_to > :now)
                """)
                .param("company", company.value())
                .param("now", at(now))
                .param(
                        "products",
                        texts(rows.stream()
                                .filter(row -> row.costsSo() && row.before().price() == null)
                                .map(Changed::product)
                                .toList()))
                .update();
    }

    private void stocksBack(CompanyId company, List<Changed> rows, Instant now, MemberId by) {
        jdbc.sql("update product set stock = null where company_id = :company and id = any (cast(:products as uuid[]))")
                .param("company", company.value())
                .param(
                        "products",
                        texts(rows.stream()
                                .filter(row ->
                                        row.stock() != null && row.before().stock() == null)
                                .map(Changed::product)
                                .toList()))
                .update();
        var counted = rows.stream().filter(row -> row.difference() != 0).toList();
        jdbc.sql("""
                with row as (
                    select * from unnest(cast(:products as uuid[]), cast(:changes as int[])) as row (id, change)
                ), corrected as (
                    update product p set stock = p.stock + row.change from row
                     where p.company_id = :company and p.id = row.id
                    returning p.id, row.change, p.stock)
                insert into stock_movement (company_id, product_id, at, reason, change, stock_after, member_id)
                select :company, id, :now, 'counted', change, stock, :by from corrected
                """)
                .param("company", company.value())
                .param("now", at(now))
                .param("by", by.value())
                .param("products", texts(counted.stream().map(Changed::product).toList()))
                .param(
                        "changes",
                        texts(counted.stream().map(Changed::difference).toList()))
                .update();
    }

    /// Products the import made, still to be taken back, variants before their products.
    List<ProductId> made(CompanyId company, UUID id, int limit) {
        return jdbc.sql("""
                select product_id from product_import_row
                 where company_id = :company and import_id = :import and before is null
                 order by product_id desc
                 limit :limit
                """)
                .param("company", company.value())
                .param("import", id)
                .param("limit", limit)
                .query((row, number) -> ProductId.from(row.getString("product_id")))
                .list();
    }

    /// Removes those of these that are as the import made them, and is done with all of them.
    void remove(CompanyId company, UUID id, List<ProductId> made) {
        jdbc.sql("""
                delete from product p
                 using product_import_row r
                 where p.company_id = :company and p.id = any (cast(:products as uuid[]))
                   and r.company_id = :company and r.import_id = :import and r.product_id = p.id
                   and p.changed_at = r.written_at and p.archived_at is null
                   and (select count(*) from product_price price
                         where price.company_id = :company and price.product_id = p.id) <= 1
                   and (select count(*) from stock_movement movement
                         where movement.company_id = :company and movement.product_id = p.id) <= 1
                """)
                .param("company", company.value())
                .param("import", id)
                .param("products", texts(made))
                .update();
        keep(company, id, forget(company, id, made));
    }

    /// @return how many of them were still there
    int forget(CompanyId company, UUID id, List<ProductId> products) {
        return jdbc.sql("""
                delete from product_import_row
                 where company_id = :company and import_id = :import and product_id = any (cast(:products as uuid[]))
                """)
                .param("company", company.value())
                .param("import", id)
                .param("products", texts(products))
                .update();
    }

    void keep(CompanyId company, UUID id, int more) {
        jdbc.sql("update product_import set kept = kept + :more where company_id = :company and id = :id")
                .param("company", company.value())
                .param("id", id)
                .param("more", more)
                .update();
    }

    private ProductImport read(ResultSet row, int number) throws SQLException {
        return new ProductImport(
                row.getObject("id", UUID.class),
                row.getString("file_name"),
                Status.from(row.getString("status")),
                row.getInt("rows"),
                row.getInt("done"),
                row.getInt("created"),
                row.getInt("updated"),
                row.getInt("unchanged"),
                row.getInt("wrong"),
                row.getInt("kept"),
                json.readValue(row.getString("errors"), ERRORS),
                List.of(),
                List.of(),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                MemberId.from(row.getString("member_id")),
                moment(row, "finished_at"),
                moment(row, "undone_at"));
    }

    private static @Nullable Instant moment(ResultSet row, String column) throws SQLException {
        var at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    private static String[] texts(List<?> values) {
        return values.stream().map(Object::toString).toArray(String[]::new);
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
