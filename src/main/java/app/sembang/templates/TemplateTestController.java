package app.sembang.templates;

import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.language.LanguageMix;
import app.sembang.language.Register;
import app.sembang.shared.Language;
import app.sembang.shared.OutletId;
import app.sembang.templates.Match.Abstained;
import app.sembang.templates.Match.Answered;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// Trying out what a message would be answered. Sends nothing, counts nothing.
@RestController
@Tag(name = "Templates")
@AllowedTo({Role.SUPER_ADMIN, Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
class TemplateTestController {
    private final Templates templates;

    TemplateTestController(Templates templates) {
        this.templates = templates;
    }

    /// @param language to answer in; null decides by the message
    /// @param outletId whose customer writes; null: the company's
    /// @param industryCategory whose templates answer, too; null: the company's own
    record TemplateTest(
            @NotNull String message,
            @Nullable Language language,
            @Nullable OutletId outletId,
            @Nullable @Size(max = 100) String industryCategory) {}

    /// @param reason why no template answers; null when one does
    /// @param parts where several things are asked: what templates say to some of them
    /// @param whole whether these are sent together, because they answer all that is asked
    record TemplateTestResult(
            boolean matched,
            @Nullable TemplateId templateId,
            @Nullable Integer version,
            @Nullable String name,
            @Nullable String response,
            Language language,
            @Nullable Double confidence,
            Match.@Nullable Reason reason,
            List<Candidate> candidates,
            List<Match.Part> parts,
            boolean whole) {}

    @PostMapping("/api/v1/templates/test")
    @Operation(summary = "Show which template a message would be answered by, and why not by the others")
    TemplateTestResult run(Member me, @Valid @RequestBody TemplateTest message) {
        var match = templates.test(
                me.company(), message.message(), message.language(), message.outletId(), message.industryCategory());
        return switch (match) {
            case Answered answered ->
                new TemplateTestResult(
                        true,
                        answered.template(),
                        answered.version(),
                        answered.name(),
                        answered.text(),
                        answered.language(),
                        answered.confidence(),
                        null,
                        answered.candidates(),
                        List.of(),
                        false);
            case Abstained abstained ->
                new TemplateTestResult(
                        false,
                        null,
                        null,
                        null,
                        null,
                        abstained.language(),
                        null,
                        abstained.reason(),
                        abstained.candidates(),
                        abstained.parts(),
                        abstained.whole());
        };
    }

    record DetectionText(@NotNull String text) {}

    /// `primary` is null where no word tells; `replyLanguage` is what the company would answer in; `register` is
    /// null where nothing tells whether it is formal or informal.
    record DetectedLanguage(
            @Nullable Language primary,
            boolean mixed,
            boolean undetermined,
            LanguageShares shares,
            Language replyLanguage,
            @Nullable Register register) {}

    record LanguageShares(double en, double ms, double zh, double ta) {
        static LanguageShares of(LanguageMix mix) {
            return new LanguageShares(
                    mix.share(Language.EN), mix.share(Language.MS), mix.share(Language.ZH), mix.share(Language.TA));
        }
    }

    @PostMapping("/api/v1/language/detect")
    @Operation(summary = "Tell what a text is written in and what it would be answered in")
    DetectedLanguage detect(Member me, @Valid @RequestBody DetectionText text) {
        var decision = templates.detect(me.company(), text.text());
        var mix = decision.mix();
        return new DetectedLanguage(
                mix.primary(),
                mix.mixed(),
                mix.undetermined(),
                LanguageShares.of(mix),
                decision.reply(),
                Register.of(text.text()));
    }
}
