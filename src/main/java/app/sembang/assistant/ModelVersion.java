package app.sembang.assistant;

import app.sembang.shared.Channel;
import app.sembang.shared.Language;
import app.sembang.shared.Texts;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// How a company's assistant is set up. At most one of a company is active; one that was active once is not changed any
/// more, so that every answer can be traced to what it came from.
///
/// @param number counts up within the company
/// @param parentId the version it was copied from
@Schema(name = "ModelVersion")
public record ModelVersion(
        ModelVersionId id,
        int number,
        State state,
        @JsonUnwrapped Setup setup,
        @Nullable ModelVersionId parentId,
        Instant madeAt,
        Instant changedAt,
        @Nullable Instant activatedAt) {
    /// Where a version stands.
    public enum State {
        DRAFT,
        ACTIVE,
        RETIRED;

        @JsonValue
        public String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        public static State from(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }

    /// How it sounds.
    public enum Style {
        FORMAL,
        CASUAL,
        FRIENDLY,
        PROFESSIONAL;

        @JsonValue
        public String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        public static Style from(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }

    /// What it may do by itself.
    public enum Mode {
        /// Answers customers where it is sure enough.
        AUTO,
        /// Offers its answers to people.
        SUGGEST,
        /// Templates only.
        OFF;

        @JsonValue
        public String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        public static Mode from(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }

    /// When it answers by itself; else people do. Templates answer at any time.
    ///
    /// @param hours null: always
    /// @param channels none: all
    @Schema(name = "ModelAutoWhen")
    public record AutoWhen(
            @Nullable Hours hours, @Nullable @Size(max = 10) List<@NotNull Channel> channels) {
        static final AutoWhen USUAL = new AutoWhen(Hours.ALWAYS, List.of());

        /// While the company is open, or closed.
        public enum Hours {
            ALWAYS,
            OPEN,
            CLOSED;

            @JsonValue
            public String value() {
                return name().toLowerCase(Locale.ROOT);
            }

            @JsonCreator
            public static Hours from(String value) {
                return valueOf(value.toUpperCase(Locale.ROOT));
            }
        }

        /// @param open asked only where it matters
        boolean holds(Channel channel, BooleanSupplier open) {
            if (channels != null && !channels.isEmpty() && !channels.contains(channel)) return false;
            return switch (hours == null ? Hours.ALWAYS : hours) {
                case ALWAYS -> true;
                case OPEN -> open.getAsBoolean();
                case CLOSED -> !open.getAsBoolean();
            };
        }
    }

    /// Shares of the room for what is looked up; 0 leaves a kind out.
    @Schema(name = "ModelWeights")
    public record Weights(
            @DecimalMin("0") @DecimalMax("1") double successPatterns,
            @DecimalMin("0") @DecimalMax("1") double productCatalog,
            @DecimalMin("0") @DecimalMax("1") double faq,
            @DecimalMin("0") @DecimalMax("1") double trainingMaterials) {
        static final Weights USUAL = new Weights(0.3, 0.2, 0.2, 0.3);
    }

    /// How sure it must be of an answer, from 0 to 1.
    ///
    /// @param send to send it by itself; what is less sure is offered to people
    /// @param offer to offer it at all; what is less sure is a person's to answer
    @Schema(name = "ModelCertainty")
    public record Certainty(
            @DecimalMin("0.5") @DecimalMax("0.95") double send,
            @DecimalMin("0.25") @DecimalMax("0.95") double offer) {
        static final Certainty USUAL = new Certainty(0.75, 0.45);
    }

    /// If a message says one of these words, the assistant does that. Asked in order, before anything answers.
    @Schema(name = "ModelRule")
    public record Rule(
            @NotNull @Size(min = 1, max = 20) List<@NotBlank @Size(max = 100) String> words,
            @NotNull Effect then,
            @Nullable @Size(max = 700) String reply) {
        /// What a rule does.
        public enum Effect {
            /// A person answers.
            HAND_OVER,
            /// The rule's reply is sent.
            REPLY,
            /// The answer is offered to people and not sent.
            SUGGEST;

            @JsonValue
            public String value() {
                return name().toLowerCase(Locale.ROOT);
            }

            @JsonCreator
            public static Effect from(String value) {
                return valueOf(value.toUpperCase(Locale.ROOT));
            }
        }
    }

    /// Which languages it answers in, and how.
    ///
    /// @param primary null: the company's preferred one
    /// @param culturalContext what it has to know of manners, holidays and the like
    @Schema(name = "ModelLanguages")
    public record Languages(
            @Nullable Language primary,
            @Nullable @Size(max = 4) List<@NotNull Language> secondary,
            @Nullable @Size(max = 2000) String culturalContext) {
        static final Languages USUAL = new Languages(null, List.of(), null);
    }

    /// What a version is made of; what is left out gets its usual value.
    ///
    /// @param name null: its number
    /// @param systemPrompt what the assistant is and how it works, in the company's words
    /// @param autoWhen where the mode is `auto`
    /// @param temperature of a model that takes one
    /// @param maxTokens of a model's answer
    /// @param maxLength of what a customer is sent, in characters
    /// @param model instead of the provider's own
    /// @param notes for colleagues, never for the model
    @Schema(name = "ModelSetup")
    public record Setup(
            @Nullable @Size(max = 100) String name,
            @NotBlank @Size(min = 20, max = 8000) String systemPrompt,
            @Nullable Style responseStyle,
            @Nullable Mode mode,
            @Nullable @Valid AutoWhen autoWhen,
            @Nullable @Valid Languages languageConfig,
            @Nullable @Size(max = 2000) String brandVoice,
            @Nullable @Size(max = 30) List<@NotBlank @Size(max = 300) String> dos,
            @Nullable @Size(max = 30) List<@NotBlank @Size(max = 300) String> donts,
            @Nullable @Size(max = 30) List<@NotNull @Valid Rule> rules,
            @Nullable @DecimalMin("0") @DecimalMax("1") Double temperature,
            @Nullable @Min(100) @Max(4000) Integer maxTokens,
            @Nullable @Min(50) @Max(2000) Integer maxLength,
            @Nullable @Valid Weights trainingWeights,
            @Nullable @Valid Certainty certainty,
            @Nullable @Size(max = 100) String model,
            @Nullable @Size(max = 2000) String notes) {
        /// The same with nothing left out.
        Setup complete(int number) {
            return new Setup(
                    name == null || name.isBlank() ? "v" + number : name.strip(),
                    systemPrompt.strip(),
                    responseStyle == null ? Style.FRIENDLY : responseStyle,
                    mode == null ? Mode.SUGGEST : mode,
                    autoWhen == null ? AutoWhen.USUAL : autoWhen,
                    languageConfig == null ? Languages.USUAL : languageConfig,
                    Texts.blankAsNull(brandVoice),
                    dos == null ? List.of() : dos,
                    donts == null ? List.of() : donts,
                    rules == null ? List.of() : rules,
                    temperature,
                    maxTokens == null ? 1000 : maxTokens,
                    maxLength == null ? 700 : maxLength,
                    trainingWeights == null ? Weights.USUAL : trainingWeights,
                    sure(),
                    Texts.blankAsNull(model),
                    Texts.blankAsNull(notes));
        }

        /// For a copy, which gets a name of its own.
        Setup unnamed() {
            return new Setup(
                    null,
                    systemPrompt,
                    responseStyle,
                    mode,
                    autoWhen,
                    languageConfig,
                    brandVoice,
                    dos,
                    donts,
                    rules,
                    temperature,
                    maxTokens,
                    maxLength,
                    trainingWeights,
                    certainty,
                    model,
                    notes);
        }

        List<Rule> allRules() {
            return rules == null ? List.of() : rules;
        }

        int longest() {
            return maxLength == null ? 700 : maxLength;
        }

        Weights weights() {
            return trainingWeights == null ? Weights.USUAL : trainingWeights;
        }

        Certainty sure() {
            return certainty == null ? Certainty.USUAL : certainty;
        }

        boolean auto() {
            return mode == Mode.AUTO;
        }

        /// Whether it answers by itself who writes there now.
        boolean auto(Channel channel, BooleanSupplier open) {
            return auto() && (autoWhen == null || autoWhen.holds(channel, open));
        }

        /// One to begin with.
        public static Setup of(String systemPrompt, Mode mode) {
            return new Setup(
                    null,
                    systemPrompt,
                    null,
                    mode,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null);
        }
    }
}
