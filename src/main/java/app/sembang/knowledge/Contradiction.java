package app.sembang.knowledge;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// Two things a company wrote down that cannot both be so.
///
/// @param newer what was changed last; of two that fit a question equally well it answers
public record Contradiction(Side newer, Side older) {
    /// @param title of the document, or the question
    /// @param says the sentence
    @Schema(name = "ContradictionSide")
    public record Side(
            @Nullable MaterialId materialId, @Nullable FaqId faqId, String title, String says) {
        static Side of(KnowledgeIndex.Entry entry, String says) {
            return new Side(entry.material(), entry.faq(), entry.title(), says);
        }
    }
}
