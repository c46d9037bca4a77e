package app.sembang.channels.webchat;

import app.sembang.shared.Language;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How the chat of a website looks, and what it asks of its visitors.
///
/// @param title in the chat's head; null: the account's name
/// @param color the accent, as `#rrggbb`
/// @param side the corner the launcher stands in, in the direction the page is read
/// @param language where neither the page nor the browser speaks one of ours
/// @param texts at most one of each language
/// @param askName what the form asks for
/// @param rating whether a conversation that has ended may be rated
/// @param ending whether a visitor may end the conversation; null: no
/// @param transcript whether a visitor may have it by e-mail; null: no
/// @param whenClosed what visitors can do outside opening hours; null: as within them
/// @param askWhen null: before the first message
record SiteSettings(
        @Nullable @Size(max = 80) String title,

        @Nullable @Pattern(regexp = "#[0-9a-fA-F]{6}", message = "is not a colour such as #1f3a6e")
        String color,

        @NotNull Side side,
        @Nullable Language language,
        @NotNull @Size(max = 4) List<@NotNull @Valid Wording> texts,
        @NotNull Asked askName,
        @NotNull Asked askEmail,
        @NotNull Asked askPhone,
        @NotNull Boolean rating,
        @NotNull Verification identityVerification,
        @Nullable Boolean ending,
        @Nullable Boolean transcript,
        @Nullable WhenClosed whenClosed,
        @Nullable AskWhen askWhen) {

    static final SiteSettings UNTOUCHED = new SiteSettings(
            null,
            null,
            Side.END,
            null,
            List.of(),
            Asked.OFF,
            Asked.OFF,
            Asked.OFF,
            false,
            Verification.OFF,
            false,
            false,
            WhenClosed.ANSWER,
            AskWhen.BEFORE);

    enum Side {
        START,
        END;

        @JsonValue
        String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        static Side from(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }

    enum Asked {
        OFF,
        OPTIONAL,
        REQUIRED;

        @JsonValue
        String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        static Asked from(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }

    /// The form stands before the first message, or is shown once that has been sent.
    enum AskWhen {
        BEFORE,
        AFTER;

        @JsonValue
        String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        static AskWhen from(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }

    /// `LEAVE_MESSAGE`: who writes while nobody is there leaves an e-mail address, so that an answer can reach them.
    /// `HIDE`: there is no chat on the page.
    enum WhenClosed {
        ANSWER,
        LEAVE_MESSAGE,
        HIDE;

        @JsonValue
        String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        static WhenClosed from(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }

    boolean mayEnd() {
        return Boolean.TRUE.equals(ending);
    }

    boolean givesTranscript() {
        return Boolean.TRUE.equals(transcript);
    }

    /// As they hold at a moment.
    SiteSettings at(boolean open) {
        return open || whenClosed != WhenClosed.LEAVE_MESSAGE
                ? this
                : new SiteSettings(
                        title,
                        color,
                        side,
                        language,
                        texts,
                        askName,
                        Asked.REQUIRED,
                        askPhone,
                        rating,
                        identityVerification,
                        ending,
                        transcript,
                        whenClosed,
                        AskWhen.BEFORE);
    }

    /// Whether the site proves who its visitors are. `REQUIRED`: what a browser says without proof is not taken.
    enum Verification {
        OFF,
        OPTIONAL,
        REQUIRED;

        @JsonValue
        String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        static Verification from(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }

    /// What the site says in one language.
    ///
    /// @param greeting where nothing has been written yet
    /// @param launcherLabel beside the launcher's picture; null: the picture alone
    /// @param consent to agree to before the first message; null: nothing is asked
    record Wording(
            @NotNull Language language,
            @Nullable @Size(max = 200) String greeting,
            @Nullable @Size(max = 40) String launcherLabel,
            @Nullable @Size(max = 300) String consent) {}

    /// The text in this language, else in the site's own, else in English, else in any.
    @Nullable
    String text(@Nullable Language wanted, Function<Wording, @Nullable String> which) {
        return Stream.of(Stream.of(wanted, language, Language.EN), Stream.of(Language.values()))
                .flatMap(Function.identity())
                .flatMap(tag -> texts.stream().filter(own -> own.language() == tag))
                .flatMap(own -> Stream.ofNullable(which.apply(own)))
                .findFirst()
                .orElse(null);
    }

    /// What has to be agreed to; a site that asks for consent asks in every language.
    @Nullable
    String consent(@Nullable Language wanted) {
        return text(wanted, Wording::consent);
    }

    boolean asksAfter() {
        return askWhen == AskWhen.AFTER;
    }

    boolean asks() {
        return askName != Asked.OFF || askEmail != Asked.OFF || askPhone != Asked.OFF || consent(null) != null;
    }

    /// Whether nobody may write, or go on writing, before the form is filled in.
    boolean insists() {
        return askName == Asked.REQUIRED
                || askEmail == Asked.REQUIRED
                || askPhone == Asked.REQUIRED
                || consent(null) != null;
    }
}
