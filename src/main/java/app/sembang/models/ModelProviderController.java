package app.sembang.models;

import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.models.ModelProviders.Check;
import app.sembang.models.ModelProviders.Described;
import app.sembang.models.ModelProviders.Draft;
import app.sembang.shared.Money;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Whose models a company asks: what is sent there is what customers write, so only its admin decides.
@RestController
@RequestMapping("/api/v1/model-providers")
@Tag(name = "Model providers")
@AllowedTo(Role.COMPANY_ADMIN)
class ModelProviderController {
    private final ModelProviders providers;
    private final ModelSettings settings;

    ModelProviderController(ModelProviders providers, ModelSettings settings) {
        this.providers = providers;
        this.settings = settings;
    }

    /// @param baseUrl left out: the vendor's own address
    /// @param model left out: the vendor's usual one
    /// @param key left out: the one that is kept, as long as kind and address stay; blank: none of your own
    /// @param monthlyBudget in US dollars; left out: no limit
    /// @param dailyTokens left out: no limit
    record ModelProviderChange(
            @NotNull ProviderKind kind,
            @Nullable @Size(max = 500) String baseUrl,
            @Nullable @Size(max = 200) String model,
            @Nullable @Size(max = 500) String key,
            @NotNull Boolean enabled,
            @Nullable Money monthlyBudget,
            @Nullable @Positive @Max(1_000_000_000_000L) Long dailyTokens) {
        Draft draft() {
            return new Draft(kind, baseUrl, model, key, enabled, monthlyBudget, dailyTokens);
        }

        @Override
        public String toString() {
            return draft().toString();
        }
    }

    /// @param key masked; null where the company gave none
    /// @param usesPlatformKey the platform's key is used, for there is no other
    /// @param budget `near` from 80 % on; `spent`: nothing is asked here until the next day or month
    /// @param spentThisMonth in US dollars, as far as prices are known
    record ModelProvider(
            int rank,
            ProviderKind kind,
            @Nullable String baseUrl,
            String model,
            @Nullable String key,
            boolean usesPlatformKey,
            boolean enabled,
            @Nullable Money monthlyBudget,
            @Nullable Long dailyTokens,
            ModelProviderStore.ProviderState state,
            @Nullable String lastError,
            @Nullable Instant lastErrorAt,
            BudgetState budget,
            Money spentThisMonth,
            long tokensToday) {}

    enum BudgetState {
        OK,
        NEAR,
        SPENT;

        @com.fasterxml.jackson.annotation.JsonValue
        String value() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// A kind of provider there is to choose.
    ///
    /// @param platformKey the platform has a key of its own for it
    record ModelProviderKind(ProviderKind kind, @Nullable String model, boolean platformKey) {}

    /// @param items in the order in which they are asked; empty: the platform's own, where it has any
    record ModelProviderList(List<ModelProvider> items, List<ModelProviderKind> kinds) {}

    /// @param words the provider's own; null where it works
    record ModelProviderCheck(
            boolean works, String model, @Nullable String words, long milliseconds) {}

    @GetMapping
    @Operation(summary = "List whose models the company asks; keys are masked")
    ModelProviderList list(Member me) {
        var kinds = Arrays.stream(ProviderKind.values())
                .map(kind -> {
                    var vendor = settings.vendor(kind);
                    return new ModelProviderKind(
                            kind, vendor == null ? null : vendor.model(), vendor != null && vendor.hasKey());
                })
                .toList();
        return new ModelProviderList(
                providers.describe(me.company()).stream()
                        .map(ModelProviderController::shown)
                        .toList(),
                kinds);
    }

    @PutMapping("/{rank}")
    @Operation(
            summary = "Say whose models are asked first (1) or when the first fails (2)",
            description = "A small call tries new settings; what the provider says is kept with them.")
    ModelProvider change(
            Member me,
            @Parameter(schema = @Schema(allowableValues = {"1", "2"})) @PathVariable String rank,
            @Valid @RequestBody ModelProviderChange change) {
        return shown(providers.set(me.company(), rank(rank), change.draft(), me.id()));
    }

    @DeleteMapping("/{rank}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Ask a provider no more, and forget its key")
    void remove(Member me, @Parameter(schema = @Schema(allowableValues = {"1", "2"})) @PathVariable String rank) {
        providers.remove(me.company(), rank(rank), me.id());
    }

    @PostMapping("/{rank}/test")
    @Operation(
            summary = "Try a provider with a small call",
            description = "With settings in the body, those, and nothing is saved; without, the saved ones.")
    ModelProviderCheck test(
            Member me,
            @Parameter(schema = @Schema(allowableValues = {"1", "2"})) @PathVariable String rank,
            @Valid @RequestBody(required = false) @Nullable ModelProviderChange change) {
        return shown(
                change == null
                        ? providers.test(me.company(), rank(rank), me.id())
                        : providers.test(me.company(), rank(rank), change.draft()));
    }

    /// The first and the second are there in every company; a third is nowhere.
    private static int rank(String given) {
        return switch (given) {
            case "1" -> 1;
            case "2" -> 2;
            default -> throw Refusal.notFound("model provider", given);
        };
    }

    private static ModelProviderCheck shown(Check check) {
        return new ModelProviderCheck(
                check.works(), check.model(), check.words(), check.took().toMillis());
    }

    private static ModelProvider shown(Described described) {
        var row = described.row();
        var monthly = row.budget().monthly();
        return new ModelProvider(
                row.rank(),
                row.kind(),
                row.baseUrl(),
                row.model(),
                row.sealedKey() == null ? null : "****" + row.keyEnd(),
                described.usesPlatformKey(),
                row.enabled(),
                monthly == null ? null : Money.of(monthly, "USD"),
                row.budget().dailyTokens(),
                row.state(),
                row.lastError(),
                row.lastErrorAt(),
                BudgetState.valueOf(described.budget().name()),
                Money.of(described.used().thisMonth().setScale(2, RoundingMode.HALF_UP), "USD"),
                described.used().tokensToday());
    }
}
