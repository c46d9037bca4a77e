package app.sembang.onboarding;

import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/onboarding")
@Tag(name = "Onboarding")
@AllowedTo(Role.COMPANY_ADMIN)
class OnboardingController {
    private final Onboarding onboarding;

    OnboardingController(Onboarding onboarding) {
        this.onboarding = onboarding;
    }

    @GetMapping
    @Operation(summary = "Show how far the company is with setting up")
    Onboarding.Progress show(Member me) {
        return onboarding.of(me.company());
    }

    /// @param steps all that are left for later; the others are open or done
    @Schema(name = "SkippedSteps")
    record Skipped(@NotNull @Size(max = 10) List<@NotNull Step> steps) {}

    @PutMapping("/skipped-steps")
    @Operation(
            summary = "Say which steps are left for later",
            description = "A step is done when what it is about is there, whether it was skipped or not.")
    Onboarding.Progress skip(Member me, @Valid @RequestBody Skipped skipped) {
        return onboarding.skip(me.company(), skipped.steps());
    }

    @PutMapping("/sample-data")
    @Operation(
            summary = "Add sample answers to try the assistant with",
            description = "They are the company's own, marked as samples until somebody changes them.")
    Onboarding.Progress addSamples(Member me) {
        return onboarding.addSamples(me.access());
    }

    @DeleteMapping("/sample-data")
    @Operation(summary = "Remove the samples that nobody has changed")
    Onboarding.Progress removeSamples(Member me) {
        return onboarding.removeSamples(me.access());
    }

    @PutMapping("/completion")
    @Operation(summary = "Say that the set-up is over")
    Onboarding.Progress complete(Member me) {
        return onboarding.complete(me.company(), true, me.id());
    }

    @DeleteMapping("/completion")
    @Operation(summary = "Offer the set-up again")
    Onboarding.Progress reopen(Member me) {
        return onboarding.complete(me.company(), false, me.id());
    }
}
