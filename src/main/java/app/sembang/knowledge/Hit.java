package app.sembang.knowledge;

import app.sembang.language.Span;
import app.sembang.shared.Language;
import app.sembang.shared.OutletId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A passage that answers a question: of a material, or a question with its answer.
///
/// @param title of the material, or the question
/// @param heading what the passage stands under, the widest first, joined by ` › `
/// @param matches the words of the passage that fit
/// @param outletId the only outlet it holds for; null: for all
/// @param score how much of the question it covers, of 1
public record Hit(
        UUID passageId,
        @Nullable MaterialId materialId,
        @Nullable FaqId faqId,
        String title,
        String heading,
        String passage,
        List<Span> matches,
        @Nullable Language language,
        @Nullable OutletId outletId,
        boolean suspicious,
        double score) {}
