package app.sembang.catalog;

import app.sembang.audit.AuditLog;
import app.sembang.catalog.ProductFile.Column;
import app.sembang.catalog.ProductFile.Line;
import app.sembang.catalog.ProductFile.Wrong;
import app.sembang.companies.Companies;
import app.sembang.database.CompanyTransactions;
import app.sembang.jobs.Jobs;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Csv;
import app.sembang.shared.Ids;
import app.sembang.shared.Language;
import app.sembang.shared.MemberId;
import app.sembang.shared.Money;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import com.fasterxml.jackson.annotation.JsonValue;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import io.swagger.v3.oas.annotations.media.Schema;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/// Products from files: a row makes a product, or changes the one with its number; cells that are empty
/// change nothing. A large file is taken in by a job, a thousand rows in each commit, so that it goes on
/// where a crash ended it. What an import did can be taken back, except what somebody has changed since.
@Component
class ProductImports {
    static final TaskDescriptor<Work> JOB = TaskDescriptor.of("product-import", Work.class);

    static final int MOST_BYTES = 16 << 20;
    private static final int MOST_ERRORS = 100;
    private static final int PREVIEWED = 20;
    private static final int AT_ONCE = 1000;
    private static final Duration LEFT_BEHIND = Duration.ofMinutes(1);
    /// So many rows are taken in before the answer.
    private static final int SOON = 1000;

    private static final int TRIES = 3;

    private final CompanyTransactions transactions;
    private final ProductImportStore store;
    private final ProductStore products;
    private final ProductFields fields;
    private final Companies companies;
    private final Jobs jobs;
    private final AuditLog audit;
    private final InstantSource clock;

    ProductImports(
            CompanyTransactions transactions,
            ProductImportStore store,
            ProductStore products,
            ProductFields fields,
            Companies companies,
            Jobs jobs,
            AuditLog audit,
            InstantSource clock) {
        this.transactions = transactions;
        this.store = store;
        this.products = products;
        this.fields = fields;
        this.companies = companies;
        this.jobs = jobs;
        this.audit = audit;
        this.clock = clock;
    }

    record Work(CompanyId company, UUID id) {}

    @Schema(name = "ProductImportStatus")
    enum Status {
        TRIED,
        RUNNING,
        DONE,
        UNDOING,
        UNDONE;

        @JsonValue
        public String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Status from(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }

    /// What is wrong with one row, which is left out.
    ///
    /// @param column as the file calls it
    @Schema(name = "ProductImportError")
    record RowError(long line, String column, String message) {}

    /// What becomes of one row.
    @Schema(name = "ProductImportPreview")
    record Preview(
            long line,
            Change change,
            String name,
            @Nullable String sku,
            @Nullable Money price,
            @Nullable Integer stock) {
        @Schema(name = "ProductImportChange")
        enum Change {
            CREATE,
            UPDATE,
            NONE;

            @JsonValue
            public String value() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }

    /// @param id null where it was only tried
    /// @param done rows looked at so far
    /// @param kept products somebody has changed since, which taking it back left alone
    /// @param errors the first hundred
    /// @param preview the first rows, where it was only tried
    /// @param ignored columns nothing is known of
    record ProductImport(
            @Nullable UUID id,
            @Nullable String fileName,
            Status status,
            int rows,
            int done,
            int created,
            int updated,
            int unchanged,
            int wrong,
            int kept,
            List<RowError> errors,
            List<Preview> preview,
            List<String> ignored,
            Instant at,
            @Nullable MemberId memberId,
            @Nullable Instant finishedAt,
            @Nullable Instant undoneAt) {}

    /// Says what the file would do, and does nothing.
    ProductImport attempt(CompanyId company, byte[] file) {
        var text = text(file);
        var reading = reading(company, text);
        var result = new Tally();
        var preview = new ArrayList<Preview>();
        int rows = 0;
        while (reading.hasNext()) {
            var batch = batch(reading, result);
            rows = checkedRows(rows + batch.size());
            transactions.in(company, () -> {
                for (var planned : plan(company, batch, reading, result, false)) {
                    if (preview.size() < PREVIEWED) preview.add(planned.preview());
                }
                return result;
            });
        }
        return new ProductImport(
                null,
                null,
                Status.TRIED,
                rows,
                rows,
                result.created,
                result.updated,
                result.unchanged,
                result.wrong,
                0,
                result.byLine(),
                preview,
                reading.ignored(),
                now(),
                null,
                null,
                null);
    }

    /// Takes a file in: a small one before this answers, a large one soon after.
    ProductImport start(CompanyId company, byte[] file, @Nullable String fileName, MemberId by) {
        var text = text(file);
        int rows = rows(company, text);
        var id = Ids.next();
        var work = new Work(company, id);
        boolean here = rows <= SOON;
        // Where it is taken in here, the job only finishes what a process left behind that died meanwhile.
        var begins = here ? clock.instant().plus(LEFT_BEHIND) : clock.instant();
        transactions.run(company, () -> {
            store.insert(company, id, fileName, text.getBytes(StandardCharsets.UTF_8), rows, now(), by);
            jobs.schedule(JOB.instance(id + "/in").data(work).build(), begins);
        });
        if (here) run(work);
        return find(company, id);
    }

    private int rows(CompanyId company, String text) {
        var reading = reading(company, text);
        var wrong = new ArrayList<Wrong>();
        int rows = 0;
        while (reading.hasNext()) {
            reading.next(wrong);
            wrong.clear();
            rows = checkedRows(rows + 1);
        }
        return rows;
    }

    private static int checkedRows(int rows) {
        if (rows > ProductFile.MOST_ROWS) throw Refusal.invalid("file", "has more than 50,000 rows");
        return rows;
    }

    private static String text(byte[] file) {
        if (file.length > MOST_BYTES) throw Refusal.invalid("file", "is larger than 16 MB");
        return Csv.decode(file);
    }

    Page<ProductImport> list(CompanyId company) {
        return transactions.in(company, () -> new Page<>(store.list(company), null));
    }

    ProductImport find(CompanyId company, UUID id) {
        return transactions.in(
                company, () -> store.find(company, id).orElseThrow(() -> Refusal.notFound("import", id)));
    }

    /// Takes an import back. Again, it changes nothing.
    ProductImport undo(CompanyId company, UUID id, MemberId by) {
        var work = new Work(company, id);
        var begun = transactions.in(company, () -> {
            var found = store.lock(company, id).orElseThrow(() -> Refusal.notFound("import", id));
            if (found.status() == Status.RUNNING) {
                throw new Refusal(Refusal.Kind.CONFLICT, "import-running", "The file is still being taken in.");
            }
            if (found.status() == Status.DONE) {
                store.status(company, id, Status.UNDOING, now());
                audit.record(company, by, "product_import_undone", id);
                jobs.schedule(JOB.instance(id + "/back").data(work).build(), clock.instant());
            }
            return found;
        });
        if (begun.rows() <= SOON) run(work);
        return find(company, id);
    }

    /// Goes on with an import, or with taking it back, where it stands; harmless when nothing is left to do.
    void run(Work work) {
        var company = work.company();
        var begun = transactions.in(company, () -> store.begun(company, work.id()));
        if (begun.isEmpty()) return;
        if (begun.get().status() == Status.RUNNING) takeIn(work, begun.get());
        else takeBack(work);
    }

    private void takeIn(Work work, ProductImportStore.Begun begun) {
        var reading = reading(work.company(), new String(begun.file(), StandardCharsets.UTF_8));
        var passed = new ArrayList<Wrong>();
        for (int i = 0; i < begun.done() && reading.hasNext(); i++) reading.next(passed);
        int done = begun.done();
        while (reading.hasNext()) {
            var read = new Tally();
            var batch = batch(reading, read);
            int at = done;
            if (!repeated(() -> takeIn(work, begun.by(), batch, at, reading, read.copy()))) return;
            done += batch.size();
        }
        int rows = done;
        transactions.run(work.company(), () -> {
            var found = store.lock(work.company(), work.id()).orElseThrow();
            if (found.status() != Status.RUNNING || found.done() != rows) return;
            store.status(work.company(), work.id(), Status.DONE, now());
            audit.record(work.company(), begun.by(), "products_imported", work.id(), Map.of(), facts(found));
        });
    }

    private static Map<String, Object> facts(ProductImport found) {
        return Map.of("created", found.created(), "updated", found.updated(), "wrong", found.wrong());
    }

    /// Somebody may take the same number at the same moment; the next look sees it.
    private static boolean repeated(BooleanSupplier work) {
        for (int tries = 1; ; tries++) {
            try {
                return work.getAsBoolean();
            } catch (DuplicateKeyException taken) {
                if (tries == TRIES) throw taken;
            }
        }
    }

    /// One commit. False where another process has been here.
    private boolean takeIn(
            Work work, MemberId by, List<Optional<Line>> batch, int at, ProductFile reading, Tally tally) {
        var company = work.company();
        return transactions.in(company, () -> {
            var found = store.lock(company, work.id()).orElseThrow();
            if (found.status() != Status.RUNNING || found.done() != at) return false;
            var planned = plan(company, batch, reading, tally, true);
            store.write(company, work.id(), planned, now(), by);
            var errors = new ArrayList<>(found.errors());
            tally.byLine().stream()
                    .limit(Math.max(0, MOST_ERRORS - errors.size()))
                    .forEach(errors::add);
            store.advance(
                    company,
                    work.id(),
                    new ProductImportStore.Counts(
                            at + batch.size(), tally.created, tally.updated, tally.unchanged, tally.wrong),
                    errors);
            return true;
        });
    }

    private static List<Optional<Line>> batch(ProductFile reading, Tally tally) {
        var batch = new ArrayList<Optional<Line>>(AT_ONCE);
        while (batch.size() < AT_ONCE && reading.hasNext()) {
            var wrong = new ArrayList<Wrong>();
            batch.add(reading.next(wrong));
            if (!wrong.isEmpty()) tally.wrong(wrong);
        }
        return batch;
    }

    /// What has come of the rows so far.
    private static final class Tally {
        private int created;
        private int updated;
        private int unchanged;
        private int wrong;
        private final List<RowError> errors = new ArrayList<>();

        Tally copy() {
            var copy = new Tally();
            copy.created = created;
            copy.updated = updated;
            copy.unchanged = unchanged;
            copy.wrong = wrong;
            copy.errors.addAll(errors);
            return copy;
        }

        void wrong(List<Wrong> found) {
            wrong++;
            for (var one : found) {
                if (errors.size() < MOST_ERRORS) errors.add(new RowError(one.line(), one.column(), one.message()));
            }
        }

        List<RowError> byLine() {
            return errors.stream()
                    .sorted(Comparator.comparingLong(RowError::line))
                    .toList();
        }

        void count(Preview.Change change) {
            switch (change) {
                case CREATE -> created++;
                case UPDATE -> updated++;
                case NONE -> unchanged++;
            }
        }
    }

    /// What is to become of a row.
    ///
    /// @param before null: it makes a product
    record Planned(long line, @Nullable Product before, Product after, Preview.Change change) {
        Preview preview() {
            return new Preview(line, change, after.name(), after.sku(), after.price(), after.stock());
        }

        boolean reprices() {
            return after.price() != null && (before == null || !after.price().equals(before.price()));
        }

        boolean recounts() {
            return after.stock() != null && (before == null || !after.stock().equals(before.stock()));
        }
    }

    private List<Planned> plan(
            CompanyId company, List<Optional<Line>> batch, ProductFile reading, Tally tally, boolean locked) {
        var known = new HashMap<String, Product>();
        var skus = batch.stream()
                .flatMap(Optional::stream)
                .map(Line::sku)
                .filter(Objects::nonNull)
                .map(ProductStore::folded)
                .toList();
        products.bySkus(company, skus, now(), locked)
                .forEach(product -> known.put(ProductStore.folded(Objects.requireNonNull(product.sku())), product));
        var families = families(company, batch, known.values(), locked);
        var planned = new LinkedHashMap<ProductId, Planned>();
        for (var read : batch) {
            if (read.isEmpty()) continue;
            var line = read.get();
            var before = line.sku() == null ? null : known.get(ProductStore.folded(line.sku()));
            if (line.variantOf() != null && before == null) before = families.variant(line);
            var wrong = line.variantOf() == null ? wrong(line, before) : families.wrong(line, before);
            if (wrong != null) {
                tally.wrong(List.of(new Wrong(line.line(), reading.called(wrong.column()), wrong.message())));
                continue;
            }
            var after = line.variantOf() == null
                    ? before == null ? made(line) : changed(before, line)
                    : families.made(line, before, now());
            var change = change(before, after);
            tally.count(change);
            planned.put(after.id(), new Planned(line.line(), before, after, change));
            if (line.variantOf() == null) {
                for (var variant : families.changed(after)) {
                    var made = Products.variantOf(after, variant);
                    planned.put(made.id(), new Planned(line.line(), variant, made, change(variant, made)));
                }
            }
        }
        return List.copyOf(planned.values());
    }

    private static Preview.Change change(@Nullable Product before, Product after) {
        if (before == null) return Preview.Change.CREATE;
        return same(before, after) ? Preview.Change.NONE : Preview.Change.UPDATE;
    }

    private ProductFamilies families(
            CompanyId company, List<Optional<Line>> batch, Collection<Product> known, boolean locked) {
        var parents = batch.stream()
                .flatMap(Optional::stream)
                .map(Line::variantOf)
                .filter(Objects::nonNull)
                .map(ProductStore::folded)
                .distinct()
                .toList();
        var products = new ArrayList<>(known);
        if (!parents.isEmpty()) {
            products.addAll(this.products.bySkus(company, parents, now(), locked));
            products.addAll(this.products.byNames(company, parents, now()));
        }
        var varied = products.stream().map(Product::id).distinct().toList();
        return new ProductFamilies(products, this.products.variants(company, varied, now()));
    }

    record Objection(Column column, String message) {}

    private static @Nullable Objection wrong(Line line, @Nullable Product before) {
        if (before == null && line.name() == null) {
            return new Objection(Column.NAME, "is needed: no product has this number yet");
        }
        if (before != null && line.kind() != null && line.kind() != before.kind()) {
            return new Objection(
                    Column.KIND,
                    "cannot be changed; the product with this number is a "
                            + before.kind().value());
        }
        if (before != null && before.variantOf() != null) {
            return new Objection(Column.VARIANT_OF, "is needed: this number is a variant's");
        }
        if (before != null && before.variants() > 0 && (line.price() != null || line.stock() != null)) {
            return new Objection(
                    line.price() == null ? Column.STOCK : Column.PRICE,
                    "Its variants have prices and stocks of their own.");
        }
        var kind = before == null ? line.kind() : before.kind();
        if (kind == ProductKind.SERVICE && line.stock() != null) {
            return new Objection(Column.STOCK, "A service has no stock.");
        }
        return null;
    }

    private Product made(Line line) {
        return new Product(
                ProductId.next(),
                line.kind() == null ? ProductKind.PRODUCT : line.kind(),
                Objects.requireNonNull(line.name()),
                line.sku(),
                line.category(),
                line.description(),
                line.link(),
                line.tags() == null ? List.of() : line.tags(),
                line.aliases(),
                line.price(),
                null,
                line.stock(),
                null,
                false,
                null,
                List.of(),
                0,
                line.fields(),
                now(),
                now());
    }

    private Product changed(Product before, Line line) {
        var aliases = new LinkedHashMap<Language, List<String>>(before.aliases());
        aliases.putAll(line.aliases());
        var fields = new TreeMap<>(before.fields());
        fields.putAll(line.fields());
        return new Product(
                before.id(),
                before.kind(),
                or(line.name(), before.name()),
                before.sku(),
                line.category() == null ? before.category() : line.category(),
                line.description() == null ? before.description() : line.description(),
                line.link() == null ? before.link() : line.link(),
                line.tags() == null ? before.tags() : line.tags(),
                aliases,
                line.price() == null ? before.price() : line.price(),
                before.priceTo(),
                line.stock() == null ? before.stock() : line.stock(),
                before.outletId(),
                false,
                null,
                List.of(),
                before.variants(),
                fields,
                before.createdAt(),
                now());
    }

    private static String or(@Nullable String wanted, String before) {
        return wanted == null ? before : wanted;
    }

    private static boolean same(Product before, Product after) {
        return before.name().equals(after.name())
                && Objects.equals(before.category(), after.category())
                && Objects.equals(before.description(), after.description())
                && Objects.equals(before.link(), after.link())
                && before.tags().equals(after.tags())
                && before.aliases().equals(after.aliases())
                && before.fields().equals(after.fields())
                && Objects.equals(before.price(), after.price())
                && Objects.equals(before.stock(), after.stock())
                && before.archived() == after.archived();
    }

    private void takeBack(Work work) {
        while (restoreSome(work) + removeSome(work) > 0) {
            // The next thousand.
        }
        transactions.run(work.company(), () -> {
            if (undoing(work).isPresent()) store.status(work.company(), work.id(), Status.UNDONE, now());
        });
    }

    private int restoreSome(Work work) {
        var company = work.company();
        return transactions.in(company, () -> {
            var by = undoing(work);
            if (by.isEmpty()) return 0;
            var rows = store.changed(company, work.id(), AT_ONCE, now());
            if (!rows.isEmpty()) store.restore(company, work.id(), rows, now(), by.get());
            return rows.size();
        });
    }

    /// Products the import made and nobody has touched; one that something else points to stays.
    private int removeSome(Work work) {
        var made = transactions.in(work.company(), () -> store.made(work.company(), work.id(), AT_ONCE));
        try {
            remove(work, made);
        } catch (DataIntegrityViolationException used) {
            made.forEach(one -> removeOrKeep(work, one));
        }
        return made.size();
    }

    private void removeOrKeep(Work work, ProductId made) {
        try {
            remove(work, List.of(made));
        } catch (DataIntegrityViolationException used) {
            transactions.run(
                    work.company(),
                    () -> store.keep(
                            work.company(), work.id(), store.forget(work.company(), work.id(), List.of(made))));
        }
    }

    private void remove(Work work, List<ProductId> made) {
        transactions.run(work.company(), () -> {
            if (undoing(work).isPresent()) store.remove(work.company(), work.id(), made);
        });
    }

    /// Who made the import that is being taken back; empty where that is done.
    private Optional<MemberId> undoing(Work work) {
        return store.lock(work.company(), work.id())
                .filter(found -> found.status() == Status.UNDOING)
                .map(ProductImport::memberId);
    }

    private ProductFile reading(CompanyId company, String text) {
        var currency = companies.find(company).orElseThrow().currency();
        return new ProductFile(text, currency, transactions.in(company, () -> fields.all(company)));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
