package bench;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// Compares the three ledgers of a run: what the load tool sent and had acknowledged, what the database holds, what the
/// simulator received.
final class Ledgers {
    /// @param outOfOrder messages stored before one that was acknowledged before they were sent, numbers missing in a
    /// conversation, and answers that came in another order than their questions
    /// @param lost messages that are not stored, answers that did not come, and pictures that were not fetched
    /// @param uncertain answers of which nobody can know whether the customer has them, and that say so; one that is
    /// missing is not lost
    /// @param latencies from when a message was due until the simulator had its answer, in microseconds, sorted
    /// @param lastAnswerMicros 0 where none came
    /// @param pictures stored, each of them fetched too unless it is lost
    record Verdict(
            String name,
            int sent,
            int accepted,
            int stored,
            int answered,
            int lost,
            int doubled,
            int outOfOrder,
            int uncertain,
            long[] latencies,
            long lastAnswerMicros,
            int pictures,
            Bad bad) {
        boolean isClean() {
            return lost + doubled + outOfOrder == 0 && bad.isClean();
        }

        double millis(double quantile) {
            return Quantiles.of(latencies, quantile) / 1e3;
        }

        String line() {
            return "%-34s sent %6d  acknowledged %6d  stored %6d  answered %6d   lost %d, doubled %d, out of order %d%s%s%s"
                    .formatted(name, sent, accepted, stored, answered, lost, doubled, outOfOrder,
                            uncertain == 0 ? "" : ", uncertain " + uncertain,
                            pictures == 0 ? "" : "; pictures " + pictures,
                            bad.sent == 0 ? "" : "; " + bad.line());
        }
    }

    /// Deliveries with a bad proof; no other count knows of them.
    ///
    /// @param refused answered 401
    record Bad(int sent, int refused, int stored) {
        static final Bad NONE = new Bad(0, 0, 0);

        boolean isClean() {
            return refused == sent && stored == 0;
        }

        String line() {
            return "bad proofs %d, refused %d, stored %d".formatted(sent, refused, stored);
        }
    }

    /// @param text the hash of an answer's text
    /// @param fetched whether the file it brought is here
    record Row(
            long chat,
            UUID conversation,
            int seq,
            boolean fromContact,
            int message,
            boolean uncertain,
            long text,
            boolean fetched) {}

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
        var delivered = accounts.stream()
                .flatMap(account -> vendor.ledger(account.token(), sinceMicros).stream())
                .toList();
        return compare(name, from, to, rows(sinceMicros), delivered);
    }

    /// @param rows by chat and, in a conversation, by number
    Verdict compare(String name, int from, int to, List<Row> rows, List<Vendor.Delivered> delivered) {
        var copies = new int[to - from];
        int doubled = 0;
        int pictures = 0;
        int unfetched = 0;
        for (var row : rows) {
            if (!row.fromContact) continue;
            if (row.message < from || row.message >= to || copies[row.message - from]++ > 0) {
                doubled++;
            } else if (journal.form(row.message) == Form.PICTURE) {
                pictures++;
                if (!row.fetched) unfetched++;
            }
        }
        int sent = 0;
        int accepted = 0;
        int stored = 0;
        int lost = 0;
        for (int message = from; message < to; message++) {
            if (journal.form(message) == Form.FORGED) continue;
            boolean isStored = copies[message - from] > 0;
            if (journal.wasSent(message)) sent++;
            if (journal.isAccepted(message)) accepted++;
            if (isStored) stored++;
            else if (journal.isAccepted(message)) lost++;
        }
        var answers = new Answers(delivered);
        var uncertain = uncertain(rows);
        byChat(rows).forEach((chat, questions) ->
                answers.compare(chat, questions, uncertain.getOrDefault(chat, List.of())));
        answers.compareRest();
        return new Verdict(
                name,
                sent,
                accepted,
                stored,
                answers.count,
                lost + answers.lost + unfetched,
                doubled + answers.doubled,
                outOfOrder(rows) + answers.outOfOrder,
                uncertain.values().stream().mapToInt(List::size).sum(),
                answers.sortedLatencies(),
                answers.last,
                pictures,
                bad(from, to, copies));
    }

    private Bad bad(int from, int to, int[] copies) {
        int sent = 0;
        int refused = 0;
        int stored = 0;
        for (int message = from; message < to; message++) {
            if (journal.form(message) != Form.FORGED || !journal.wasSent(message)) continue;
            sent++;
            if (journal.isUnproven(message)) refused++;
            if (copies[message - from] > 0) stored++;
        }
        return new Bad(sent, refused, stored);
    }

    private List<Row> rows(long sinceMicros) throws SQLException {
        var rows = new ArrayList<Row>();
        try (var database = server.database();
                var query = database.prepareStatement("""
                        select i.external_id, m.conversation_id, m.seq, m.author = 'contact', m.provider_id,
                               m.state = 'unknown', m.content ->> 'text', m.content ->> 'status' = 'ready'
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
                            fromContact ? message(result.getString(5)) : -1,
                            result.getBoolean(6),
                            fromContact ? 0 : Vendor.textHash(String.valueOf(result.getString(7))),
                            result.getBoolean(8)));
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

    private static Map<Long, List<Row>> uncertain(List<Row> rows) {
        return rows.stream().filter(Row::uncertain).collect(Collectors.groupingBy(Row::chat));
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

        Answers(List<Vendor.Delivered> all) {
            for (var one : all) {
                delivered.computeIfAbsent(one.chat(), _ -> new ArrayList<>()).add(one);
                last = Math.max(last, one.micros());
                count++;
            }
        }

        /// Of a chat: its questions in the order of their numbers, against its answers in the order they came.
        void compare(long chat, List<Row> questions, List<Row> uncertain) {
            var answers = delivered.remove(chat);
            if (answers == null) answers = List.of();
            var balance = new HashMap<Long, Integer>();
            for (var question : questions) balance.merge(answerTo(question), 1, Integer::sum);
            for (var answer : answers) balance.merge(answer.textHash(), -1, Integer::sum);
            var excused = uncertain.stream().collect(Collectors.groupingBy(Row::text, Collectors.counting()));
            int absent = balance.values().stream().mapToInt(left -> Math.max(0, left)).sum();
            int missing = balance.entrySet().stream()
                    .mapToInt(left -> Math.max(
                            0, left.getValue() - excused.getOrDefault(left.getKey(), 0L).intValue()))
                    .sum();
            int extra = balance.values().stream().mapToInt(left -> Math.max(0, -left)).sum();
            lost += missing;
            doubled += extra;
            if (missing + extra > 0) return;
            if (absent > 0) {
                if (!isInOrder(questions, answers, excused.keySet())) outOfOrder++;
                return;
            }
            for (int i = 0; i < questions.size(); i++) {
                if (answerTo(questions.get(i)) != answers.get(i).textHash()) outOfOrder++;
                if (timed == latencies.length) latencies = Arrays.copyOf(latencies, timed * 2);
                latencies[timed++] = answers.get(i).micros() - journal.scheduledMicros(questions.get(i).message);
            }
        }

        /// Whether the answers are those to the questions, some of the excused left out.
        private boolean isInOrder(List<Row> questions, List<Vendor.Delivered> answers, Set<Long> excused) {
            // After each question: how many answers may have been used up by then.
            var used = new BitSet();
            used.set(0);
            for (var question : questions) {
                long wanted = answerTo(question);
                var next = excused.contains(wanted) ? (BitSet) used.clone() : new BitSet();
                for (int i = used.nextSetBit(0); i >= 0; i = used.nextSetBit(i + 1)) {
                    if (i < answers.size() && answers.get(i).textHash() == wanted) next.set(i + 1);
                }
                used = next;
            }
            return used.get(answers.size());
        }

        /// Answers to nobody's question.
        void compareRest() {
            doubled += delivered.values().stream().mapToInt(List::size).sum();
        }

        private long answerTo(Row question) {
            return Vendor.textHash(Traffic.answer(journal.form(question.message), journal.topic(question.message)));
        }

        long[] sortedLatencies() {
            var sorted = Arrays.copyOf(latencies, timed);
            Arrays.sort(sorted);
            return sorted;
        }
    }
}
