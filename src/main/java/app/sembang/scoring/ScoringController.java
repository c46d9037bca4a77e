package app.sembang.scoring;

import app.sembang.companies.Companies;
import app.sembang.contacts.ScoreColor;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.language.Span;
import app.sembang.scoring.BehaviourScore.Code;
import app.sembang.scoring.BehaviourScore.Point;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// Trying out how a conversation is scored. Stores nothing.
@RestController
@Tag(name = "Scoring")
@AllowedTo({Role.SUPER_ADMIN, Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
class ScoringController {
    private static final int MOST_MESSAGES = 500;

    private final Scoring scoring;
    private final Companies companies;
    private final Clock clock;

    ScoringController(Scoring scoring, Companies companies, Clock clock) {
        this.scoring = scoring;
        this.companies = companies;
        this.clock = clock;
    }

    enum From {
        contact,
        agent,
        assistant
    }

    /// @param at when it was written; without it nothing is read from how fast people answer
    record ScoredMessage(
            @NotNull From from,
            @NotNull @Size(max = 20_000) String text,
            @Nullable Instant at) {}

    /// @param messages oldest first
    /// @param now the moment the score is for; the present one by default
    record ScoringPreview(
            @NotNull @Size(max = MOST_MESSAGES) List<@Valid @NotNull ScoredMessage> messages,
            @Nullable Instant now) {}

    /// @param reason in the reader's language, by Accept-Language
    /// @param messageIndex of the message it was found in, from 0
    /// @param span the words in it, in UTF-16 units
    record ScorePoint(
            Code code,
            int points,
            String reason,
            @Nullable Integer messageIndex,
            @Nullable Span span) {}

    /// @param provisional nothing the contact wrote tells anything yet
    record ScoreResult(int score, ScoreColor color, boolean provisional, String algorithm, List<ScorePoint> points) {}

    @PostMapping("/api/v1/scoring/preview")
    @Operation(summary = "Show how a conversation would be scored, and why")
    ScoreResult preview(Member me, Locale locale, @Valid @RequestBody ScoringPreview asked) {
        var lines = asked.messages().stream()
                .map(message -> new Line(message.from() == From.contact, message.text(), message.at()))
                .toList();
        var now = asked.now() == null ? clock.instant() : asked.now();
        var zone = companies.find(me.company()).orElseThrow().timeZone();
        var score = scoring.of(me.company(), lines, now, zone);
        return new ScoreResult(
                score.score(),
                score.color(),
                score.provisional(),
                BehaviourScore.ALGORITHM,
                score.points().stream()
                        .map(point -> shown(point, lines, locale))
                        .toList());
    }

    private static ScorePoint shown(Point point, List<Line> lines, Locale locale) {
        return new ScorePoint(
                point.code(), point.points(), Reasons.of(point, lines, locale), point.line(), point.span());
    }
}
