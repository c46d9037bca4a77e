package app.sembang.knowledge;

import app.sembang.shared.Language;
import app.sembang.shared.OutletId;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A document or text a company wrote for its customers.
///
/// @param content null for a file, and in lists
/// @param reason why it could not be read
/// @param outletId the only outlet it holds for; null: for all
/// @param passages how many were read from it
/// @param suspicious how many of them speak to an assistant instead of a customer; they are found last
/// @param languages of its passages
public record Material(
        MaterialId id,
        Type type,
        String title,
        @Nullable String content,
        @Nullable Format format,
        @Nullable String fileName,
        Status status,
        @Nullable Reason reason,
        @Nullable OutletId outletId,
        Validity validity,
        int passages,
        int suspicious,
        List<Language> languages,
        Instant createdAt,
        Instant changedAt,
        @Nullable Instant processedAt) {
    static final int LONGEST_TITLE = 200;
    static final int LONGEST_CONTENT = 100_000;

    boolean isFile() {
        return format != null;
    }

    @Schema(name = "MaterialType")
    public enum Type {
        DOCUMENT,
        FAQ,
        SAMPLE_CONVERSATION,
        GUIDELINE;

        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        public static Type from(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT));
        }
    }

    /// How far it was read.
    @Schema(name = "MaterialStatus")
    public enum Status {
        UPLOADED,
        PROCESSING,
        PROCESSED,
        FAILED;

        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        public static Status from(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT));
        }
    }

    /// Why a material could not be read.
    @Schema(name = "MaterialReason")
    public enum Reason {
        ENCRYPTED,
        DAMAGED,
        TOO_MANY_PAGES,
        TOO_MUCH_TEXT,
        TOO_SLOW,
        NO_TEXT,
        UNKNOWN_ENCODING,
        /// The company has as many passages as it may have.
        NO_ROOM;

        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        public static Reason from(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT));
        }
    }

    /// A text, which may use Markdown's headings, lists and tables.
    ///
    /// @param validity null: for ever
    @Schema(name = "NewMaterial")
    public record Draft(
            @NotNull Type type,
            @NotBlank @Size(max = LONGEST_TITLE) String title,
            @NotBlank @Size(max = LONGEST_CONTENT) String content,
            @Nullable OutletId outletId,
            @Nullable Validity validity) {}

    /// What is to be other; null leaves it as it is.
    ///
    /// @param content not for a file, whose words are in the file
    /// @param everyOutlet true: it holds for all outlets again
    /// @param validity replaced as a whole
    @Schema(name = "MaterialChange")
    public record Change(
            @Nullable Type type,

            @Nullable @Size(max = LONGEST_TITLE) @Pattern(regexp = ".*\\S.*", message = "must not be blank")
            String title,

            @Nullable @Size(max = LONGEST_CONTENT) String content,
            @Nullable OutletId outletId,
            @Nullable Boolean everyOutlet,
            @Nullable Validity validity) {}
}
