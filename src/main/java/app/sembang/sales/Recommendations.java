package app.sembang.sales;

import app.sembang.catalog.Product;
import app.sembang.catalog.ProductId;
import app.sembang.catalog.Products;
import app.sembang.conversations.ContactThreads;
import app.sembang.conversations.Content;
import app.sembang.database.CompanyTransactions;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.OutletId;
import app.sembang.shared.Refusal;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What to offer in a conversation, and why: what the contact asked for, what others bought together with that, what
/// sells best. Only what can be had now. The same talk, sales and stocks always give the same.
@Component
public class Recommendations {
    private static final int MESSAGES = 12;
    private static final int BEST_SELLERS = 5;
    private static final int DAYS = 90;

    private final CompanyTransactions transactions;
    private final ContactThreads threads;
    private final Products products;
    private final JdbcClient jdbc;
    private final InstantSource clock;

    Recommendations(
            CompanyTransactions transactions,
            ContactThreads threads,
            Products products,
            JdbcClient jdbc,
            InstantSource clock) {
        this.transactions = transactions;
        this.threads = threads;
        this.products = products;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Schema(name = "RecommendationReason")
    public enum Kind {
        ASKED,
        BOUGHT_TOGETHER,
        BEST_SELLER,
        /// So many pieces are there to be sold.
        IN_STOCK;

        @JsonValue
        public String value() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param product the name of the product it was bought with; null for the other reasons
    /// @param times how often; null where it was asked for
    /// @param stock how many pieces, where that is the reason
    @Schema(name = "RecommendationReasonDetail")
    public record Reason(
            Kind kind,
            @Nullable String product,
            @Nullable Integer times,
            @Nullable Integer stock) {}

    public record Recommendation(Product product, List<Reason> reasons) {}

    /// The strongest first, in a transaction of the member who sees the conversation. What was sold counts over all of
    /// the company's conversations, without telling whose they were.
    List<Recommendation> in(CompanyId company, ConversationId conversation, int limit, Runnable widen) {
        var talk = threads.talk(company, conversation, MESSAGES)
                .orElseThrow(() -> Refusal.notFound("conversation", conversation));
        widen.run();
        var said = talk.said().reversed().stream()
                .filter(line -> line.fromContact() && line.content() instanceof Content.Text)
                .map(line -> line.content().preview())
                .toList();
        return of(company, talk.outlet(), said, limit);
    }

    /// The strongest first.
    ///
    /// @param outlet the one the contact writes to; null: none
    /// @param said by the contact, the newest first
    public List<Recommendation> of(CompanyId company, @Nullable OutletId outlet, List<String> said, int limit) {
        return transactions.inside(company, () -> {
            var asked = new LinkedHashMap<ProductId, Product>();
            said.forEach(text -> products.search(company, outlet, text, 3)
                    .forEach(product -> asked.putIfAbsent(product.id(), product)));
            var reasons = reasons(company, asked);
            var known = products.find(company, reasons.keySet());
            return reasons.entrySet().stream()
                    .filter(entry -> known.containsKey(entry.getKey()))
                    .map(entry -> stocked(Objects.requireNonNull(known.get(entry.getKey())), entry.getValue()))
                    .filter(one -> one.product().available() && one.product().isSoldAt(outlet))
                    .limit(limit)
                    .toList();
        });
    }

    /// That it can be had at once is a reason where pieces are counted.
    private static Recommendation stocked(Product product, List<Reason> reasons) {
        if (product.stock() != null) reasons.add(new Reason(Kind.IN_STOCK, null, null, product.stock()));
        return new Recommendation(product, reasons);
    }

    private Map<ProductId, List<Reason>> reasons(CompanyId company, Map<ProductId, Product> asked) {
        var reasons = new LinkedHashMap<ProductId, List<Reason>>();
        asked.keySet().forEach(id -> reasons(reasons, id).add(new Reason(Kind.ASKED, null, null, null)));
        together(company, asked)
                .forEach(one -> reasons(reasons, one.product())
                        .add(new Reason(
                                Kind.BOUGHT_TOGETHER,
                                Objects.requireNonNull(asked.get(one.with())).name(),
                                one.times(),
                                null)));
        bestSellers(company)
                .forEach(one ->
                        reasons(reasons, one.product()).add(new Reason(Kind.BEST_SELLER, null, one.times(), null)));
        return reasons;
    }

    private static List<Reason> reasons(Map<ProductId, List<Reason>> reasons, ProductId product) {
        return reasons.computeIfAbsent(product, id -> new ArrayList<>());
    }

    private record Together(ProductId product, ProductId with, int times) {}

    /// The most frequent first.
    private List<Together> together(CompanyId company, Map<ProductId, Product> asked) {
        if (asked.isEmpty()) return List.of();
        return jdbc.sql("""
                select other.product_id, line.product_id as with_id, count(distinct line.sale_id) as times
                  from sale_line line
                  join sale on sale.company_id = :company and sale.id = line.sale_id and sale.reversed_at is null
                  join sale_line other
                    on other.company_id = :company and other.sale_id = line.sale_id and other.product_id <> line.product_id
                 where line.company_id = :company and line.product_id = any (cast(:asked as uuid[]))
                   and other.product_id <> all (cast(:asked as uuid[]))
                 group by other.product_id, line.product_id
                 order by times desc, other.product_id, line.product_id
                 limit 10
                """)
                .param("company", company.value())
                .param("asked", texts(asked.keySet()))
                .query((row, number) -> new Together(
                        ProductId.from(row.getString("product_id")),
                        ProductId.from(row.getString("with_id")),
                        row.getInt("times")))
                .list();
    }

    private record Seller(ProductId product, int times) {}

    /// Of the last 90 days.
    private List<Seller> bestSellers(CompanyId company) {
        return jdbc.sql("""
                select line.product_id, count(distinct sale.id) as times
                  from sale
                  join sale_line line on line.company_id = :company and line.sale_id = sale.id
                 where sale.company_id = :company and sale.reversed_at is null and sale.at >= :since
                 group by line.product_id
                 order by times desc, line.product_id
                 limit :most
                """)
                .param("company", company.value())
                .param("since", clock.instant().minus(DAYS, ChronoUnit.DAYS).atOffset(ZoneOffset.UTC))
                .param("most", BEST_SELLERS)
                .query((row, number) -> new Seller(ProductId.from(row.getString("product_id")), row.getInt("times")))
                .list();
    }

    private static String[] texts(Collection<ProductId> products) {
        return products.stream().map(ProductId::toString).toArray(String[]::new);
    }
}
