package app.sembang.assistant;

import app.sembang.contacts.ScoreColor;
import app.sembang.language.Span;
import app.sembang.scoring.BehaviourScore.Code;
import app.sembang.shared.Language;
import app.sembang.shared.MessageId;
import app.sembang.shared.Money;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a conversation's words tell, each with where it stands. Worked out by rules from what was said; nothing is
/// guessed and nothing is kept.
///
/// @param at of the last message that was read
/// @param intents what the contact wants, the strongest first
/// @param slots amounts, dates, times and the like the contact named
/// @param products named by the contact, the newest first
/// @param safety what matters more than what is asked, in what the contact wrote last
@Schema(name = "ConversationAnalysis")
record ConversationAnalysis(
        @Nullable Instant at,
        ReadLanguage language,
        List<Intent> intents,
        List<Slot> slots,
        List<SpokenOf> products,
        ReadScore score,
        Sentiment sentiment,
        Urgency urgency,
        @Nullable SafetyClass safety) {
    /// @param reply the language an answer would be written in
    /// @param shares of what the contact wrote last
    @Schema(name = "AnalysedLanguage")
    record ReadLanguage(Language reply, Map<Language, Double> shares, boolean mixed) {}

    /// Words in a message that say so.
    @Schema(name = "AnalysisEvidence")
    record Quote(MessageId messageId, @Nullable Span span, String words) {}

    @Schema(name = "AnalysedIntent")
    record Intent(IntentCode code, Quote evidence) {}

    /// What somebody wants.
    enum IntentCode {
        BUY,
        PAY,
        PRICE,
        STOCK,
        HOURS,
        PRODUCT,
        ORDER,
        COMPLAINT,
        PERSON,
        BROWSE,
        LATER,
        NOT_INTERESTED;

        @JsonValue
        public String value() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param value in one form whatever the language: `89.90` of money, `14:30` of a time
    @Schema(name = "AnalysedSlot")
    record Slot(String kind, String value, Quote evidence) {}

    /// A product with its price and stock of now.
    @Schema(name = "AnalysedProduct")
    record SpokenOf(
            String productId,
            String name,
            @Nullable Money price,
            @Nullable Integer stock,
            Quote evidence) {}

    @Schema(name = "AnalysedScore")
    record ReadScore(int score, ScoreColor color, boolean provisional, String algorithm, List<ScoredPoint> points) {}

    /// @param evidence null where it follows from the whole conversation
    @Schema(name = "AnalysedScorePoint")
    record ScoredPoint(Code code, int points, @Nullable Quote evidence) {}

    enum Mood {
        POSITIVE,
        NEUTRAL,
        NEGATIVE;

        @JsonValue
        public String value() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Schema(name = "AnalysedSentiment")
    record Sentiment(Mood mood, List<Quote> evidence) {}

    enum Haste {
        NORMAL,
        HIGH,
        CRITICAL;

        @JsonValue
        public String value() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Schema(name = "AnalysedUrgency")
    record Urgency(Haste level, List<Quote> evidence) {}
}
