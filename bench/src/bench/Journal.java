package bench;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/// The load tool's own ledger: of each message who wrote it, what was asked, and when it was sent and answered. One
/// thread writes it; the message's position is part of its update id, so that all three ledgers name it alike.
final class Journal {
    /// Update ids of the vendor are far above zero; so are ours.
    private static final long FIRST_UPDATE = 700_000_000;

    private static final byte ACCEPTED = 1;
    private static final byte REFUSED = 2;
    private static final byte UNKNOWN = 3;
    private static final byte UNPROVEN = 4;

    private final long baseNanos = System.nanoTime();
    private final long baseMicros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());

    private long[] chats = new long[1 << 16];
    private byte[] topics = new byte[1 << 16];
    private byte[] forms = new byte[1 << 16];
    private long[] scheduled = new long[1 << 16];
    private long[] sent = new long[1 << 16];
    private long[] acknowledged = new long[1 << 16];
    private byte[] outcomes = new byte[1 << 16];
    private int size;

    /// Writes down a message before it is sent; its number is the answer.
    int add(long chat, int topic, long scheduledNanos) {
        return add(chat, topic, Form.SHORT, scheduledNanos);
    }

    int add(long chat, int topic, Form form, long scheduledNanos) {
        if (size == chats.length) {
            int larger = size * 2;
            chats = Arrays.copyOf(chats, larger);
            topics = Arrays.copyOf(topics, larger);
            forms = Arrays.copyOf(forms, larger);
            scheduled = Arrays.copyOf(scheduled, larger);
            sent = Arrays.copyOf(sent, larger);
            acknowledged = Arrays.copyOf(acknowledged, larger);
            outcomes = Arrays.copyOf(outcomes, larger);
        }
        chats[size] = chat;
        topics[size] = (byte) topic;
        forms[size] = (byte) form.ordinal();
        scheduled[size] = scheduledNanos;
        return size++;
    }

    /// Of several copies the first counts as sent and the first 200 as acknowledged: in between it took effect.
    void sent(int message, long nanos) {
        if (sent[message] == 0) sent[message] = nanos;
    }

    void settled(int message, int status, long nanos) {
        if (outcomes[message] == ACCEPTED) return;
        if (status / 100 == 2) {
            outcomes[message] = ACCEPTED;
            acknowledged[message] = nanos;
        } else {
            outcomes[message] = status == 0 ? UNKNOWN : status == 401 ? UNPROVEN : REFUSED;
        }
    }

    int size() {
        return size;
    }

    long chat(int message) {
        return chats[message];
    }

    int topic(int message) {
        return topics[message];
    }

    Form form(int message) {
        return Form.of(forms[message]);
    }

    long scheduledNanos(int message) {
        return scheduled[message];
    }

    long sentNanos(int message) {
        return sent[message];
    }

    boolean wasSent(int message) {
        return sent[message] != 0;
    }

    boolean isAccepted(int message) {
        return outcomes[message] == ACCEPTED;
    }

    /// Answered 401: its proof was bad.
    boolean isUnproven(int message) {
        return outcomes[message] == UNPROVEN;
    }

    /// When it was first acknowledged; at the end of time where it never was.
    long acknowledgedNanos(int message) {
        return isAccepted(message) ? acknowledged[message] : Long.MAX_VALUE;
    }

    long scheduledMicros(int message) {
        return micros(scheduled[message]);
    }

    /// The wall clock, in microseconds since 1970, at a reading of [System#nanoTime()].
    long micros(long nanos) {
        return baseMicros + (nanos - baseNanos) / 1000;
    }

    static long updateId(int message) {
        return FIRST_UPDATE + message;
    }

    /// The message of an update id; -1 where it is none of ours.
    int messageOf(long updateId) {
        long message = updateId - FIRST_UPDATE;
        return message < 0 || message >= size ? -1 : (int) message;
    }
}
