package app.sembang.channels.webchat;

import app.sembang.conversations.Conversations;
import app.sembang.database.CompanyTransactions;
import app.sembang.realtime.Event;
import app.sembang.realtime.Feed;
import app.sembang.realtime.VisitorFeed;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactIdentityId;
import app.sembang.shared.MessageId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/// Notes which messages have reached a visitor's browser: many visitors in one commit, whatever has come in while the
/// last was written.
@Component
class Arrivals {
    private static final Logger log = LoggerFactory.getLogger(Arrivals.class);

    private final CompanyTransactions transactions;
    private final Conversations conversations;
    private Map<CompanyId, Map<ContactIdentityId, MessageId>> waiting = new HashMap<>();
    private boolean writing;

    Arrivals(CompanyTransactions transactions, Conversations conversations) {
        this.transactions = transactions;
        this.conversations = conversations;
    }

    /// Everything up to this message has arrived.
    void arrived(CompanyId company, ContactIdentityId identity, MessageId upTo) {
        synchronized (this) {
            waiting.computeIfAbsent(company, any -> new HashMap<>()).put(identity, upTo);
            if (writing) {
                return;
            }
            writing = true;
        }
        Thread.startVirtualThread(this::write);
    }

    private void write() {
        while (true) {
            Map<CompanyId, Map<ContactIdentityId, MessageId>> batch;
            synchronized (this) {
                if (waiting.isEmpty()) {
                    writing = false;
                    return;
                }
                batch = waiting;
                waiting = new HashMap<>();
            }
            batch.forEach(this::write);
        }
    }

    private void write(CompanyId company, Map<ContactIdentityId, MessageId> arrived) {
        try {
            transactions.run(
                    company,
                    () -> arrived.entrySet().stream()
                            .sorted(Comparator.comparing(entry -> entry.getKey().toString()))
                            .forEach(entry ->
                                    conversations.deliveredToContact(company, entry.getKey(), entry.getValue())));
        } catch (DataAccessException | TransactionException e) {
            // They stay `sent` until the visitor reads them or fetches the thread.
            log.warn("Arrivals at visitors of company {} were not noted: {}", company, e.getMessage());
        }
    }

    /// A visitor's feed that notes what was handed over: taking again says that it was.
    Feed noting(CompanyId company, VisitorFeed feed) {
        return new Noting(company, feed);
    }

    private final class Noting implements Feed {
        private final CompanyId company;
        private final VisitorFeed feed;
        private @Nullable MessageId taken;

        Noting(CompanyId company, VisitorFeed feed) {
            this.company = company;
            this.feed = feed;
        }

        @Override
        public List<Event> take() {
            note();
            var events = feed.take();
            events.stream()
                    .filter(event -> event.name().equals("message.created"))
                    .map(Event::subject)
                    .filter(Objects::nonNull)
                    .reduce((earlier, later) -> later)
                    .ifPresent(subject -> taken = new MessageId(subject));
            return events;
        }

        private void note() {
            var identity = feed.identity();
            if (taken != null && identity != null) {
                arrived(company, identity, taken);
                taken = null;
            }
        }

        @Override
        public boolean ended() {
            return feed.ended();
        }

        @Override
        public void onNews(Runnable listener) {
            feed.onNews(listener);
        }

        @Override
        public void close() {
            feed.close();
        }
    }
}
