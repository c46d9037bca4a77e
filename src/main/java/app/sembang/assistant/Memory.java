package app.sembang.assistant;

import app.sembang.assistant.Recall.Found;
import app.sembang.assistant.Remembered.Kind;
import app.sembang.conversations.ContactThreads;
import app.sembang.conversations.ContactThreads.Numbered;
import app.sembang.database.Access;
import app.sembang.database.CompanyTransactions;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Ids;
import app.sembang.shared.MessageId;
import app.sembang.shared.Refusal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What the assistant keeps of earlier talks with a customer, so that nobody has to say things twice. Each message is
/// read once, when somebody next wants to know; reading it again changes nothing. Never on the way of a message.
@Component
class Memory {
    private static final int MOST_READ = 200;
    private static final int MOST_OF_A_KIND = 3;

    private final ContactThreads threads;
    private final Lookup lookup;
    private final CompanyTransactions transactions;
    private final JdbcClient jdbc;

    Memory(ContactThreads threads, Lookup lookup, CompanyTransactions transactions, JdbcClient jdbc) {
        this.threads = threads;
        this.lookup = lookup;
        this.transactions = transactions;
        this.jdbc = jdbc;
    }

    /// The newest of each kind, oldest first, of all conversations with the same customer that the reader sees.
    List<Remembered> of(Access reader, ConversationId conversation) {
        boolean visible = transactions
                .as(reader, () -> threads.talk(reader.company(), conversation, 1))
                .isPresent();
        if (!visible) throw Refusal.notFound("conversation", conversation);
        learn(reader.company(), conversation);
        return transactions.as(reader, () -> known(reader.company(), conversation));
    }

    /// As above, of all there are. Outside of any transaction.
    List<Remembered> of(CompanyId company, ConversationId conversation) {
        learn(company, conversation);
        return transactions.in(company, () -> known(company, conversation));
    }

    private List<Remembered> known(CompanyId company, ConversationId conversation) {
        return jdbc.sql("""
                select * from (
                    select r.*, row_number() over (partition by r.kind order by r.at desc, r.id desc) as nth
                      from conversation asked
                      join conversation c on c.company_id = :company and c.contact_id = asked.contact_id
                      join remembered r on r.company_id = :company and r.conversation_id = c.id
                     where asked.company_id = :company and asked.id = :conversation and not r.forgotten) newest
                 where nth <= :most
                 order by at, id
                """)
                .param("company", company.value())
                .param("conversation", conversation.value())
                .param("most", MOST_OF_A_KIND)
                .query(Memory::read)
                .list();
    }

    /// Reads what was said since. Products are looked up between the transactions.
    private void learn(CompanyId company, ConversationId conversation) {
        List<Numbered> unread;
        do {
            unread = transactions.in(company, () -> threads.unread(company, conversation, MOST_READ));
            if (unread.isEmpty()) return;
            var found = new HashMap<MessageId, List<Found>>();
            for (var one : unread) {
                found.put(one.line().message(), found(company, one));
            }
            var read = unread;
            transactions.run(company, () -> keep(company, read, found));
        } while (unread.size() == MOST_READ);
    }

    private List<Found> found(CompanyId company, Numbered one) {
        var line = one.line();
        var text = line.fromContact()
                ? Assistant.words(line.content())
                : line.content().preview();
        var found = new ArrayList<>(Recall.of(text, line.fromContact()));
        if (line.fromContact() && SafetyScreen.look(text).safetyClass() == null) {
            for (var product : lookup.named(company, one.outlet(), text)) {
                if (product.reference() != null) {
                    found.add(new Found(Kind.PRODUCT, product.reference(), product.title()));
                }
            }
        }
        return found;
    }

    private void keep(CompanyId company, List<Numbered> read, Map<MessageId, List<Found>> found) {
        var upTo = new HashMap<ConversationId, Integer>();
        for (var one : read) {
            upTo.merge(one.line().conversation(), one.seq(), Math::max);
            for (var fact : found.getOrDefault(one.line().message(), List.of())) {
                jdbc.sql("""
                        insert into remembered (company_id, id, conversation_id, kind, value, words, message_id, at)
                        values (:company, :id, :conversation, :kind, :value, :words, :message, :at)
                        on conflict (company_id, conversation_id, kind, value) do update
                           set words = excluded.words, message_id = excluded.message_id, at = excluded.at, forgotten = false
                         where remembered.at < excluded.at
                        """)
                        .param("company", company.value())
                        .param("id", Ids.next())
                        .param("conversation", one.line().conversation().value())
                        .param("kind", fact.kind().value())
                        .param("value", fact.value())
                        .param("words", fact.words())
                        .param("message", one.line().message().value())
                        .param("at", one.line().at().atOffset(ZoneOffset.UTC))
                        .update();
            }
        }
        upTo.forEach((conversation, seq) -> jdbc.sql("""
                insert into memory_progress (company_id, conversation_id, up_to_seq)
                values (:company, :conversation, :seq)
                on conflict (company_id, conversation_id) do update
                   set up_to_seq = greatest(memory_progress.up_to_seq, excluded.up_to_seq)
                """)
                .param("company", company.value())
                .param("conversation", conversation.value())
                .param("seq", seq)
                .update());
    }

    /// Not used and not shown any more, until it is said again; and the other way round.
    void forget(Access by, ConversationId conversation, UUID id, boolean forgotten) {
        int changed = transactions.as(
                by,
                () -> jdbc.sql("""
                        update remembered set forgotten = :forgotten
                         where company_id = :company and id = :id
                           and conversation_id in (
                               select c.id from conversation asked
                                 join conversation c on c.company_id = :company and c.contact_id = asked.contact_id
                                where asked.company_id = :company and asked.id = :conversation)
                        """)
                        .param("company", by.company().value())
                        .param("conversation", conversation.value())
                        .param("id", id)
                        .param("forgotten", forgotten)
                        .update());
        if (changed == 0) throw Refusal.notFound("remembered thing", id);
    }

    private static Remembered read(ResultSet row, int number) throws SQLException {
        return new Remembered(
                row.getObject("id", UUID.class),
                new ConversationId(row.getObject("conversation_id", UUID.class)),
                Kind.from(row.getString("kind")),
                row.getString("value"),
                row.getString("words"),
                new MessageId(row.getObject("message_id", UUID.class)),
                row.getObject("at", OffsetDateTime.class).toInstant());
    }
}
