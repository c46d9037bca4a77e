package app.sembang.knowledge;

import app.sembang.shared.Language;
import app.sembang.shared.OutletId;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A question with its answer, found as a whole.
///
/// @param language what it is written in; null where no word tells
/// @param outletId the only outlet it holds for; null: for all
/// @param suspicious whether it speaks to an assistant instead of a customer; it is found last
public record Faq(
        FaqId id,
        String question,
        String answer,
        @Nullable Language language,
        @Nullable OutletId outletId,
        Validity validity,
        boolean suspicious,
        Instant createdAt,
        Instant changedAt) {
    static final int LONGEST_QUESTION = 500;
    /// As much as is read of a text when it is searched.
    static final int LONGEST_ANSWER = 2000;

    /// @param language null: as its words say
    /// @param validity null: for ever
    @Schema(name = "NewFaq")
    public record Draft(
            @NotBlank @Size(max = LONGEST_QUESTION) String question,
            @NotBlank @Size(max = LONGEST_ANSWER) String answer,
            @Nullable Language language,
            @Nullable OutletId outletId,
            @Nullable Validity validity) {}

    /// What is to be other; null leaves it as it is.
    ///
    /// @param everyOutlet true: it holds for all outlets again
    /// @param validity replaced as a whole
    @Schema(name = "FaqChange")
    public record Change(
            @Nullable @Size(max = LONGEST_QUESTION) String question,
            @Nullable @Size(max = LONGEST_ANSWER) String answer,
            @Nullable Language language,
            @Nullable OutletId outletId,
            @Nullable Boolean everyOutlet,
            @Nullable Validity validity) {}
}
