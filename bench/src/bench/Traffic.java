package bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.StringJoiner;
import java.util.function.IntFunction;

/// Who writes what, when asked for the next message: known contacts by Zipf's law, new ones, fast runs of one contact,
/// copies of what was sent just before and of what was sent a while ago, as the vendor repeats a delivery, pictures,
/// large updates, and deliveries with a bad proof.
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

    /// What a picture is answered: its caption is no question to a template, a person is to look at it. Said once in a
    /// conversation, and nothing after it, so each picture is by somebody who writes that once.
    static final String HANDED_OVER =
            "Thank you for your message. I am passing it to a colleague, who will reply to you here.";

    private static final List<Form> SIZES = List.of(Form.KILOBYTE, Form.TEN_KILOBYTES, Form.QUARTER_MEGABYTE);

    /// Telegram's longest text, and its longest address of a button.
    private static final int LONGEST_TEXT = 4096;
    private static final int LONGEST_ADDRESS = 2048;

    private static final long FORGERS = 6_000_000_000L;
    private static final long KNOWN_CONTACTS = 7_000_000_000L;
    private static final long NEW_CONTACTS = 8_000_000_000L;
    private static final int LAST_MESSAGES = 256;

    /// @param contacts how many write again and again
    /// @param newContacts share of messages by somebody who never wrote
    /// @param inRuns share of messages in runs of 3 to 5 by one contact, sent without waiting
    /// @param copies share of deliveries that repeat one of the last
    /// @param lateCopies share of deliveries that repeat any that is `late` old or older
    /// @param bad share of deliveries with a bad proof
    /// @param media share of messages with a picture; they are among those by somebody who never wrote
    /// @param sizes shares of messages of about 1, 10 and 250 kB
    record Mix(
            int contacts,
            double newContacts,
            double inRuns,
            double copies,
            double lateCopies,
            Duration late,
            double bad,
            double media,
            List<Double> sizes) {
        /// Short texts and copies of the last, as faults meet them.
        static final Mix PLAIN = new Mix(5_000, 0.2, 0.05, 0.02, 0, Duration.ZERO, 0, 0, List.of());

        static final Mix USUAL = new Mix(
                5_000, 0.2, 0.05, 0.02, 0.01, Duration.ofMinutes(1), 0.005, 0.1, List.of(0.05, 0.01, 0.001));

        Mix {
            if (sizes.size() > SIZES.size()) throw new IllegalArgumentException("More sizes than there are");
        }

        /// The share of deliveries that bring a message, while there is something to repeat.
        double messages() {
            return 1 - copies - lateCopies - bad;
        }
    }

    private final Mix mix;
    private final Journal journal;
    private final SplittableRandom random = new SplittableRandom(20261124);
    private final Map<Form, String> fillings = new EnumMap<>(Form.class);
    private final double[] cumulated;
    private final double newTexts;
    private final double runStarts;
    private IntFunction<String> photos = _ -> "[]";
    private boolean pictured = true;
    private long nextNewContact;
    private long nextForger;
    private long runner;
    private int runLeft;
    private int firstCopied;
    private int firstYoung;
    private int copied;
    private int copiedLate;

    Traffic(Mix mix, Journal journal) {
        this.mix = mix;
        this.journal = journal;
        newTexts = Math.max(0, (mix.newContacts() - mix.media()) / (1 - mix.media()));
        for (var form : SIZES) fillings.put(form, filling(form.bytes()));
        // A run has four messages on average: of one start and its three followers, `inRuns` of all shall be in runs.
        runStarts = mix.inRuns() / (4 - 3 * mix.inRuns());
        cumulated = new double[mix.contacts()];
        double sum = 0;
        for (int rank = 0; rank < cumulated.length; rank++) cumulated[rank] = sum += 1.0 / (rank + 1);
        for (int rank = 0; rank < cumulated.length; rank++) cumulated[rank] /= sum;
    }

    /// @param photos the sizes of the photo in a message, as its bot's vendor describes them
    void photos(IntFunction<String> photos) {
        this.photos = photos;
    }

    /// Whether pictures are sent from now on; a short text comes in place of each that is not.
    void pictured(boolean pictured) {
        this.pictured = pictured;
    }

    /// Copies go back no further than to here, late ones excepted.
    void beginRun() {
        firstCopied = journal.size();
        runLeft = 0;
    }

    /// The next message to send, new or a copy.
    int next(long scheduledNanos) {
        double drawn = random.nextDouble();
        int copy = -1;
        if (drawn < mix.copies()) copy = oneOfTheLast();
        else if (drawn < mix.copies() + mix.lateCopies()) copy = oneOfLongAgo(scheduledNanos);
        else if (drawn >= 1 - mix.bad()) return forged(scheduledNanos);
        return copy >= 0 ? copy : fresh(scheduledNanos);
    }

    private int oneOfTheLast() {
        int behind = Math.min(LAST_MESSAGES, journal.size() - firstCopied);
        if (behind == 0) return -1;
        int chosen = journal.size() - 1 - random.nextInt(behind);
        if (!journal.wasSent(chosen) || journal.form(chosen) == Form.FORGED) return -1;
        copied++;
        return chosen;
    }

    private int oneOfLongAgo(long now) {
        while (firstYoung < journal.size()
                && journal.scheduledNanos(firstYoung) <= now - mix.late().toNanos()) firstYoung++;
        if (firstYoung == 0) return -1;
        int chosen = random.nextInt(firstYoung);
        if (!journal.isAccepted(chosen) || journal.form(chosen) == Form.FORGED) return -1;
        copiedLate++;
        return chosen;
    }

    private int forged(long scheduledNanos) {
        return journal.add(FORGERS + nextForger++, random.nextInt(TOPICS.size()), Form.FORGED, scheduledNanos);
    }

    private int fresh(long scheduledNanos) {
        var form = form(random.nextDouble());
        long chat = form == Form.PICTURE ? newContact() : nextContact();
        return journal.add(chat, random.nextInt(TOPICS.size()), form, scheduledNanos);
    }

    private Form form(double drawn) {
        if (drawn < mix.media()) return pictured ? Form.PICTURE : Form.SHORT;
        double sum = mix.media();
        for (int size = 0; size < mix.sizes().size(); size++) {
            sum += mix.sizes().get(size);
            if (drawn < sum) return SIZES.get(size);
        }
        return Form.SHORT;
    }

    /// How many deliveries repeated one of the last so far.
    int copied() {
        return copied;
    }

    /// How many repeated one of a while ago.
    int copiedLate() {
        return copiedLate;
    }

    private long newContact() {
        return NEW_CONTACTS + nextNewContact++;
    }

    private long nextContact() {
        if (runLeft > 0) {
            runLeft--;
            return runner;
        }
        if (random.nextDouble() < newTexts) {
            runner = newContact();
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

    /// What a message of this form about this topic is answered.
    static String answer(Form form, int topic) {
        return form == Form.PICTURE ? HANDED_OVER : TOPICS.get(topic).answer();
    }

    /// A message as Telegram delivers it; a copy is the same to the byte.
    String update(int message) {
        long chat = journal.chat(message);
        var form = journal.form(message);
        var question = TOPICS.get(journal.topic(message)).question();
        return """
                {"update_id":%1$d,"message":{"message_id":%1$d,"from":{"id":%2$d,"is_bot":false,\
                "first_name":"Customer %2$d","username":"customer_%2$d","language_code":"en"},\
                "chat":{"id":%2$d,"first_name":"Customer %2$d","username":"customer_%2$d","type":"private"},\
                "date":%3$d,%4$s}}"""
                .formatted(
                        Journal.updateId(message),
                        chat,
                        journal.scheduledMicros(message) / 1_000_000,
                        form == Form.PICTURE
                                ? "\"photo\":%s,\"caption\":\"%s\"".formatted(photos.apply(message), question)
                                : "%s\"text\":\"%s\"".formatted(fillings.getOrDefault(form, ""), question));
    }

    /// What makes an update large: it quotes what it answers, a long text with many buttons. Letters by chance, so that
    /// the database cannot make them small.
    private static String filling(int bytes) {
        var letters = new SplittableRandom(bytes);
        int text = Math.min(bytes, LONGEST_TEXT);
        var buttons = new StringJoiner(",");
        for (int left = bytes - text; left > 0; left -= LONGEST_ADDRESS) {
            buttons.add("""
                    [{"text":"Open","url":"https://shop.example/%s"}]""".formatted(
                    letters(letters, Math.min(left, LONGEST_ADDRESS - 60))));
        }
        return """
                "reply_to_message":{"message_id":1,"from":{"id":1,"is_bot":true,"first_name":"Shop"},\
                "chat":{"id":1,"type":"private"},"date":1,"text":"%s","reply_markup":{"inline_keyboard":[%s]}},"""
                .formatted(letters(letters, text), buttons);
    }

    private static String letters(SplittableRandom random, int count) {
        return random.ints(count, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
