package app.sembang.channels;

import app.sembang.connections.ChannelAccounts;
import app.sembang.connections.Connection;
import app.sembang.contacts.Sighting;
import app.sembang.conversations.Conversations;
import app.sembang.conversations.Inbound;
import app.sembang.conversations.MessageState;
import app.sembang.conversations.Received;
import app.sembang.shared.Channel;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What a vendor delivers, made ours: proven, split and read. One for each channel that has a webhook.
public interface ChannelDoor {
    Channel channel();

    /// Whether it is for accounts of this provider, where a channel has several.
    default boolean serves(@Nullable String provider) {
        return true;
    }

    /// Whether the delivery really comes from the vendor. Compares in constant time.
    ///
    /// @param header gives a header's value by its name
    boolean proves(Connection account, UnaryOperator<@Nullable String> header, byte[] body);

    /// A small message as the vendor would deliver it for this account, with its proof.
    ///
    /// @param id the vendor's number of it
    Sample sample(Connection account, String id, Instant now);

    /// The elements of a delivery, each to be stored and worked on by itself.
    List<Element> split(byte[] body) throws Unreadable;

    /// Whether the element is this account's; one address may carry those of many. Told apart by the vendor's own ids,
    /// never by the address.
    default boolean concerns(Connection account, Element element) {
        return true;
    }

    /// Whether the vendor may take the address for this account's; empty where the channel's addresses are not
    /// verified.
    default Optional<Boolean> verifies(Connection account, String token) {
        return Optional.empty();
    }

    /// What a stored element says.
    ///
    /// @param key it was stored under, for a channel whose messages carry none of their own
    Reading read(CompanyId company, ChannelAccountId account, String key, byte[] raw) throws Unreadable;

    /// @param asset the vendor's id of the account it came in on, and `group` of what that belongs to; null where the
    /// address tells
    /// @param key the vendor's number of the event, unique in the account
    /// @param sender the vendor's id of the person it belongs to, empty for none: all of one person stay in order
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    record Element(
            String key,
            String kind,
            String sender,
            byte[] raw,
            @Nullable String asset,
            @Nullable String group) {
        public Element(String key, String kind, String sender, byte[] raw) {
            this(key, kind, sender, raw, null, null);
        }
    }

    /// A delivery made here.
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    record Sample(String header, String proof, byte[] body) {
        public static final String WORDS = "Test event of Sembang";
    }

    /// Bytes that are not what the vendor's documents promise. The message says what was wrong, without the content.
    final class Unreadable extends Exception {
        public Unreadable(String message) {
            super(message);
        }
    }

    sealed interface Reading {
        /// @param followUp what must be done besides, once the message is stored
        record Written(Inbound inbound, @Nullable FollowUp followUp) implements Reading {}

        /// One file of several the person sent as one message, each of which comes by itself.
        ///
        /// @param group what the channel calls them together
        record Joined(
                Inbound inbound, String group, @Nullable FollowUp followUp) implements Reading {}

        /// The person has changed what an earlier message says.
        record Edited(Conversations.Edit edit) implements Reading {}

        /// A mark on a message, or its end.
        record Reacted(Conversations.Reacted reaction) implements Reading {}

        /// Its author took a message back.
        record Withdrawn(Conversations.Withdrawn withdrawal) implements Reading {}

        /// What staff wrote elsewhere, or our own send repeated.
        record Echo(Conversations.Echo echo, @Nullable FollowUp followUp) implements Reading {}

        /// What was said before the account was connected.
        record Past(List<Conversations.Past> messages) implements Reading {}

        /// How far a message of ours has come.
        record Status(Conversations.Told told) implements Reading {}

        /// Everything written up to then was seen, or delivered.
        record SeenUpTo(String contact, Instant upTo, MessageState state) implements Reading {}

        /// The person of `known` goes by `fresh` too.
        record NewIdentity(String known, String fresh) implements Reading {}

        /// The person's own number, which the channel vouches for; it fills what is not known.
        ///
        /// @param number with its country code
        /// @param before the one it takes the place of
        record Phone(
                String contact, String number, @Nullable String before) implements Reading {
            public Phone(String contact, String number) {
                this(contact, number, null);
            }
        }

        /// What the person has agreed to at the vendor, or taken back there.
        ///
        /// @param purpose a term in lower_snake
        record Preference(Sighting person, String purpose, boolean granted, String evidence) implements Reading {}

        /// What the company's phone book says of a person, which names whom nobody has named.
        record Named(Sighting person) implements Reading {}

        /// Something happened to the account itself.
        ///
        /// @param followUp writes down what a job shall do besides, in the same transaction
        record AccountEvent(
                ChannelAccounts.Effect effect,
                String words,
                @Nullable Runnable followUp) implements Reading {
            public AccountEvent(ChannelAccounts.Effect effect, String words) {
                this(effect, words, null);
            }
        }

        /// Several things in one event.
        record Several(List<Reading> readings) implements Reading {}

        /// Whether the person can still be written to.
        record Reachability(String externalId, boolean reachable) implements Reading {}

        record Ignored() implements Reading {}
    }

    /// Runs in the transaction that stored the message, so it only writes down what a job shall do.
    @FunctionalInterface
    interface FollowUp {
        void stored(Received message);
    }
}
