package app.sembang.sales;

import app.sembang.catalog.ProductId;
import app.sembang.catalog.Products;
import app.sembang.conversations.ConversationEnded;
import app.sembang.conversations.ConversationReopened;
import app.sembang.conversations.SoldProduct;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Ids;
import app.sembang.shared.MemberId;
import app.sembang.shared.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// A conversation that ends with a sale makes one here, in its commit; opened again, it takes the sale back.
@Component
public class Sales {
    private final Products products;
    private final JdbcClient jdbc;

    Sales(Products products, JdbcClient jdbc) {
        this.products = products;
        this.jdbc = jdbc;
    }

    @EventListener
    void on(ConversationEnded ended) {
        var amount = ended.saleAmount();
        if (ended.lost() || amount == null) return;
        var id = Ids.next();
        insert(ended, id, amount);
        var pieces = new HashMap<ProductId, Integer>();
        for (int i = 0; i < ended.productsSold().size(); i++) {
            var sold = ended.productsSold().get(i);
            var product = Objects.requireNonNull(sold.productId());
            insert(ended.company(), id, i, product, sold);
            pieces.merge(product, sold.quantity(), Integer::sum);
        }
        products.sell(ended.company(), pieces, reference(id), Objects.requireNonNull(ended.by()));
    }

    @EventListener
    void on(ConversationReopened reopened) {
        var company = reopened.company();
        jdbc.sql("""
                update sale set reversed_at = :now, reversed_by = :by
                 where company_id = :company and conversation_id = :conversation and reversed_at is null
                returning id
                """)
                .param("company", company.value())
                .param("conversation", reopened.conversation().value())
                .param("now", reopened.at().atOffset(ZoneOffset.UTC))
                .param("by", reopened.by().value())
                .query((row, number) -> row.getObject("id", UUID.class))
                .list()
                .forEach(id -> products.takeBack(company, soldIn(company, id), reference(id), reopened.by()));
    }

    private List<ProductId> soldIn(CompanyId company, UUID sale) {
        return jdbc.sql("select distinct product_id from sale_line where company_id = :company and sale_id = :sale")
                .param("company", company.value())
                .param("sale", sale)
                .query((row, number) -> ProductId.from(row.getString("product_id")))
                .list();
    }

    private static String reference(UUID sale) {
        return "sale/" + sale;
    }

    private void insert(ConversationEnded ended, UUID id, Money amount) {
        jdbc.sql("""
                insert into sale (company_id, id, conversation_id, member_id, at, amount, currency, payment_method, evidence)
                values (:company, :id, :conversation, :by, :at, :amount, :currency, :method, 'member')
                """)
                .param("company", ended.company().value())
                .param("id", id)
                .param("conversation", ended.conversation().value())
                .param("by", Objects.requireNonNull(ended.by()).value())
                .param("at", ended.at().atOffset(ZoneOffset.UTC))
                .param("amount", amount.value())
                .param("currency", amount.currency())
                .param("method", ended.paymentMethod())
                .update();
    }

    private void insert(CompanyId company, UUID sale, int position, ProductId product, SoldProduct sold) {
        var price = sold.price();
        jdbc.sql("""
                insert into sale_line (company_id, sale_id, position, product_id, name, quantity, price, currency)
                values (:company, :sale, :position, :product, :name, :quantity, :price, :currency)
                """)
                .param("company", company.value())
                .param("sale", sale)
                .param("position", position)
                .param("product", product.value())
                .param("name", sold.name())
                .param("quantity", sold.quantity())
                .param("price", price == null ? null : price.value())
                .param("currency", price == null ? null : price.currency())
                .update();
    }

    /// All of a conversation, the latest first, in a transaction of who asks.
    List<Sale> of(CompanyId company, ConversationId conversation) {
        var lines = lines(company, List.of(conversation));
        return jdbc.sql("""
                select * from sale where company_id = :company and conversation_id = :conversation order by id desc
                """)
                .param("company", company.value())
                .param("conversation", conversation.value())
                .query((row, number) -> sale(row, lines))
                .list();
    }

    /// What the contact of a conversation bought, in this one and in others, the latest first, in a transaction of who
    /// asks. Nothing else can be asked for: whose sale it is never depends on what somebody says.
    ///
    /// @param most so many at most
    public List<Sale> ofContactIn(CompanyId company, ConversationId conversation, int most) {
        var conversations = jdbc.sql("""
                select distinct sale.conversation_id
                  from conversation asked
                  join conversation c on c.company_id = :company and c.contact_id = asked.contact_id
                  join sale on sale.company_id = :company and sale.conversation_id = c.id
                 where asked.company_id = :company and asked.id = :conversation
                """)
                .param("company", company.value())
                .param("conversation", conversation.value())
                .query((row, number) -> new ConversationId(row.getObject("conversation_id", UUID.class)))
                .list();
        var lines = lines(company, conversations);
        return jdbc.sql("""
                select * from sale
                 where company_id = :company and conversation_id = any (cast(:conversations as uuid[]))
                 order by at desc, id desc
                 limit :most
                """)
                .param("company", company.value())
                .param("conversations", texts(conversations))
                .param("most", most)
                .query((row, number) -> sale(row, lines))
                .list();
    }

    private static String[] texts(List<ConversationId> conversations) {
        return conversations.stream().map(ConversationId::toString).toArray(String[]::new);
    }

    private Map<UUID, List<Sale.Line>> lines(CompanyId company, List<ConversationId> conversations) {
        var found = new HashMap<UUID, List<Sale.Line>>();
        jdbc.sql("""
                select line.* from sale_line line
                  join sale on sale.company_id = :company and sale.id = line.sale_id
                 where line.company_id = :company and sale.conversation_id = any (cast(:conversations as uuid[]))
                 order by line.sale_id, line.position
                """)
                .param("company", company.value())
                .param("conversations", texts(conversations))
                .query(row -> {
                    found.computeIfAbsent(row.getObject("sale_id", UUID.class), id -> new ArrayList<>())
                            .add(new Sale.Line(
                                    ProductId.from(row.getString("product_id")),
                                    row.getString("name"),
                                    row.getInt("quantity"),
                                    money(row, "price")));
                });
        return found;
    }

    private static Sale sale(ResultSet row, Map<UUID, List<Sale.Line>> lines) throws SQLException {
        var id = row.getObject("id", UUID.class);
        var reversedAt = row.getObject("reversed_at", OffsetDateTime.class);
        var reversedBy = row.getString("reversed_by");
        return new Sale(
                id,
                new ConversationId(row.getObject("conversation_id", UUID.class)),
                MemberId.from(row.getString("member_id")),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                Objects.requireNonNull(money(row, "amount")),
                row.getString("payment_method"),
                Sale.Evidence.from(row.getString("evidence")),
                lines.getOrDefault(id, List.of()),
                reversedAt == null ? null : reversedAt.toInstant(),
                reversedBy == null ? null : MemberId.from(reversedBy));
    }

    private static @Nullable Money money(ResultSet row, String column) throws SQLException {
        var amount = row.getBigDecimal(column);
        return amount == null ? null : Money.of(amount.stripTrailingZeros(), row.getString("currency"));
    }
}
