package app.sembang.assistant;

import app.sembang.assistant.Ground.Kind;
import app.sembang.catalog.Product;
import app.sembang.catalog.Product.Filter;
import app.sembang.catalog.ProductId;
import app.sembang.catalog.Products;
import app.sembang.companies.Companies;
import app.sembang.companies.OpeningHours;
import app.sembang.database.CompanyTransactions;
import app.sembang.knowledge.Knowledge;
import app.sembang.language.Reading;
import app.sembang.sales.Recommendations;
import app.sembang.sales.Sale;
import app.sembang.sales.Sales;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Language;
import app.sembang.shared.OutletId;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Finds what an answer may rest on, as it is at this moment: products, what the company wrote down, its hours.
@Component
class Lookup {
    private static final int MOST_PRODUCTS = 5;
    private static final int MOST_VARIANTS = 12;
    /// So many of the contact's latest messages say what is asked for.
    private static final int MOST_SAID = 6;
    private static final int MOST_PASSAGES = 6;
    private static final int MOST_ORDERS = 10;
    /// For a model, which reads more than is quoted.
    static final int MOST_FOR_MODEL = 16;
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm");

    private static final Map<String, String> YES_NO = Map.of("true", "yes", "false", "no");

    private final Products products;
    private final Recommendations recommendations;
    private final Knowledge knowledge;
    private final OpeningHours hours;
    private final Sales sales;
    private final Companies companies;
    private final CompanyTransactions transactions;

    Lookup(
            Products products,
            Recommendations recommendations,
            Knowledge knowledge,
            OpeningHours hours,
            Sales sales,
            Companies companies,
            CompanyTransactions transactions) {
        this.products = products;
        this.recommendations = recommendations;
        this.knowledge = knowledge;
        this.hours = hours;
        this.sales = sales;
        this.companies = companies;
        this.transactions = transactions;
    }

    /// Numbered `e1`, `e2` … in the order in which they are found. A follow-up that names nothing ("and how much?") is
    /// about what was named before.
    List<Ground> grounds(Asked asked, Language language, boolean forModel) {
        return grounds(asked, asked.text(), language, 0, forModel ? MOST_FOR_MODEL : MOST_PASSAGES);
    }

    /// For one of several questions of a message.
    ///
    /// @param already how many were found before
    List<Ground> grounds(Asked asked, String question, Language language, int already) {
        return grounds(asked, question, language, already, MOST_PASSAGES);
    }

    private List<Ground> grounds(Asked asked, String question, Language language, int already, int most) {
        var found = new ArrayList<Ground>();
        found.addAll(products(asked, question));
        found.addAll(knowledge(asked.company(), question, language, asked.outlet(), most));
        var topics = Topic.of(question);
        if (topics.contains(Topic.HOURS)) {
            found.addAll(hours(asked.company(), asked.outlet(), language));
        }
        if (topics.contains(Topic.ORDER) || topics.contains(Topic.PARCEL)) {
            found.addAll(orders(asked, language));
        }
        return numbered(found, already);
    }

    static List<Ground> numbered(List<Ground> found, int already) {
        var numbered = new ArrayList<Ground>();
        for (var ground : found) {
            numbered.add(ground.named("e" + (already + numbered.size() + 1)));
        }
        return numbered;
    }

    private List<Ground> products(Asked asked, String question) {
        var found = products(asked.company(), asked.outlet(), question);
        if (!found.isEmpty() || Topic.of(question).isEmpty()) return found;
        var earlier = new ArrayList<>(List.of(asked.text()));
        earlier.addAll(asked.earlier());
        for (var said : earlier) {
            var before = products(asked.company(), asked.outlet(), said);
            if (!before.isEmpty()) return before;
        }
        return List.of();
    }

    /// Where some are named in full, the ones that only share a word are not meant.
    ///
    /// @param outlet whose customer asks; what only it sells is found, too
    List<Ground> products(CompanyId company, @Nullable OutletId outlet, String text) {
        var found = products.search(company, outlet, text, MOST_PRODUCTS);
        var named = named(found, text);
        return grounds(company, named.isEmpty() ? found : named);
    }

    /// A product whose variants cost different sums is told by them: an answer may rest on no other price.
    private List<Ground> grounds(CompanyId company, List<Product> found) {
        var grounds = new ArrayList<Ground>();
        var facts = products.facts(company, found);
        for (var product : found) {
            var said = facts.getOrDefault(product.id(), Map.of());
            var variants = product.variants() == 0
                    ? List.<Product>of()
                    : products.variants(company, product.id()).stream()
                            .filter(variant -> !variant.archived())
                            .sorted(Comparator.comparing(Product::available).reversed())
                            .limit(MOST_VARIANTS)
                            .toList();
            if (product.priceTo() == null) grounds.add(ground(product, said, variants));
            else variants.forEach(variant -> grounds.add(ground(variant, said, List.of())));
        }
        return grounds;
    }

    /// What suits the talk, each with why; only what can be had now.
    List<Ground> recommended(Asked asked) {
        var said = new ArrayList<>(List.of(asked.text()));
        said.addAll(asked.earlier());
        return recommendations
                .of(asked.company(), asked.outlet(), said.subList(0, Math.min(MOST_SAID, said.size())), MOST_PRODUCTS)
                .stream()
                .flatMap(one -> {
                    var why = one.reasons().stream()
                            .filter(reason -> reason.kind() != Recommendations.Kind.IN_STOCK)
                            .map(Lookup::said)
                            .collect(Collectors.joining(", "));
                    return grounds(asked.company(), List.of(one.product())).stream()
                            .map(ground -> ground.saying("recommended (" + why + "): "));
                })
                .toList();
    }

    /// A few products to ask back with: what sells best, then others that can be had.
    List<Ground> choices(Asked asked) {
        var others = products.list(asked.company(), Filter.availableAt(asked.outlet()), null, MOST_PRODUCTS);
        return Stream.concat(recommended(asked).stream(), grounds(asked.company(), others).stream())
                .collect(Collectors.toMap(Ground::reference, ground -> ground, (one, same) -> one, LinkedHashMap::new))
                .values()
                .stream()
                .toList();
    }

    private static String said(Recommendations.Reason reason) {
        return switch (reason.kind()) {
            case ASKED -> "asked for";
            case BOUGHT_TOGETHER -> "often bought with " + reason.product();
            case BEST_SELLER -> "sells best";
            case IN_STOCK -> "in stock";
        };
    }

    /// Those a text names in full, or the only one it can mean.
    List<Ground> named(CompanyId company, @Nullable OutletId outlet, String text) {
        var found = products.search(company, outlet, text, MOST_PRODUCTS);
        var named = named(found, text);
        return grounds(company, named.isEmpty() && found.size() == 1 ? found : named);
    }

    private static List<Product> named(List<Product> found, String text) {
        var said = stems(text);
        return found.stream()
                .filter(product -> said.containsAll(stems(product.baseName())))
                .toList();
    }

    private static Set<String> stems(String text) {
        return Reading.of(text).tokens().stream().map(Reading.Token::stem).collect(Collectors.toSet());
    }

    /// What the company wrote down that fits, the best first. A text that gives an assistant orders is left out.
    List<Ground> knowledge(CompanyId company, String text, Language language, @Nullable OutletId outlet) {
        return knowledge(company, text, language, outlet, MOST_PASSAGES);
    }

    private List<Ground> knowledge(
            CompanyId company, String text, Language language, @Nullable OutletId outlet, int most) {
        return knowledge.search(company, text, Set.of(language), outlet, most).stream()
                .filter(hit -> !hit.suspicious())
                .map(hit -> Ground.of(
                        "",
                        hit.faqId() == null ? Kind.PASSAGE : Kind.FAQ,
                        String.valueOf(hit.faqId() == null ? hit.materialId() : hit.faqId()),
                        hit.title(),
                        hit.passage(),
                        hit.score()))
                .toList();
    }

    /// The same with prices and stocks of this moment; a product that is gone is left out. Its text is short.
    List<Ground> asNow(CompanyId company, List<Ground> grounds) {
        var ids = grounds.stream()
                .filter(ground -> ground.kind() == Kind.PRODUCT)
                .map(ground -> ProductId.from(Objects.requireNonNull(ground.reference())))
                .toList();
        var products = this.products.find(company, ids);
        return grounds.stream()
                .flatMap(ground -> {
                    if (ground.kind() != Kind.PRODUCT) return Stream.of(ground);
                    var product = products.get(ProductId.from(Objects.requireNonNull(ground.reference())));
                    return Stream.ofNullable(product).map(one -> ground(one, Map.of(), List.of()));
                })
                .toList();
    }

    /// @param said by the company's own fields of products
    /// @param variants of it, which cost the same
    private static Ground ground(Product product, Map<String, String> said, List<Product> variants) {
        var text = new StringBuilder(product.name());
        if (product.sku() != null) text.append(" (").append(product.sku()).append(')');
        text.append(": ").append(product.price() == null ? "price on request" : Wordings.money(product.price()));
        if (product.stock() != null) text.append("; stock: ").append(product.stock());
        variants.forEach(variant -> text.append("; ")
                .append(variant.options().stream().map(Product.Option::value).collect(Collectors.joining(", ")))
                .append(variant.stock() == null ? "" : " (stock: " + variant.stock() + ")"));
        said.forEach((field, value) ->
                text.append("; ").append(field).append(": ").append(YES_NO.getOrDefault(value, value)));
        if (product.description() != null) text.append(". ").append(product.description());
        if (product.link() != null) text.append(' ').append(product.link());
        return new Ground(
                "",
                Kind.PRODUCT,
                product.id().toString(),
                product.name(),
                text.toString(),
                1,
                product.price(),
                product.stock());
    }

    /// What the customer bought, the latest first. Whose it is comes from the conversation alone: a number or a name
    /// in what is asked finds nothing of anybody else's.
    List<Ground> orders(Asked asked, Language language) {
        var customer = asked.customer();
        if (customer == null) return List.of();
        var zone = companies.find(asked.company()).orElseThrow().timeZone();
        return transactions
                .as(customer.reader(), () -> sales.ofContactIn(asked.company(), customer.conversation(), MOST_ORDERS))
                .stream()
                .map(sale -> ground(sale, zone, language))
                .toList();
    }

    /// In the customer's language, so that it can be told as it stands.
    private static Ground ground(Sale sale, ZoneId zone, Language language) {
        var day = Wordings.day(sale.at().atZone(zone).toLocalDate(), language);
        var amount = Wordings.money(sale.amount());
        var sentences = new ArrayList<String>();
        sentences.add(
                sale.lines().isEmpty()
                        ? Wordings.say("order_sum", language, Map.of("day", day, "amount", amount))
                        : Wordings.say(
                                "order",
                                language,
                                Map.of("day", day, "amount", amount, "lines", lines(sale, language))));
        if (sale.paymentMethod() != null) {
            sentences.add(Wordings.say(
                    "order_paid",
                    language,
                    Map.of("method", Redaction.of(Objects.requireNonNull(sale.paymentMethod())))));
        }
        if (sale.evidence() == Sale.Evidence.PAYMENT) sentences.add(Wordings.say("order_proved", language));
        sentences.add(
                sale.reversedAt() == null
                        ? Wordings.say("order_stands", language)
                        : Wordings.say(
                                "order_back",
                                language,
                                Map.of(
                                        "day",
                                        Wordings.day(
                                                sale.reversedAt().atZone(zone).toLocalDate(), language))));
        var title = Stream.concat(Stream.of(day), sale.lines().stream().map(Sale.Line::name))
                .collect(Collectors.joining(", "));
        return Ground.of(
                "", Kind.ORDER, sale.id().toString(), title, String.join(Wordings.space(language), sentences), 1);
    }

    private static String lines(Sale sale, Language language) {
        return sale.lines().stream()
                .map(line -> line.quantity() + " × " + line.name()
                        + (line.price() == null ? "" : " (" + Wordings.money(line.price()) + ")"))
                .collect(Collectors.joining(language == Language.ZH ? "、" : ", "));
    }

    /// Empty where the company has told no hours.
    List<Ground> hours(CompanyId company, @Nullable OutletId outlet, Language language) {
        return hours
                .usual(company, outlet)
                .map(week -> {
                    var text = Arrays.stream(DayOfWeek.values())
                            .collect(Collectors.groupingBy(week::on, LinkedHashMap::new, Collectors.toList()))
                            .entrySet()
                            .stream()
                            .filter(entry -> !entry.getKey().isEmpty())
                            .map(entry -> days(entry.getValue(), language) + " "
                                    + entry.getKey().stream()
                                            .map(open -> CLOCK.format(open.from()) + "–" + CLOCK.format(open.to()))
                                            .collect(Collectors.joining(", ")))
                            .collect(Collectors.joining("; "));
                    return Ground.of("", Kind.COMPANY, company.toString(), "Opening hours", text, 1);
                })
                .filter(ground -> !ground.text().isEmpty())
                .stream()
                .toList();
    }

    private static String days(List<DayOfWeek> days, Language language) {
        var locale = Locale.forLanguageTag(language.tag());
        boolean inARow =
                days.size() > 2 && days.getLast().getValue() - days.getFirst().getValue() == days.size() - 1;
        if (inARow) return name(days.getFirst(), locale) + "–" + name(days.getLast(), locale);
        return days.stream().map(day -> name(day, locale)).collect(Collectors.joining(", "));
    }

    private static String name(DayOfWeek day, Locale locale) {
        return day.getDisplayName(TextStyle.FULL, locale);
    }
}
