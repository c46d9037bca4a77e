package app.sembang.scoring;

import app.sembang.contacts.ContactScores;
import app.sembang.contacts.Contacts;
import app.sembang.contacts.ScoreColor;
import app.sembang.conversations.ContactThreads;
import app.sembang.conversations.Content;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.scoring.BehaviourScore.Code;
import app.sembang.shared.ContactId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MessageId;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// How near a contact is to buying, and why.
@RestController
@Tag(name = "Contacts")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
class ContactScoreController {
    private final Contacts contacts;
    private final ContactScores scores;
    private final ContactThreads threads;
    private final CompanyTransactions transactions;

    ContactScoreController(
            Contacts contacts, ContactScores scores, ContactThreads threads, CompanyTransactions transactions) {
        this.contacts = contacts;
        this.scores = scores;
        this.threads = threads;
        this.transactions = transactions;
    }

    /// @param reason in the reader's language, by Accept-Language
    /// @param messageId it was found in; null where it follows from the whole conversation
    /// @param start of the words in that message's preview, in UTF-16 units; null where they are no longer there
    /// @param end after the last of them
    record ContactScorePoint(
            Code code,
            int points,
            String reason,
            @Nullable ConversationId conversationId,
            @Nullable MessageId messageId,
            @Nullable Integer start,
            @Nullable Integer end) {}

    /// @param provisional nothing the contact wrote tells anything yet
    /// @param scoredAt null where none was worked out yet
    record ContactScore(
            int score,
            ScoreColor color,
            boolean provisional,
            String algorithm,
            @Nullable Instant scoredAt,
            List<ContactScorePoint> points) {}

    @GetMapping("/api/v1/contacts/{id}/score")
    @Operation(
            summary = "Show how near a contact is to buying, and why",
            description = "Worked out with every third message of the contact, and at once when one tells much.")
    ContactScore show(Member me, Locale locale, @PathVariable ContactId id) {
        return transactions.as(me.access(), () -> {
            if (!contacts.exists(me.company(), id)) {
                throw Refusal.notFound("contact", id);
            }
            return scores.find(me.company(), id)
                    .map(score -> shown(score, locale, words(me, score)))
                    .orElseGet(() -> new ContactScore(
                            BehaviourScore.UNKNOWN,
                            ScoreColor.of(BehaviourScore.UNKNOWN),
                            true,
                            BehaviourScore.ALGORITHM,
                            null,
                            List.of()));
        });
    }

    /// What the points were found in, as far as the member may read it.
    private Map<MessageId, Content> words(Member me, ContactScores.Scored score) {
        return threads.contents(
                me.company(),
                score.points().stream()
                        .map(ContactScores.Point::message)
                        .filter(Objects::nonNull)
                        .distinct()
                        .toList());
    }

    private static ContactScore shown(ContactScores.Scored score, Locale locale, Map<MessageId, Content> contents) {
        return new ContactScore(
                score.score(),
                ScoreColor.of(score.score()),
                score.provisional(),
                BehaviourScore.ALGORITHM,
                score.at(),
                score.points().stream()
                        .map(point -> {
                            var code = Code.valueOf(point.code());
                            var content = point.message() == null ? null : contents.get(point.message());
                            var words = quoted(point, content);
                            return new ContactScorePoint(
                                    code,
                                    point.points(),
                                    Reasons.of(code, locale, words),
                                    point.conversation(),
                                    point.message(),
                                    words == null ? null : point.start(),
                                    words == null ? null : point.end());
                        })
                        .toList());
    }

    /// Nothing where the message was changed so that it no longer says them.
    private static @Nullable String quoted(ContactScores.Point point, @Nullable Content content) {
        if (content == null || point.start() == null || point.end() == null) {
            return null;
        }
        var text = content.preview();
        return point.end() <= text.length() ? text.substring(point.start(), point.end()) : null;
    }
}
