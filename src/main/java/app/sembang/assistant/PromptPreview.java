package app.sembang.assistant;

import app.sembang.shared.Language;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a model would be told, block by block, in the order it is told.
///
/// @param language the answer would be in
/// @param shares how the room for what is looked up is divided
@Schema(name = "PromptPreview")
public record PromptPreview(Language language, int tokens, List<Block> blocks, List<Share> shares) {
    private static final int LETTERS_A_TOKEN = 3;

    /// What a block is for.
    @Schema(name = "PromptBlockName")
    public enum Name {
        TOOLS,
        RULES,
        INSTRUCTIONS,
        QUESTION;

        @JsonValue
        public String value() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param tokens about so many
    /// @param cached whether a provider keeps it from one question to the next
    @Schema(name = "PromptBlock")
    public record Block(Name name, String text, int tokens, boolean cached) {
        static Block of(Name name, String text, boolean cached) {
            return new Block(name, text, PromptPreview.tokens(text), cached);
        }
    }

    /// @param weight as the version has it
    /// @param tokens it may fill; null: as many as it takes
    /// @param used by what is shown
    /// @param shown how many are
    /// @param leftOut how many were found and have no room
    @Schema(name = "PromptShare")
    public record Share(
            Ground.Kind kind, double weight, @Nullable Integer tokens, int used, int shown, int leftOut) {}

    static PromptPreview of(
            Language language,
            List<Block> blocks,
            List<Ground> found,
            List<Ground> shown,
            ModelVersion.Weights weights) {
        var rooms = EvidenceRoom.shares(weights);
        var shares = new ArrayList<Share>();
        for (var kind : List.of(Ground.Kind.PRODUCT, Ground.Kind.TEMPLATE, Ground.Kind.FAQ, Ground.Kind.PASSAGE)) {
            var of = shown.stream().filter(ground -> ground.kind() == kind).toList();
            long all = found.stream().filter(ground -> ground.kind() == kind).count();
            shares.add(new Share(
                    kind,
                    EvidenceRoom.weight(kind, weights),
                    kind == Ground.Kind.PRODUCT ? null : rooms.getOrDefault(kind, 0) / LETTERS_A_TOKEN,
                    of.stream().mapToInt(ground -> tokens(ground.text())).sum(),
                    of.size(),
                    (int) all - of.size()));
        }
        return new PromptPreview(
                language, blocks.stream().mapToInt(Block::tokens).sum(), blocks, shares);
    }

    /// About four letters of Latin, one of Chinese and one of Tamil are a token.
    static int tokens(String text) {
        double tokens = 0;
        for (var at = text.codePoints().iterator(); at.hasNext(); ) {
            var script = UnicodeScript.of(at.nextInt());
            tokens += script == UnicodeScript.HAN || script == UnicodeScript.TAMIL ? 1 : 0.25;
        }
        return (int) Math.ceil(tokens);
    }
}
