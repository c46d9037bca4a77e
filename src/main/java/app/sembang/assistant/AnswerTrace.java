package app.sembang.assistant;

import app.sembang.shared.Language;
import app.sembang.templates.Candidate;
import app.sembang.templates.Match;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How an answer came about, step by step: what was looked at, what was used and what was not. The same question to the
/// same company gives the same trace, apart from what the calls of a model took.
///
/// @param languages shares of what the question is written in
/// @param safety what the screen found; null where nothing
/// @param rule the number of the company's own rule that applied, from 1
/// @param candidates templates that came into question, best first
/// @param noTemplate why no template answers
/// @param looked what was looked up
/// @param model the calls of a model, in order
/// @param checks what the answer was held against, of every try
@Schema(name = "AnswerTrace")
public record AnswerTrace(
        Language language,
        Map<Language, Double> languages,
        @Nullable SafetyClass safety,
        @Nullable Integer rule,
        List<Candidate> candidates,
        @Nullable String noTemplate,
        List<Ground> looked,
        @Nullable ModelVersionId modelVersionId,
        List<ModelCall> model,
        List<List<Check>> checks,
        double confidence,
        List<String> reasons) {
    /// More than these are never the reason for an answer, and a row is kept for every one.
    private static final int MOST_CANDIDATES = 5;

    /// How a reply came about that was decided in the commit that stored the question.
    ///
    /// @param match null where there were no words to match
    static AnswerTrace atOnce(
            Language language,
            @Nullable Match match,
            @Nullable SafetyClass safety,
            @Nullable Integer rule,
            @Nullable ModelVersionId version,
            double confidence,
            String reason) {
        return new AnswerTrace(
                language,
                match == null ? Map.of() : match.mix().shares(),
                safety,
                rule,
                match == null
                        ? List.of()
                        : match.candidates().stream().limit(MOST_CANDIDATES).toList(),
                match instanceof Match.Abstained abstained ? abstained.reason().code() : null,
                List.of(),
                version,
                List.of(),
                List.of(),
                Math.round(confidence * 1000) / 1000.0,
                List.of(reason));
    }

    /// One call of a model.
    ///
    /// @param promptHash of the whole request, so that equal ones are seen to be equal
    /// @param outcome `answered`, or why not
    @Schema(name = "TracedModelCall")
    public record ModelCall(
            @Nullable String provider,
            @Nullable String model,
            String promptHash,
            String outcome,
            int inputTokens,
            int cachedTokens,
            int outputTokens,
            @Nullable String costUsd,
            long milliseconds,
            List<String> tools) {}
}
