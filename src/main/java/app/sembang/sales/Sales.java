package app.sembang.sales;

import app.sembang.catalog.ProductId;
import app.sembang.catalog.Products;
import app.sembang.contacts.ContactsMoved;
import app.sembang.conversations.Basket;
import app.sembang.conversations.ConversationEnded;
import app.sembang.conversations.ConversationReopened;
import app.sembang.conversations.Desk;
import app.sembang.conversations.SoldProduct;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Ids;
import app.sembang.shared.MemberId;
import app.sembang.shared.Money;
import app.sembang.shared.Texts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/// A conversation that ends with a sale makes one here, in its commit; opened again, it takes the sale back. A lead
/// that
/// is won without an open conversation makes one too.
@Component
public class Sales {
    private final Products products;
    private final Basket basket;
    private final JdbcClient jdbc;
    private final ApplicationEventPublisher events;

    Sales(Products products, Basket basket, JdbcClient jdbc, ApplicationEventPublisher events) {
        this.products = products;
        this.basket = basket;
        this.jdbc = jdbc;
        this.events = events;
    }

    /// What is sold, and to whom.
    private record Draft(
            CompanyId company,
            @Nullable ConversationId conversation,
            ContactId contact,
            @Nullable UUID lead,
            MemberId by,
            Instant at,
            Money amount,
            List<SoldProduct> products,
            @Nullable String paymentMethod,
            @Nullable String notes) {}

    @EventListener
    void on(ConversationEnded ended) {
        var amount = ended.saleAmount();
        if (ended.lost() || amount == null) return;
        make(new Draft(
                ended.company(),
                ended.conversation(),
                ended.contact(),
                ended.lead(),
                Objects.requireNonNull(ended.by()),
                ended.at(),
                amount,
                ended.productsSold(),
                ended.paymentMethod(),
                ended.notes()));
    }

    /// Sells to a contact, for a lead, outside of any conversation. In an open transaction that sees all of the
    /// company.
    ///
    /// @param sold with its amount, or with products that make it up
    public void sell(CompanyId company, ContactId contact, UUID lead, Desk.Ending sold, MemberId by, Instant at) {
        var filled = basket.fill(company, sold.productsSold());
        var amount = sold.saleAmount() == null ? filled.total() : sold.saleAmount();
        make(new Draft(
                company,
                null,
                contact,
                lead,
                by,
                at,
                Objects.requireNonNull(amount),
                filled.sold(),
                sold.paymentMethod(),
                sold.notes()));
    }

    private void make(Draft sale) {
        var id = Ids.next();
        insert(sale, id);
        var pieces = new HashMap<ProductId, Integer>();
        for (int i = 0; i < sale.products().size(); i++) {
            var sold = sale.products().get(i);
            var product = Objects.requireNonNull(sold.productId());
            insert(sale.company(), id, i, product, sold);
            pieces.merge(product, sold.quantity(), Integer::sum);
        }
        events.publishEvent(new SaleMade(sale.company(), id, sale.contact(), sale.lead(), sale.amount(), sale.by()));
        products.sell(sale.company(), pieces, reference(id), sale.by());
    }

    @EventListener
    void on(ConversationReopened reopened) {
        var company = reopened.company();
        reversed(
                jdbc.sql("""
                        update sale set reversed_at = :now, reversed_by = :by
                         where company_id = :company and conversation_id = :conversation and reversed_at is null
                        returning id
                        """).param("conversation", reopened.conversation().value()),
                company,
                reopened.by(),
                reopened.at());
    }

    /// Takes a sale back. The second time changes nothing. In an open transaction that sees all of the company.
    public void reverse(CompanyId company, UUID sale, MemberId by, Instant now) {
        reversed(jdbc.sql("""
                        update sale set reversed_at = :now, reversed_by = :by
                         where company_id = :company and id = :sale and reversed_at is null
                        returning id
                        """).param("sale", sale), company, by, now);
    }

    private void reversed(StatementSpec update, CompanyId company, MemberId by, Instant now) {
        update.param("company", company.value())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("by", by.value())
                .query((row, number) -> row.getObject("id", UUID.class))
                .list()
                .forEach(id -> {
                    events.publishEvent(new SaleReversed(company, id));
                    products.takeBack(company, soldIn(company, id), reference(id), by);
                });
    }

    /// Sales go with the contact they were made to.
    @EventListener
    void on(ContactsMoved moved) {
        moved.take(jdbc, "sale");
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

    private void insert(Draft sale, UUID id) {
        var conversation = sale.conversation();
        jdbc.sql("""
                insert into sale (company_id, id, conversation_id, contact_id, member_id, at, amount, currency,
                                  payment_method, notes, evidence)
                values (:company, :id, :conversation, :contact, :by, :at, :amount, :currency, :method, :notes, 'member')
                """)
                .param("company", sale.company().value())
                .param("id", id)
                .param("conversation", conversation == null ? null : conversation.value(), Types.OTHER)
                .param("contact", sale.contact().value())
                .param("by", sale.by().value())
                .param("at", sale.at().atOffset(ZoneOffset.UTC))
                .param("amount", sale.amount().value())
                .param("currency", sale.amount().currency())
                .param("method", sale.paymentMethod())
                .param("notes", Texts.blankAsNull(sale.notes()))
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

    /// In a transaction of who asks.
    public Optional<Sale> find(CompanyId company, UUID id) {
        return listed(
                        company,
                        jdbc.sql("select * from sale where company_id = :company and id = :id")
                                .param("id", id))
                .stream()
                .findFirst();
    }

    /// All of a conversation, the latest first, in a transaction of who asks.
    List<Sale> of(CompanyId company, ConversationId conversation) {
        return listed(company, jdbc.sql("""
                select * from sale where company_id = :company and conversation_id = :conversation order by id desc
                """).param("conversation", conversation.value()));
    }

    /// What the contact of a conversation bought, in this one and in others, the latest first, in a transaction of who
    /// asks. Nothing else can be asked for: whose sale it is never depends on what somebody says.
    ///
    /// @param most so many at most
    public List<Sale> ofContactIn(CompanyId company, ConversationId conversation, int most) {
        return listed(
                company,
                jdbc.sql("""
                select sale.*
                  from conversation asked
                  join sale on sale.company_id = :company and sale.contact_id = asked.contact_id
                 where asked.company_id = :company and asked.id = :conversation
                 order by sale.at desc, sale.id desc
                 limit :most
                """).param("conversation", conversation.value()).param("most", most));
    }

    private List<Sale> listed(CompanyId company, StatementSpec query) {
        var sales = query.param("company", company.value()).query(Sales::sale).list();
        var lines = lines(company, sales.stream().map(Sale::id).toList());
        return sales.stream()
                .map(sale -> sale.with(lines.getOrDefault(sale.id(), List.of())))
                .toList();
    }

    private static String[] texts(Collection<?> values) {
        return values.stream().map(Object::toString).toArray(String[]::new);
    }

    private Map<UUID, List<Sale.Line>> lines(CompanyId company, List<UUID> sales) {
        var found = new HashMap<UUID, List<Sale.Line>>();
        jdbc.sql("""
                select * from sale_line
                 where company_id = :company and sale_id = any (cast(:sales as uuid[]))
                 order by sale_id, position
                """)
                .param("company", company.value())
                .param("sales", texts(sales))
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

    /// Without its lines.
    private static Sale sale(ResultSet row, int number) throws SQLException {
        var conversation = row.getObject("conversation_id", UUID.class);
        var reversedAt = row.getObject("reversed_at", OffsetDateTime.class);
        var reversedBy = row.getString("reversed_by");
        return new Sale(
                row.getObject("id", UUID.class),
                conversation == null ? null : new ConversationId(conversation),
                new ContactId(row.getObject("contact_id", UUID.class)),
                MemberId.from(row.getString("member_id")),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                Objects.requireNonNull(money(row, "amount")),
                row.getString("payment_method"),
                row.getString("notes"),
                Sale.Evidence.from(row.getString("evidence")),
                List.of(),
                reversedAt == null ? null : reversedAt.toInstant(),
                reversedBy == null ? null : MemberId.from(reversedBy));
    }

    private static @Nullable Money money(ResultSet row, String column) throws SQLException {
        var amount = row.getBigDecimal(column);
        return amount == null ? null : Money.of(amount.stripTrailingZeros(), row.getString("currency"));
    }
}
