package app.sembang.catalog;

import app.sembang.catalog.Product.Option;
import app.sembang.fields.OwnField;
import app.sembang.shared.Csv;
import app.sembang.shared.Language;
import app.sembang.shared.Money;
import app.sembang.shared.Refusal;
import app.sembang.shared.Texts;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A file of products, read row by row. Columns are known by what they are usually called, in any order.
final class ProductFile {
    static final int MOST_ROWS = 50_000;

    private static final Pattern AMOUNT = Pattern.compile("\\d{1,12}(\\.\\d{1,4})?");
    private static final Pattern OPTION = Pattern.compile("([^:：]{1,30})[:：]\\s*(\\S.{0,59})");
    private static final Pattern LINK = Pattern.compile("https?://\\S+");

    /// What a column holds, and what it is called. English, Malay, Chinese and Tamil, without spaces and signs.
    enum Column {
        NAME(
                "name",
                "productname",
                "product",
                "title",
                "item",
                "itemname",
                "nama",
                "namaproduk",
                "produk",
                "名称",
                "产品",
                "产品名称",
                "商品",
                "商品名称",
                "品名",
                "பெயர்",
                "பொருள்",
                "பொருளின்பெயர்"),
        SKU(
                "sku",
                "numbersku",
                "code",
                "productcode",
                "itemcode",
                "number",
                "no",
                "id",
                "kod",
                "kodproduk",
                "编号",
                "货号",
                "产品编号",
                "குறியீடு",
                "எண்"),
        VARIANT_OF("variantof", "parent", "parentsku", "variasibagi", "变体所属", "所属产品", "மாறுபாட்டின்பொருள்"),
        OPTIONS("options", "option", "variant", "variation", "pilihan", "variasi", "选项", "规格", "விருப்பங்கள்"),
        KIND("kind", "type", "jenis", "类型", "வகை"),
        CATEGORY("category", "group", "collection", "kategori", "kumpulan", "类别", "分类", "பிரிவு"),
        DESCRIPTION("description", "details", "body", "penerangan", "keterangan", "huraian", "描述", "说明", "விளக்கம்"),
        LINK("link", "url", "website", "producturl", "pautan", "链接", "网址", "இணைப்பு"),
        TAGS("tags", "tag", "labels", "label", "标签", "குறிச்சொற்கள்"),
        PRICE(
                "price",
                "unitprice",
                "sellingprice",
                "saleprice",
                "amount",
                "cost",
                "harga",
                "hargajualan",
                "价格",
                "单价",
                "售价",
                "விலை"),
        CURRENCY("currency", "matawang", "货币", "நாணயம்"),
        STOCK(
                "stock",
                "quantity",
                "qty",
                "inventory",
                "onhand",
                "stok",
                "kuantiti",
                "bilangan",
                "库存",
                "数量",
                "இருப்பு",
                "அளவு"),
        ALIASES_EN("othernamesen", "aliasesen"),
        ALIASES_MS("othernamesms", "aliasesms"),
        ALIASES_ZH("othernameszh", "aliaseszh"),
        ALIASES_TA("othernamesta", "aliasesta");

        @SuppressWarnings("ImmutableEnumChecker") // List.of cannot be changed.
        private final List<String> names;

        Column(String... names) {
            this.names = List.of(names);
        }

        static Optional<Column> called(String heading) {
            var name = Normalizer.normalize(heading, Normalizer.Form.NFKC)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("\\((rm|myr|sgd|idr)\\)", "")
                    .replaceAll("[^\\p{L}\\p{M}\\p{N}]", "");
            return Arrays.stream(values())
                    .filter(column -> column.names.contains(name))
                    .findFirst();
        }

        private static @Nullable Column aliases(Language language) {
            return switch (language) {
                case EN -> ALIASES_EN;
                case MS -> ALIASES_MS;
                case ZH -> ALIASES_ZH;
                case TA -> ALIASES_TA;
            };
        }
    }

    /// A row that can be taken in; null: the file says nothing of it.
    ///
    /// @param variantOf the number of the product it is a variant of, or that one's name
    record Line(
            long line,
            @Nullable String sku,
            @Nullable String variantOf,
            @Nullable List<Option> options,
            @Nullable ProductKind kind,
            @Nullable String name,
            @Nullable String category,
            @Nullable String description,
            @Nullable String link,
            @Nullable List<String> tags,
            Map<Language, List<String>> aliases,
            @Nullable Money price,
            @Nullable Integer stock,
            Map<UUID, String> fields) {}

    /// @param column as the file calls it
    record Wrong(long line, String column, String message) {}

    private final Iterator<Csv.Row> rows;
    private final String currency;
    private final Map<Column, Integer> columns = new EnumMap<>(Column.class);
    private final Map<OwnField, Integer> own = new LinkedHashMap<>();
    private final List<String> heading;
    private final List<String> ignored = new ArrayList<>();
    private final Map<String, Long> skus = new HashMap<>();

    /// @param fields the company's own, of which a column has the name
    /// @throws Refusal where it has no column for names or numbers, or no rows
    ProductFile(String text, String currency, List<OwnField> fields) {
        this.rows = Csv.read(text);
        this.currency = currency;
        if (!rows.hasNext()) throw Refusal.invalid("file", "has no rows");
        this.heading = rows.next().cells();
        for (int i = 0; i < heading.size(); i++) {
            var column = Column.called(heading.get(i));
            if (column.isPresent() && columns.putIfAbsent(column.get(), i) == null) continue;
            var field = called(fields, heading.get(i));
            if (field.isEmpty() || own.putIfAbsent(field.get(), i) != null) ignored.add(heading.get(i));
        }
        ignored.removeIf(String::isBlank);
        if (!columns.containsKey(Column.NAME) && !columns.containsKey(Column.SKU)) {
            throw Refusal.invalid("file", "has neither a column for names nor one for numbers (SKU)");
        }
        if (!rows.hasNext()) throw Refusal.invalid("file", "has no rows");
    }

    private static Optional<OwnField> called(List<OwnField> fields, String heading) {
        var name = ProductStore.folded(heading);
        return fields.stream()
                .filter(field -> ProductStore.folded(field.name()).equals(name))
                .findFirst();
    }

    /// As a cell holds them.
    static String options(List<Option> options) {
        return options.stream()
                .map(option -> option.name() + ": " + option.value())
                .collect(Collectors.joining("; "));
    }

    List<String> ignored() {
        return List.copyOf(ignored);
    }

    boolean hasNext() {
        return rows.hasNext();
    }

    /// The next row; empty where something is wrong with it, which is then added.
    Optional<Line> next(List<Wrong> wrong) {
        var row = rows.next();
        var reading = new Reading(row, wrong);
        var line = new Line(
                row.line(),
                reading.sku(),
                reading.text(Column.VARIANT_OF, 200),
                reading.options(),
                reading.kind(),
                reading.text(Column.NAME, 200),
                reading.text(Column.CATEGORY, 100),
                reading.text(Column.DESCRIPTION, 4000),
                reading.link(),
                reading.list(Column.TAGS, 30, 60),
                reading.aliases(),
                reading.price(),
                reading.stock(),
                reading.fields());
        boolean variant = line.variantOf() != null;
        if (variant != (line.options() != null)) {
            reading.wrong(
                    variant ? Column.OPTIONS : Column.VARIANT_OF,
                    "A variant needs its product and what tells it apart.");
        }
        if (!variant && line.sku() == null && line.name() == null)
            reading.wrong(Column.NAME, "has neither a name nor a number");
        return reading.fine ? Optional.of(line) : Optional.empty();
    }

    /// How the file calls a column; its usual name where it has none.
    String called(Column column) {
        var at = columns.get(column);
        return at == null ? column.name().toLowerCase(Locale.ROOT) : heading.get(at);
    }

    private final class Reading {
        private final Csv.Row row;
        private final List<Wrong> wrong;
        private boolean fine = true;

        Reading(Csv.Row row, List<Wrong> wrong) {
            this.row = row;
            this.wrong = wrong;
        }

        private void wrong(Column column, String message) {
            fine = false;
            wrong.add(new Wrong(row.line(), called(column), message));
        }

        private @Nullable String cell(Column column) {
            var at = columns.get(column);
            return at == null ? null : Texts.blankAsNull(row.cell(at));
        }

        @Nullable
        String text(Column column, int longest) {
            var cell = cell(column);
            if (cell != null && cell.length() > longest) {
                wrong(column, "Use 1 to %d characters.".formatted(longest));
            }
            return cell;
        }

        @Nullable
        String sku() {
            var sku = text(Column.SKU, 60);
            if (sku == null) return null;
            var before = skus.putIfAbsent(ProductStore.folded(sku), row.line());
            if (before != null) wrong(Column.SKU, "is the number of line %d already".formatted(before));
            return sku;
        }

        /// As in "Size: M; Colour: Red".
        @Nullable
        List<Option> options() {
            var cell = cell(Column.OPTIONS);
            if (cell == null) return null;
            var options = new ArrayList<Option>();
            for (var one : cell.split("[;|]", -1)) {
                if (one.isBlank()) continue;
                var option = OPTION.matcher(one.strip());
                if (!option.matches()) {
                    wrong(Column.OPTIONS, "is not written as in Size: M; Colour: Red");
                    return null;
                }
                options.add(new Option(option.group(1).strip(), option.group(2).strip()));
            }
            if (options.size() > 3) wrong(Column.OPTIONS, "has more than %d entries".formatted(3));
            return options;
        }

        @Nullable
        ProductKind kind() {
            var cell = cell(Column.KIND);
            if (cell == null) return null;
            return switch (cell.toLowerCase(Locale.ROOT)) {
                case "product", "goods", "produk", "barang", "产品", "商品", "பொருள்" -> ProductKind.PRODUCT;
                case "service", "perkhidmatan", "servis", "服务", "சேவை" -> ProductKind.SERVICE;
                default -> {
                    wrong(Column.KIND, "is neither product nor service");
                    yield null;
                }
            };
        }

        @Nullable
        String link() {
            var cell = text(Column.LINK, 500);
            if (cell != null && !LINK.matcher(cell).matches()) wrong(Column.LINK, "is no web address");
            return cell;
        }

        @Nullable
        List<String> list(Column column, int most, int longest) {
            var cell = cell(column);
            if (cell == null) return null;
            var items = Arrays.stream(cell.split("[|;,]"))
                    .map(String::strip)
                    .filter(item -> !item.isEmpty())
                    .distinct()
                    .toList();
            if (items.size() > most) wrong(column, "has more than %d entries".formatted(most));
            if (items.stream().anyMatch(item -> item.length() > longest)) {
                wrong(column, "Use 1 to %d characters.".formatted(longest));
            }
            return items;
        }

        Map<Language, List<String>> aliases() {
            var aliases = new LinkedHashMap<Language, List<String>>();
            for (var language : Language.values()) {
                var column = Column.aliases(language);
                var names = column == null ? null : list(column, 20, 100);
                if (names != null) aliases.put(language, names);
            }
            return aliases;
        }

        /// As people write it: RM 1,234.50, or 12,50 with a comma for the cents.
        @Nullable
        Money price() {
            var other = cell(Column.CURRENCY);
            if (other != null && !other.equalsIgnoreCase(currency)) {
                wrong(Column.CURRENCY, "Prices are in %s.".formatted(currency));
            }
            var cell = cell(Column.PRICE);
            if (cell == null) return null;
            var amount = cell.replaceAll("(?i)^(rm|" + currency + ")|[\\s\u00a0]", "");
            amount = amount.matches("\\d+,\\d{1,2}") ? amount.replace(',', '.') : amount.replace(",", "");
            if (AMOUNT.matcher(amount).matches()) {
                try {
                    return Money.of(new BigDecimal(amount).stripTrailingZeros(), currency);
                } catch (ArithmeticException fractions) {
                    // Said below.
                }
            }
            wrong(Column.PRICE, "is no price such as 89.90");
            return null;
        }

        /// Each value in the one form of its field. Of a variant nothing: it has its product's.
        Map<UUID, String> fields() {
            var fields = new LinkedHashMap<UUID, String>();
            own.forEach((field, at) -> {
                var cell = Texts.blankAsNull(row.cell(at));
                if (cell == null) return;
                try {
                    fields.put(field.id(), field.kind().checked(field.name(), cell, field.choices(), currency));
                } catch (Refusal refused) {
                    fine = false;
                    wrong.add(new Wrong(row.line(), heading.get(at), refused.reason()));
                }
            });
            return fields;
        }

        @Nullable
        Integer stock() {
            var cell = cell(Column.STOCK);
            if (cell == null) return null;
            var pieces = cell.replaceAll("[,\\s\u00a0]|\\.0+$", "");
            if (pieces.matches("\\d{1,10}") && Long.parseLong(pieces) <= Product.LARGEST_STOCK) {
                return Integer.valueOf(pieces);
            }
            wrong(Column.STOCK, "is no whole number of pieces");
            return null;
        }
    }
}
