package bench;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Who writes what, when asked for the next message: known contacts by Zipf's law, new ones, fast runs of one contact,
/// and copies of what was sent just before, as the vendor repeats a delivery.
final class Traffic {
    /// What a customer asks and what the company's template answers. The answers differ, so that their order shows.
    record Topic(String question, String answer) {}

    static final List<Topic> TOPICS = List.of(
            new Topic("What are your opening hours on Saturday?", "On Saturdays we are open from 10 am to 6 pm."),
            new Topic("Do you deliver to Sabah and Sarawak?", "Yes, parcels to Sabah and Sarawak take five days."),
            new Topic("Can I pay with my credit card?", "Yes, we take Visa and Mastercard, in the shop and online."),
            new Topic("How do I return a shirt that does not fit?", "Send it back within 14 days; we pay the postage."),
            new Topic("Where is your shop in Penang?", "Our shop is at 12 Lebuh Armenian, George Town."),
            new Topic("Is there parking near the shop?", "There is a car park behind the shop, two hours are free."),
            new Topic("Do you have a catalogue of your fabrics?", "Our catalogue shows all 240 fabrics with prices."),
            new Topic("How long does a custom order take?", "A custom order takes two weeks from measuring to fitting."));

    private static final long KNOWN_CONTACTS = 7_000_000_000L;
    private static final long NEW_CONTACTS = 8_000_000_000L;
    private static final int LAST_MESSAGES = 256;

    /// @param contacts how many write again and again
    /// @param newContacts share of messages by somebody who never wrote
    /// @param inRuns share of messages in runs of 3 to 5 by one contact, sent without waiting
    /// @param copies share of deliveries that repeat an earlier one
    record Mix(int contacts, double newContacts, double inRuns, double copies) {
        static final Mix USUAL = new Mix(5_000, 0.2, 0.05, 0.02);
    }

    private final Mix mix;
    private final Journal journal;
    private final SplittableRandom random = new SplittableRandom(20261124);
    private final double[] cumulated;
    private final double runStarts;
    private long nextNewContact;
    private long runner;
    private int runLeft;
    private int firstCopied;

    Traffic(Mix mix, Journal journal) {
        this.mix = mix;
        this.journal = journal;
        // A run has four messages on average: of one start and its three followers, `inRuns` of all shall be in runs.
        runStarts = mix.inRuns() / (4 - 3 * mix.inRuns());
        cumulated = new double[mix.contacts()];
        double sum = 0;
        for (int rank = 0; rank < cumulated.length; rank++) cumulated[rank] = sum += 1.0 / (rank + 1);
        for (int rank = 0; rank < cumulated.length; rank++) cumulated[rank] /= sum;
    }

    /// Copies go back no further than to here.
    void beginRun() {
        firstCopied = journal.size();
        runLeft = 0;
    }

    /// The next message to send, new or a copy.
    int next(long scheduledNanos) {
        int behind = Math.min(LAST_MESSAGES, journal.size() - firstCopied);
        if (behind > 0 && random.nextDouble() < mix.copies()) {
            int copied = journal.size() - 1 - random.nextInt(behind);
            if (journal.wasSent(copied)) return copied;
        }
        return journal.add(nextContact(), random.nextInt(TOPICS.size()), scheduledNanos);
    }

    private long nextContact() {
        if (runLeft > 0) {
            runLeft--;
            return runner;
        }
        if (random.nextDouble() < mix.newContacts()) {
            runner = NEW_CONTACTS + nextNewContact++;
        } else {
            int rank = Arrays.binarySearch(cumulated, random.nextDouble());
            runner = KNOWN_CONTACTS + (rank < 0 ? -rank - 1 : rank);
        }
        if (random.nextDouble() < runStarts) runLeft = 2 + random.nextInt(3);
        return runner;
    }

    /// The time to the next arrival of a Poisson process.
    long gapNanos(double ratePerSecond) {
        return (long) (-Math.log(1 - random.nextDouble()) / ratePerSecond * 1e9);
    }

    /// A message as Telegram delivers it; a copy is the same to the byte.
    String update(int message) {
        long chat = journal.chat(message);
        return """
                {"update_id":%1$d,"message":{"message_id":%1$d,"from":{"id":%2$d,"is_bot":false,\
                "first_name":"Customer %2$d","username":"customer_%2$d","language_code":"en"},\
                "chat":{"id":%2$d,"first_name":"Customer %2$d","username":"customer_%2$d","type":"private"},\
                "date":%3$d,"text":"%4$s"}}"""
                .formatted(
                        Journal.updateId(message),
                        chat,
                        journal.scheduledMicros(message) / 1_000_000,
                        TOPICS.get(journal.topic(message)).question());
    }
}
