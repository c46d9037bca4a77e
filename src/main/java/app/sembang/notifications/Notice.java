package app.sembang.notifications;

import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a member is told of.
///
/// @param conversationId where the member still sees it; so with the contact's name
/// @param actorName who did it; null: the product itself
/// @param reason as the one who did it, or the vendor, said it
@Schema(name = "Notification")
record Notice(
        UUID id,
        Kind kind,
        Instant at,
        @Nullable Instant readAt,
        @Nullable ConversationId conversationId,
        @Nullable String contactName,
        @Nullable ChannelAccountId channelAccountId,
        @Nullable String channelAccountName,
        @Nullable UUID taskId,
        @Nullable String taskTitle,
        @Nullable MemberId actorId,
        @Nullable String actorName,
        @Nullable String reason,
        @Nullable Quota quota) {
    /// Of what the company may have or use up, how much it has or has used.
    ///
    /// @param used and `allowed`: US dollars of a month of models, tokens of a day of them, else how many
    @Schema(name = "NotificationQuota")
    record Quota(Of of, BigDecimal used, BigDecimal allowed) {
        @Schema(name = "NotificationQuotaOf")
        enum Of {
            MODEL_MONTH,
            MODEL_DAY,
            MEMBERS,
            CHANNEL_ACCOUNTS,
            OUTLETS;

            @JsonValue
            String value() {
                return name().toLowerCase(Locale.ROOT);
            }

            @JsonCreator
            static Of from(String value) {
                return valueOf(value.toUpperCase(Locale.ROOT));
            }
        }

        boolean reached() {
            return used.compareTo(allowed) >= 0;
        }
    }

    @Schema(name = "NotificationKind")
    enum Kind {
        /// To the one who is responsible now.
        ASSIGNED(Mail.OFF),
        /// To the one who is responsible, and admins.
        HOT_LEAD(Mail.OFF),
        /// To admins.
        UNASSIGNED(Mail.OFF),
        /// The assistant left it to people. To the one who is responsible, and admins.
        HANDED_OVER(Mail.OFF),
        MENTIONED(Mail.OFF),
        /// To admins.
        CHANNEL_BROKEN(Mail.AT_ONCE),
        /// To admins.
        CHANNEL_EXPIRING(Mail.AT_ONCE),
        TASK_DUE(Mail.OFF),
        /// Somebody else gave it. To whom it was given.
        TASK_GIVEN(Mail.OFF),
        /// To the one who is responsible; to admins where nobody is.
        SLA_WARNING(Mail.OFF),
        /// To the one who is responsible, and admins.
        SLA_BREACH(Mail.OFF),
        /// Somebody asks to give a conversation away. To admins.
        TRANSFER_ASKED(Mail.OFF),
        /// To the one who asked.
        TRANSFER_APPROVED(Mail.OFF),
        /// To the one who asked.
        TRANSFER_DECLINED(Mail.OFF),
        /// What was put off is back at its time. To the one who is responsible.
        WOKEN(Mail.OFF),
        /// In a conversation where people answer. To the one who is responsible, or answers, and does not look at it:
        /// once
        /// until they have. Not here unless they want it: the list and its counts say already what is unread.
        CUSTOMER_WROTE(Mail.OFF, false),
        /// A message for later was not sent, and not because the customer wrote first. To the one who is responsible.
        NOT_SENT(Mail.OFF),
        /// Four fifths of what the company may have or use up, or all of it. To admins.
        QUOTA(Mail.AT_ONCE),
        /// Asked for by its reader.
        TEST(Mail.OFF);

        private final Mail usualMail;
        private final boolean usualHere;

        Kind(Mail usualMail) {
            this(usualMail, true);
        }

        Kind(Mail usualMail, boolean usualHere) {
            this.usualMail = usualMail;
            this.usualHere = usualHere;
        }

        /// Where the member has not chosen.
        Mail usualMail() {
            return usualMail;
        }

        /// Whether the notification centre shows it where the member has not chosen.
        boolean usualHere() {
            return usualHere;
        }

        @JsonValue
        String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        static Kind from(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }

    /// Whether a mail is written, and when.
    @Schema(name = "NotificationMail")
    enum Mail {
        OFF,
        AT_ONCE,
        DIGEST;

        @JsonValue
        String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        static Mail from(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }
}
