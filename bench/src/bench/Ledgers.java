package bench;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Compares the three ledgers of a run: what the load tool sent and had acknowledged, what the database holds, what the
/// simulator received.
final class Ledgers {
    /// @param outOfOrder messages stored before one that was acknowledged before they were sent, numbers missing in a
    /// conversation, and answers that came in another order than their questions
    /// @param latencies from when a message was due until the simulator had its answer, in microseconds, sorted
    /// @param lastAnswerMicros 0 where none came
    record Verdict(
            String name,
            int sent,
            int accepted,
            int stored,
            int answered,
            int lost,
            int doubled,
            int outOfOrder,
            long[] latencies,
            long lastAnswerMicros) {
        boolean isClean() {
            return lost + doubled + outOfOrder == 0;
        }

        double millis(double quantile) {
            return Quantiles.of(latencies, quantile) / 1e3;
        }

        String line() {
            return "%-34s sent %6d  acknowledged %6d  stored %6d  answered %6d   lost %d, doubled %d, out of order %d"
                    .formatted(name, sent, accepted, stored, answered, lost, doubled, outOfOrder);
        }
    }

    private record Row(long chat, UUID conversation, int seq, boolean fromContact, int message) {}

    private final Server server;
    private final Vendor vendor;
    private final List<Account> accounts;
    private final Journal journal;

    Ledgers(Server server, Vendor vendor, List<Account> accounts, Journal journal) {
        this.server = server;
        this.vendor = vendor;
        this.accounts = accounts;
        this.journal = journal;
    }

    /// Compares the messages of the journal from one to another. Everything sent before must have been answered before
    /// `startedNanos`.
    Verdict compare(String name, int from, int to, long startedNanos) throws SQLException {
        long sinceMicros = journal.micros(startedNanos);
        var rows = rows(sinceMicros);
        var copies = new int[to - from];
        int doubled = 0;
        for (var row : rows) {
            if (!row.fromContact) continue;
            if (row.message < from || row.message >= to || copies[row.message - from]++ > 0) doubled++;
        }
        int sent = 0;
        int accepted = 0;
        int stored = 0;
        int lost = 0;
        for (int message = from; message < to; message++) {
            boolean isStored = copies[message - from] > 0;
            if (journal.wasSent(message)) sent++;
            if (journal.isAccepted(message)) accepted++;
            if (isStored) stored++;
            else if (journal.isAccepted(message)) lost++;
        }
        var answers = new Answers(sinceMicros);
        byChat(rows).forEach(answers::compare);
        answers.compareRest();
        return new Verdict(
                name,
                sent,
                accepted,
                stored,
                answers.count,
                lost + answers.lost,
                doubled + answers.doubled,
                outOfOrder(rows) + answers.outOfOrder,
                answers.sortedLatencies(),
                answers.last);
    }

    private List<Row> rows(long sinceMicros) throws SQLException {
        var rows = new ArrayList<Row>();
        try (var database = server.database();
                var query = database.prepareStatement("""
                        select i.external_id, m.conversation_id, m.seq, m.author = 'contact', m.provider_id
                          from message m
                          join conversation c on c.company_id = m.company_id and c.id = m.conversation_id
                          join contact_identity i on i.company_id = c.company_id and i.id = c.contact_identity_id
                         where m.company_id = any (?)
                           and m.at >= to_timestamp(? / 1e6)
                         order by i.external_id, c.created_at, m.conversation_id, m.seq
                        """)) {
            query.setArray(
                    1,
                    database.createArrayOf(
                            "uuid", accounts.stream().map(account -> UUID.fromString(account.company())).toArray()));
            query.setLong(2, sinceMicros);
            try (var result = query.executeQuery()) {
                while (result.next()) {
                    boolean fromContact = result.getBoolean(4);
                    rows.add(new Row(
                            Long.parseLong(result.getString(1)),
                            result.getObject(2, UUID.class),
                            result.getInt(3),
                            fromContact,
                            fromContact ? message(result.getString(5)) : -1));
                }
            }
        }
        return rows;
    }

    /// The vendor's id of a message ends with its number in the chat, which here is the number of its update.
    private int message(String providerId) {
        var number = providerId.substring(providerId.lastIndexOf(':') + 1);
        return number.matches("\\d{1,18}") ? journal.messageOf(Long.parseLong(number)) : -1;
    }

    private static Map<Long, List<Row>> byChat(List<Row> rows) {
        var chats = new HashMap<Long, List<Row>>();
        for (var row : rows) {
            if (row.fromContact && row.message >= 0) {
                chats.computeIfAbsent(row.chat, _ -> new ArrayList<>()).add(row);
            }
        }
        return chats;
    }

    /// Rows come sorted by chat and number.
    private int outOfOrder(List<Row> rows) {
        int wrong = 0;
        Row before = null;
        long latestSent = Long.MIN_VALUE;
        for (var row : rows) {
            if (before == null || before.chat != row.chat) {
                latestSent = Long.MIN_VALUE;
            } else if (before.conversation.equals(row.conversation) && row.seq != before.seq + 1) {
                wrong++;
            }
            before = row;
            if (!row.fromContact || row.message < 0) continue;
            if (journal.acknowledgedNanos(row.message) < latestSent) wrong++;
            latestSent = Math.max(latestSent, journal.sentNanos(row.message));
        }
        return wrong;
    }

    private final class Answers {
        private final Map<Long, List<Vendor.Delivered>> delivered = new HashMap<>();
        private long[] latencies = new long[1 << 16];
        private int count;
        private int timed;
        private int lost;
        private int doubled;
        private int outOfOrder;
        private long last;

        Answers(long sinceMicros) {
            for (var account : accounts) {
                for (var one : vendor.ledger(account.token(), sinceMicros)) {
                    delivered.computeIfAbsent(one.chat(), _ -> new ArrayList<>()).add(one);
                    last = Math.max(last, one.micros());
                    count++;
                }
            }
        }

        /// Of a chat: its questions in the order of their numbers, against its answers in the order they came.
        void compare(long chat, List<Row> questions) {
            var answers = delivered.remove(chat);
            if (answers == null) answers = List.of();
            var balance = new HashMap<Long, Integer>();
            for (var question : questions) balance.merge(answerTo(question), 1, Integer::sum);
            for (var answer : answers) balance.merge(answer.textHash(), -1, Integer::sum);
            int missing = balance.values().stream().mapToInt(left -> Math.max(0, left)).sum();
            int extra = balance.values().stream().mapToInt(left -> Math.max(0, -left)).sum();
            lost += missing;
            doubled += extra;
            if (missing + extra > 0) return;
            for (int i = 0; i < questions.size(); i++) {
                if (answerTo(questions.get(i)) != answers.get(i).textHash()) outOfOrder++;
                if (timed == latencies.length) latencies = Arrays.copyOf(latencies, timed * 2);
                latencies[timed++] = answers.get(i).micros() - journal.scheduledMicros(questions.get(i).message);
            }
        }

        /// Answers to nobody's question.
        void compareRest() {
            doubled += delivered.values().stream().mapToInt(List::size).sum();
        }

        private long answerTo(Row question) {
            return Vendor.textHash(Traffic.TOPICS.get(journal.topic(question.message)).answer());
        }

        long[] sortedLatencies() {
            var sorted = Arrays.copyOf(latencies, timed);
            Arrays.sort(sorted);
            return sorted;
        }
    }
}
